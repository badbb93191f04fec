/** Texts of a posted form, whatever was posted. */

export type Body = Readonly<Record<string, unknown>> | undefined;

/** Of a field that was sent twice the first; empty for one that was not. */
export function textOf(body: Body, name: string): string {
  return textsOf(body, name)[0] ?? '';
}

export function textsOf(body: Body, name: string): string[] {
  const value = body?.[name];
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
}
