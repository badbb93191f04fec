/** Which addresses are sent on, and which are left alone. */
import type { Request, Response } from 'express';
import { toStableAddress } from './stable-address';

/** Where the reader is sent; undefined when the page answers itself. */
function sentOn(originalUrl: string, method = 'GET'): string | undefined {
  const sent: Record<string, string> = {};
  const response = {
    removeHeader: () => undefined,
    set: (name: string | object, value?: string) => {
      Object.assign(sent, typeof name === 'string' ? { [name]: value } : name);
      return response;
    },
    status: (status: number) => {
      sent.status = String(status);
      return response;
    },
    send: () => response,
  };
  toStableAddress({ method, originalUrl } as Request, response as unknown as Response, () => undefined);
  return sent.location && `${sent.status} ${sent.location}`;
}

it.each([
  ['/transparency-reports/2026-Q1', '308 /transparency-reports/2026-q1'],
  ['/Transparency-Reports/2026-Q1/V2/', '308 /transparency-reports/2026-q1/v2'],
  ['/ledger/?quarter=2026-Q1&page=2', '308 /ledger?quarter=2026-Q1&page=2'],
  ['/data//?', '308 /data?'],
])('%s leads to %s', (from, to) => expect(sentOn(from)).toBe(to));

it.each(['/ledger?quarter=2026-Q1', '/', '//EXAMPLE.org/', '/ledger/%41/', '/ledger//A'])(
  '%s is left alone',
  (path) => {
    expect(sentOn(path)).toBeUndefined();
  },
);

it('sends on nobody who brings something', () => expect(sentOn('/LEDGER', 'POST')).toBeUndefined());
