/** A link to a store that is opened anew whenever its opening failed: BullMQ by itself remembers that failure for ever. */
import { within } from '../within';

/** What BullMQ's queues and workers have in common. */
export interface Openable {
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
  disconnect(): Promise<void>;
}

/** The link is being closed, or was. */
export class LinkClosed extends Error {
  override readonly name = 'LinkClosed';
}

export class Reopening<Link extends Openable> {
  private current: Link | undefined;
  private opening: Promise<Link> | undefined;
  private closing = false;

  /** `open` gives a new link each time; it may still be connecting. */
  constructor(private readonly open: () => Link) {}

  /** The link once it stands. Rejects when its store is not there; asked again, it is opened anew. */
  ready(): Promise<Link> {
    this.opening ??= this.openOnce();
    return this.opening;
  }

  /** Lets what is under way end, for `withinMs` at most, then cuts the link. Never rejects. */
  async close(withinMs: number): Promise<void> {
    this.closing = true;
    if (this.current !== undefined) await end(this.current, withinMs);
  }

  private async openOnce(): Promise<Link> {
    if (this.closing) throw new LinkClosed('the link is closed');
    const link = this.open();
    this.current = link;
    try {
      await link.waitUntilReady();
      return link;
    } catch (error) {
      this.opening = undefined;
      void end(link, 0);
      throw error;
    }
  }
}

/** A store that is away answers no farewell: after `withinMs` the link is cut, and nobody waits for that. */
async function end(link: Openable, withinMs: number): Promise<void> {
  const closed = link.close().then(() => true);
  if (!(await within(withinMs, closed))) link.disconnect().catch(() => undefined);
}
