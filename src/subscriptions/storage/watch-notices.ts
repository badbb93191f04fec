/** How changed accounts are told over NOTIFY: their database ids, in payloads that Postgres takes. */

export const WATCHES_CHANNEL = 'watches';

/** Instead of ids: so much changed that all are to be looked at. */
const EVERYTHING = '*';
/** Postgres refuses payloads of 8000 bytes. */
const MAX_PAYLOAD = 7_900;
/** The queue of notices is shared by all; beyond this one sweep costs less. */
const MAX_PAYLOADS = 8;

/** The payloads for these ids; none for none. */
export function noticePayloads(accountIds: Iterable<string>): string[] {
  const payloads: string[] = [];
  let current = '';
  for (const id of new Set(accountIds)) {
    if (current.length + id.length + 1 > MAX_PAYLOAD) {
      payloads.push(current);
      current = '';
    }
    current = current === '' ? id : `${current},${id}`;
  }
  if (current !== '') payloads.push(current);
  return payloads.length > MAX_PAYLOADS ? [EVERYTHING] : payloads;
}

/** The ids of a payload, or that everything may have changed. What nobody of us wrote means everything too. */
export function readNotice(payload: string): readonly string[] | 'everything' {
  return /^\d{1,19}(,\d{1,19})*$/.test(payload) ? payload.split(',') : 'everything';
}
