/** Countries for a list to choose from, by their ISO 3166-1 codes, as the runtime's own data name them. */

const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** Codes that the data name beside countries: unions, reserved and private ones. */
const NO_COUNTRIES = new Set(['AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'ZZ']);

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** In the order of their names. */
export const COUNTRIES: readonly { readonly code: string; readonly name: string }[] = letters
  .flatMap((first) => letters.map((second) => `${first}${second}`))
  // A code that was given up is written as another one today.
  .filter((code) => !NO_COUNTRIES.has(code) && Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`)
  .flatMap((code) => {
    const name = names.of(code);
    return name === undefined ? [] : [{ code, name }];
  })
  .sort((a, b) => a.name.localeCompare(b.name, 'en'));

export function countryName(code: string | null): string {
  return code === null ? 'Not known' : (names.of(code) ?? code);
}
