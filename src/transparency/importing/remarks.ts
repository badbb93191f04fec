/** What a good file holds that its writer may not have meant: what nobody reads, what contradicts itself, what is not counted. */
import { outcomeOf } from '../case-state';
import { declaredWith } from '../declared-quarters';
import { quarterOfDate } from '../quarter';
import { toMs, zurichDate } from '../zurich-time';
import {
  EVENT_FIELDS,
  type ImportedDeclaration,
  type ImportedEvent,
  type ImportedRequest,
  importedDeclaration,
  importedRequest,
  importFile,
} from './import-shape';
import { receivedDateOf } from './imported-events';

type Written = Readonly<Record<string, unknown>>;

const fieldsOf = ({ shape }: { readonly shape: object }): ReadonlySet<string> => new Set(Object.keys(shape));
const FILE_FIELDS = fieldsOf(importFile);
const DECLARED_FIELDS = fieldsOf(importedDeclaration);
const REQUEST_FIELDS = fieldsOf(importedRequest);

/** `file` is as it is written; `requests` and `declared` are what was read of it. */
export function remarksOn(
  file: unknown,
  requests: readonly ImportedRequest[],
  declared: readonly ImportedDeclaration[],
): string[] {
  const written = file as Written;
  const legacy = new Set<string>(declaredWith(declared).map((one) => one.quarter));
  return [
    ...unread(written, FILE_FIELDS, 'file'),
    ...declared.flatMap((_, index) =>
      unread(within(written, 'declared', index), DECLARED_FIELDS, `declared[${index}]`),
    ),
    ...requests.flatMap((request, index) => {
      const place = `requests[${index}] ("${request.ref}")`;
      const remarks = onRequest(request, within(written, 'requests', index), place);
      const quarter = quarterOfDate(receivedDateOf(request));
      return legacy.has(quarter) ? [...remarks, `${place}: is not counted, for ${quarter} is declared`] : remarks;
    }),
  ];
}

function onRequest(request: ImportedRequest, written: Written, place: string): string[] {
  const received = receivedDateOf(request);
  return [
    ...unread(written, REQUEST_FIELDS, place),
    ...request.events.flatMap((event, index) => {
      const own = `${place}.events[${index}]`;
      const remarks = unread(within(written, 'events', index), EVENT_FIELDS.get(event.type) ?? new Set(), own);
      if (zurichDate(toMs(event.at)) < received) remarks.push(`${own}.at: lies before the day it was received`);
      return [...remarks, ...contradiction(event, own)];
    }),
  ];
}

/** R5: items decide; an outcome beside them is not read. */
function contradiction(event: ImportedEvent, place: string): string[] {
  if (event.type !== 'close' || event.outcome === undefined || event.items.length === 0) return [];
  const derived = outcomeOf(event.items.map((result) => ({ result })));
  return derived === event.outcome ? [] : [`${place}.outcome: is not read, for the items make it ${derived} (R5)`];
}

function within(value: Written, name: string, index: number): Written {
  return ((value[name] as readonly Written[] | undefined) ?? [])[index] ?? {};
}

function unread(value: Written, known: ReadonlySet<string>, place: string): string[] {
  return Object.keys(value)
    .filter((name) => !known.has(name))
    .map((name) => `${place}.${name}: is no field of the format and is not read`);
}
