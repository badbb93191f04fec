/** Which path next, and whom to blame when one fails; time (in ms, never running backwards) and dice are handed in. */
import type { ServiceNode } from '../../protocol/service-node';
import { type Dice, oneOf } from './dice';
import type { Fault } from './fault';
import { GuardList } from './guard-list';
import type { OnionPath } from './onion-path';
import { PathBuilder } from './path-builder';
import { PATH_LIMITS, type PathLimits } from './path-limits';
import { Reputation } from './reputation';
import { isSameAddress } from './same-address';
import { canSpread } from './subnet';

/** A request that only tests a path, and the node that is to answer it. */
export interface Probe {
  readonly path: OnionPath;
  readonly destination: ServiceNode;
}

/** Connections in a row that a guard may close without an answer: one may be a link that was idle too long. */
const BROKEN_LINKS = 2;
/** Different destinations that may fail without an explanation before the path itself is given up. */
const DOUBTS = 2;
/** A path is not tested again sooner. */
const PROBE_PAUSE_MS = 1_000;
/** Different destinations that answered over another path after silence on this one, before this one is given up. */
const OUTDONE = 3;

export class PathPool {
  readonly #reputation = new Reputation();
  readonly #guards: GuardList;
  readonly #builder: PathBuilder;
  #nodes: readonly ServiceNode[] = [];
  #paths: OnionPath[] = [];
  /** A destination that no path in use can serve, because it stands in each or beside it. */
  #unserved: ServiceNode | undefined;
  /** Answers over all paths. */
  #answers = 0;

  constructor(
    private readonly dice: Dice,
    private readonly limits: PathLimits = PATH_LIMITS,
  ) {
    this.#guards = new GuardList(limits, this.#reputation, dice);
    this.#builder = new PathBuilder(this.#guards, this.#reputation, limits.pathLifeMs, dice);
  }

  /** Takes over a new list of nodes; what is unchanged keeps its guards, paths and reputation. */
  know(nodes: readonly ServiceNode[]): void {
    const byName = new Map(nodes.map((node) => [node.ed25519, node]));
    const isListed = (node: ServiceNode) => isSameAddress(node, byName.get(node.ed25519));
    this.#nodes = nodes;
    this.#builder.nodes = nodes;
    this.#builder.spread = canSpread(nodes);
    this.#guards.know(byName);
    this.#reputation.keepOnly(byName);
    this.#paths = this.#paths.filter((path) => isListed(path.guard) && isListed(path.middle));
  }

