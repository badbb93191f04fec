/** What a good file holds that its writer may not have meant: fields nobody reads, and requests that will not be counted. */
import { quarterOfDate } from '../quarter';
import { EVENT_FIELDS, type ImportedDeclaration, type ImportedRequest, importedRequest } from './import-shape';
import { receivedDateOf } from './imported-events';

const REQUEST_FIELDS = new Set(Object.keys(importedRequest.shape));

/** `raw` are the requests as they are written, in the same order as `requests`. */
export function remarksOn(
  raw: readonly unknown[],
  requests: readonly ImportedRequest[],
  declared: readonly ImportedDeclaration[],
): string[] {
  const legacy = new Set(declared.map((one) => one.quarter));
  return requests.flatMap((request, index) => {
    const written = raw[index] as Record<string, unknown>;
    const place = `requests[${index}] ("${request.ref}")`;
    const remarks = unread(written, REQUEST_FIELDS, place);
    for (const [number, event] of request.events.entries()) {
      const own = (written.events as Record<string, unknown>[])[number] ?? {};
      remarks.push(...unread(own, EVENT_FIELDS.get(event.type) ?? new Set(), `${place}.events[${number}]`));
    }
    const quarter = quarterOfDate(receivedDateOf(request));
    if (legacy.has(quarter)) remarks.push(`${place}: is not counted, for ${quarter} is declared`);
    return remarks;
  });
}

function unread(value: Record<string, unknown>, known: ReadonlySet<string>, place: string): string[] {
  return Object.keys(value)
    .filter((name) => !known.has(name))
    .map((name) => `${place}.${name}: is no field of the format and is not read`);
}
