/** Accounts of one swarm in pages of up to a thousand: what is asked of a node, and renewed, in one request. */

/** A node takes more, but the request and its answers must stay small. */
export const PAGE_SIZE = 1_000;

export interface Page {
  readonly number: number;
  readonly swarm: number;
  readonly slots: number[];
  /** Never used before: another number whenever somebody was added or has changed. */
  version: number;
}

export class RenewalPages {
  private readonly pages: (Page | undefined)[] = [];
  private readonly free: number[] = [];
  private versions = 0;
  private readonly bySwarm = new Map<number, Set<Page>>();
  /** Pages with room, by swarm: the one filled next is the last. */
  private readonly open = new Map<number, Page>();

  get(number: number): Page | undefined {
    return this.pages[number];
  }

  ofSwarm(swarm: number): Iterable<Page> {
    return this.bySwarm.get(swarm) ?? [];
  }

  /** Puts the slot on a page of its swarm. */
  add(slot: number, swarm: number): Page {
    let page = this.open.get(swarm);
    if (page === undefined || page.slots.length >= PAGE_SIZE || this.pages[page.number] !== page) {
      page = this.roomy(swarm) ?? this.newPage(swarm);
      this.open.set(swarm, page);
    }
    page.slots.push(slot);
    this.touch(page);
    return page;
  }

  /** What was put together for the page is no longer right. */
  touch(page: Page): void {
    this.versions += 1;
    page.version = this.versions;
  }

  /** Answers the page if nothing is left on it: it is gone then. */
  remove(slot: number, number: number): Page | undefined {
    const page = this.pages[number];
    const place = page?.slots.lastIndexOf(slot) ?? -1;
    if (page === undefined || place < 0) return undefined;
    const last = page.slots.pop() as number;
    if (last !== slot) page.slots[place] = last;
    if (page.slots.length > 0) return undefined;
    this.pages[number] = undefined;
    this.free.push(number);
    const pages = this.bySwarm.get(page.swarm);
    pages?.delete(page);
    if (pages?.size === 0) this.bySwarm.delete(page.swarm);
    if (this.open.get(page.swarm) === page) this.open.delete(page.swarm);
    return page;
  }

  /** A page that has lost half of its accounts or more: others shall not be made while it is renewed for a few. */
  private roomy(swarm: number): Page | undefined {
    for (const page of this.ofSwarm(swarm)) if (page.slots.length <= PAGE_SIZE >> 1) return page;
    return undefined;
  }

  private newPage(swarm: number): Page {
    const number = this.free.pop() ?? this.pages.length;
    const page: Page = { number, swarm, slots: [], version: 0 };
    this.pages[number] = page;
    const pages = this.bySwarm.get(swarm);
    if (pages === undefined) this.bySwarm.set(swarm, new Set([page]));
    else pages.add(page);
    return page;
  }
}
