/** Texts of a form or a query, whatever was sent; the door lets none through that holds a NUL. */

export type Body = Readonly<Record<string, unknown>> | undefined;

/** Of a field that was sent twice the first; empty for one that was not. */
export function textOf(body: Body, name: string): string {
  return textsOf(body, name)[0] ?? '';
}

export function textsOf(body: Body, name: string): string[] {
  const value = body !== undefined && Object.hasOwn(body, name) ? body[name] : undefined;
  return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string');
}
