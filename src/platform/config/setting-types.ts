/** The shapes that settings take in the environment, each with a message that says what to write. */
import { z } from 'zod';

/** A whole number between two bounds. */
export function wholeNumber(from: number, to: number) {
  const message = `must be a whole number from ${from} to ${to}`;
  return z
    .string()
    .regex(/^-?\d+$/, message)
    .transform(Number)
    .refine((value) => value >= from && value <= to, message);
}

export const port = () => wholeNumber(0, 65_535);

/** An absolute URL with one of the given protocols. */
export function urlOf(...protocols: readonly string[]) {
  const message = `must be a URL that begins with ${protocols.map((one) => `${one}//`).join(' or ')}`;
  return z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), message);
}

export const httpsUrl = () => urlOf('https:');

/** An https URL of which only host and port count. */
export function httpsHost() {
  const message = 'must be a URL that begins with https:// and names a host and port, with no path';
  return z.string().refine((text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    return url?.protocol === 'https:' && url.pathname === '/' && url.username === '' && url.search === '';
  }, message);
}

/** The text of a file with one certificate or more. */
export function certificates() {
  return z.string().includes('-----BEGIN CERTIFICATE-----', { error: 'must hold certificates in PEM form' });
}

export function onOff() {
  return z.enum(['on', 'off'], { error: 'must be on or off' }).transform((text) => text === 'on');
}

/** A comma-separated list; blanks around the commas are ignored. */
export function listOf<T>(item: z.ZodType<T, string>, what: string) {
  return z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== ''),
    )
    .refine((items) => items.length > 0, `must name at least one ${what}`)
    .pipe(z.array(item));
}

/** 32 bytes as 64 hexadecimal characters, blanks around them ignored. */
export function key32() {
  return z
    .string()
    .trim()
    .regex(/^[0-9a-fA-F]{64}$/, 'must hold 64 hexadecimal characters (32 bytes)')
    .transform((text) => Buffer.from(text, 'hex'));
}
