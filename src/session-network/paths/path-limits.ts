/** How many guards and paths there are and how long they live. */
export interface PathLimits {
  /** Entry nodes in use. */
  readonly guards: number;
  /** Entry nodes remembered, among them those that are cooling down. */
  readonly guardsKept: number;
  /** An entry node serves between one and two times this long. */
  readonly guardLifeMs: number;
  /** Paths in use side by side. */
  readonly paths: number;
  readonly pathLifeMs: number;
  /** Paths that were never heard of yet, held at most. */
  readonly trials: number;
  /** Paths tested side by side while none works, and while some do. */
  readonly probesInNeed: number;
  readonly probes: number;
  /** Paths that broke in a row after which their entry node is suspected itself. */
  readonly barrenPaths: number;
}

export const PATH_LIMITS: PathLimits = {
  guards: 3,
  guardsKept: 12,
  guardLifeMs: 4 * 3_600_000,
  paths: 4,
  pathLifeMs: 600_000,
  trials: 6,
  probesInNeed: 24,
  probes: 4,
  barrenPaths: 4,
};