  /**
   * The path to take to `destination`: one that works, over a guard not tried yet if there is one, else a new one.
   * Undefined when the network has none left that is not in `tried`.
   */
  pick(destination: ServiceNode, now: number, tried: readonly OnionPath[]): OnionPath | undefined {
    const fitting = this.#fitting(destination, now, tried);
    const usable = fitting.filter((path) => !this.#isSilent(path, now));
    if (!fitting.some((path) => path.works)) this.#unserved = destination;
    const isNew = (path: OnionPath) => !tried.some((one) => one.guard.ed25519 === path.guard.ed25519);
    return (
      this.#leastBusy(usable, (path) => path.works && isNew(path)) ??
      this.#leastBusy(usable, (path) => path.confirmed && isNew(path)) ??
      this.#onTrial(usable, { destination, tried }, now, isNew) ??
      this.#leastBusy(usable, (path) => path.confirmed) ??
      this.#onTrial(usable, { destination, tried }, now, () => true) ??
      this.#soonest(fitting, now)
    );
  }

  /** Whether a path that works, not in `tried`, leads to the destination. */
  isReachable(destination: ServiceNode, now: number, tried: readonly OnionPath[]): boolean {
    return this.#fitting(destination, now, tried).some((path) => path.works && !this.#isSilent(path, now));
  }

  /** The next test worth making, if any; mark the path as `probing` while it runs, then tell how it ended. */
  nextProbe(now: number): Probe | undefined {
    const usable = this.#living(now).filter((path) => !this.#isSilent(path, now));
    const idle = usable.filter((path) => !path.probing && now - path.probedAt >= PROBE_PAUSE_MS);
    const wanted = this.#wantsPath(usable);
    const path =
      idle.find((one) => one.confirmed && !one.works) ??
      (wanted && (idle.find((one) => !one.confirmed && wanted.isFor(one)) ?? this.#prepare(wanted.destination, now)));
    const destination = path && this.#probeTarget(path, now);
    if (!path || !destination) return undefined;
    path.probedAt = now;
    return { path, destination };
  }

  /** The guard took our connection for a request on this path. */
  reached(path: OnionPath, now: number): void {
    this.#reputation.reached(path.guard.ed25519, now);
  }

  /** An answer came back that only the destination can have written. */
  succeeded(path: OnionPath, destination: ServiceNode, now: number): void {
    if (path.probing && this.#isSurplus(path, now)) this.#remove(path);
    this.#answers += 1;
    path.confirmed = true;
    path.doubts.clear();
    this.#reputation.reached(path.guard.ed25519, now);
    this.#guards.of(path.guard.ed25519)?.proved();
    for (const node of [path.guard, path.middle, destination]) this.#reputation.worked(node.ed25519, now);
  }

  /** A request was answered over `path` after it had failed on `others`: tests alone cannot clear those. */
  answered(path: OnionPath, others: readonly OnionPath[], destination: ServiceNode, now: number): void {
    path.served();
    this.#guards.of(path.guard.ed25519)?.served();
    for (const other of others) {
      other.outdone.add(destination.ed25519);
      if (other.outdone.size >= OUTDONE && this.#paths.includes(other)) this.#lose(other, [...other.outdone], now);
    }
  }

  /** The attempt failed; who is to blame is worked out here. */
  failed(path: OnionPath, destination: ServiceNode, fault: Fault, now: number): void {
    if (fault.kind === 'silent') this.#silent(path, now);
    else if (fault.kind === 'broken') this.#broken(path, now);
    else if (fault.kind === 'named' && fault.name === path.middle.ed25519) this.#doubt(path, destination, true, now);
    else this.#unanswered(path, destination, fault.kind === 'named' && fault.name === destination.ed25519, now);
  }

  /** Whether two wholly different paths failed to reach the node and none succeeded since. */
  isMissing(node: ServiceNode): boolean {
    return this.#reputation.isMissing(node.ed25519);
  }

  /** Whether the node should not be part of a path at the moment. */
  isCooling(name: string, now: number): boolean {
    return this.#reputation.isCooling(name, now);
  }

  /** Proved and usable ones. */
  counts(now: number): { readonly paths: number; readonly guards: number; readonly nodesFailing: number } {
    const usable = this.#living(now).filter((path) => path.confirmed && !this.#isSilent(path, now));
    const failing = this.#nodes.filter((node) => !this.#reputation.isSound(node.ed25519, now));
    return { paths: usable.length, guards: this.#guards.provedCount(now), nodesFailing: failing.length };
  }

  #living(now: number): readonly OnionPath[] {
    if (this.#paths.some((path) => now >= path.retiresAt)) {
      this.#paths = this.#paths.filter((path) => now < path.retiresAt);
    }
    return this.#paths;
  }

  #fitting(destination: ServiceNode, now: number, tried: readonly OnionPath[]): OnionPath[] {
    return this.#living(now).filter((path) => path.fits(destination, this.#builder.spread) && !tried.includes(path));
  }

  #isSilent(path: OnionPath, now: number): boolean {
    return this.#reputation.silentUntil(path.guard.ed25519, now) > 0;
  }

  #leastBusy(paths: readonly OnionPath[], mayServe: (path: OnionPath) => boolean): OnionPath | undefined {
    const fit = paths.filter(mayServe);
    const least = Math.min(...fit.map((path) => path.inFlight));
    return oneOf(
      fit.filter((path) => path.inFlight === least),
      this.dice,
    );
  }

  /** A path never heard of yet: a new one, or one of the existing when there are many. */
  #onTrial(
    usable: readonly OnionPath[],
    wish: { readonly destination: ServiceNode; readonly tried: readonly OnionPath[] },
    now: number,
    mayServe: (path: OnionPath) => boolean,
  ): OnionPath | undefined {
    const onTrial = usable.filter((path) => !path.confirmed);
    if (onTrial.length >= this.limits.trials) {
      return this.#leastBusy(onTrial, mayServe);
    }
    const path = this.#builder.compose({ ...wish, existing: this.#paths, isUrgent: true }, now);
    if (path === undefined || !mayServe(path)) return this.#leastBusy(onTrial, mayServe);
    this.#paths.push(path);
    return path;
  }

  /** When every guard is cooling down, the one whose time is up soonest is still better than none. */
  #soonest(paths: readonly OnionPath[], now: number): OnionPath | undefined {
    const until = (path: OnionPath) => this.#reputation.silentUntil(path.guard.ed25519, now);
    return [...paths].sort((a, b) => until(a) - until(b))[0];
  }

