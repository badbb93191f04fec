/** Addresses as far as one person has one: of IPv6 everybody has more than can be counted, and one network. */

/** Four groups of IPv6, or all of IPv4. */
export function networkOf(address: string): string {
  const four = /\d+\.\d+\.\d+\.\d+$/.exec(address)?.[0];
  if (four !== undefined) return four;
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
