/** Texts of a posted form, whatever was posted. */

export type Body = Readonly<Record<string, unknown>> | undefined;

/** Of a field that was sent twice the first; empty for one that was not. */
export function textOf(body: Body, name: string): string {
  return textsOf(body, name)[0] ?? '';
}

export function textsOf(body: Body, name: string): string[] {
  const value = body?.[name];
  const texts = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
  // Postgres has no place for it, and no field of ours has either.
  return texts.map((one) => one.replaceAll('\0', ''));
}