  /** Whether, and for which destination if for one, another path should be tested; `isFor` tells which would do. */
  #wantsPath(usable: readonly OnionPath[]): { destination?: ServiceNode; isFor(path: OnionPath): boolean } | undefined {
    const working = usable.filter((path) => path.works);
    const underTest = usable.filter((path) => path.probing && !path.confirmed);
    if (working.length === 0) return underTest.length < this.limits.probesInNeed ? { isFor: () => true } : undefined;
    if (underTest.length >= this.limits.probes) return undefined;
    if (working.length + underTest.length < this.limits.paths) return { isFor: () => true };
    const destination = this.#unserved;
    if (destination === undefined) return undefined;
    const isFor = (path: OnionPath) => path.fits(destination, this.#builder.spread);
    if (!working.some(isFor)) return { destination, isFor };
    this.#unserved = undefined;
    return undefined;
  }

  /** Of paths tested side by side more may prove good than are wanted; a guard without one may keep its first. */
  #isSurplus(path: OnionPath, now: number): boolean {
    if (path.confirmed || (this.#unserved && path.fits(this.#unserved, this.#builder.spread))) return false;
    const working = this.#living(now).filter((one) => one.works && !this.#isSilent(one, now));
    const guards = new Set(working.map((one) => one.guard.ed25519));
    return working.length >= this.limits.paths && (guards.has(path.guard.ed25519) || guards.size >= this.limits.guards);
  }

  #prepare(destination: ServiceNode | undefined, now: number): OnionPath | undefined {
    const path = this.#builder.compose({ destination, tried: [], existing: this.#paths, isUrgent: false }, now);
    if (path !== undefined) this.#paths.push(path);
    return path;
  }

  /** A node heard of lately, so that a failure speaks of the path; any other when there is none. */
  #probeTarget(path: OnionPath, now: number): ServiceNode | undefined {
    const spread = this.#builder.spread;
    const apart = this.#nodes.filter((node) => path.fits(node, spread) && !path.doubts.has(node.ed25519));
    const alive = apart.filter((node) => this.#reputation.isAlive(node.ed25519, now));
    const fit = apart.filter((node) => this.#reputation.isSound(node.ed25519, now));
    return oneOf([alive, fit, apart].find((nodes) => nodes.length > 0) ?? [], this.dice);
  }

  #silent(path: OnionPath, now: number): void {
    const name = path.guard.ed25519;
    const guard = this.#guards.of(name);
    this.#reputation.unreached(name, guard?.confirmed ?? false, now);
    if (guard?.confirmed === false) this.#guards.drop(name);
    if (!path.confirmed) this.#remove(path);
  }

  #broken(path: OnionPath, now: number): void {
    const guard = this.#guards.of(path.guard.ed25519);
    if (guard === undefined || guard.broke() >= BROKEN_LINKS) this.#silent(path, now);
  }

  /** Nothing came back from the destination, or somebody on the way says that it is not there. */
  #unanswered(path: OnionPath, destination: ServiceNode, isNamed: boolean, now: number): void {
    const name = destination.ed25519;
    const wasAlive = this.#reputation.isAlive(name, now);
    // Silence on a path that never worked says nothing of who should have answered.
    if (path.confirmed || isNamed) {
      this.#reputation.accuse(name, [path.guard.ed25519, path.middle.ed25519], now);
    }
    // Other paths did not reach it either: nothing is learned about this one.
    if (this.#reputation.isMissing(name)) return;
    this.#doubt(path, destination, wasAlive, now);
  }

  /** `isClear`: the failure speaks of the path, unless somebody lies; that is enough against a path on trial only. */
  #doubt(path: OnionPath, destination: ServiceNode, isClear: boolean, now: number): void {
    if (path.works) path.answersBefore = this.#answers;
    path.doubts.add(destination.ed25519);
    if (path.doubts.size < DOUBTS && (path.confirmed || !isClear)) return;
    // While nobody gets an answer over any path, the fault is not this one's: it may be our own link or haste.
    if (path.confirmed && this.#answers === path.answersBefore) return;
    this.#lose(path, [...path.doubts], now);
  }

  /** Gives the path up; `destinations` are those that were not reached, and may be to blame as well. */
  #lose(path: OnionPath, destinations: readonly string[], now: number): void {
    this.#remove(path);
    this.#reputation.accuse(path.middle.ed25519, [path.guard.ed25519, ...destinations], now);
    const guard = this.#guards.of(path.guard.ed25519);
    if (guard === undefined || guard.lostPath([path.middle.ed25519, ...destinations]) < this.limits.barrenPaths) return;
    // A guard behind which nothing works is to blame itself, unless it did work and no other does.
    if (!guard.confirmed || this.#guards.provedCount(now) > 1) this.#silent(path, now);
  }

  #remove(path: OnionPath): void {
    this.#paths = this.#paths.filter((one) => one !== path);
  }
}
