/** Events in the order of their instants; those of the same instant in the order in which they are written. */
import { toMs } from '../zurich-time';

export interface Placed<Event> {
  readonly event: Event;
  /** Where it stands in the file. */
  readonly index: number;
}

export function chronological<Event extends { readonly at: string }>(events: readonly Event[]): Placed<Event>[] {
  return events.map((event, index) => ({ event, index })).sort((a, b) => toMs(a.event.at) - toMs(b.event.at));
}
