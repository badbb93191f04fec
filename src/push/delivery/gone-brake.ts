/** Keeps a wrong setting from deleting everybody: when a service calls one token after the other dead, we doubt ourselves. */

/** So many dead tokens in a row, with no wake-up accepted in between, are more likely our topic or project. */
const SUSPICIOUS_RUN = 50;

export class GoneBrake {
  private readonly runs = new Map<string, number>();

  accepted(service: string): void {
    this.runs.delete(service);
  }

  /** Whether the service's word that a token is dead is to be believed. */
  believes(service: string): boolean {
    const run = (this.runs.get(service) ?? 0) + 1;
    this.runs.set(service, run);
    return run <= SUSPICIOUS_RUN;
  }
}
