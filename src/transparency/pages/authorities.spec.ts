/** What authorities are told is the same in every language: the same sections, links and numbers, in other words. */
import { authoritiesPage, authoritiesPath, EXAMPLE_ACCOUNT_ID } from './authorities.page';
import { authoritiesForm } from './files/authorities-form';
import { AUTHORITY_LANGUAGES, type AuthorityLanguage } from './language';
import { authorityTextsOf } from './texts';

const CONTACT = 'The foundation\n1 Some Street';
const TRANSLATIONS = ['de', 'fr', 'it'] as const satisfies readonly AuthorityLanguage[];

const pageIn = (language: AuthorityLanguage) => authoritiesPage(language, CONTACT);
const formIn = (language: AuthorityLanguage) => authoritiesForm(language, CONTACT);

/** Elements in their order, with what of them is no text: where they lead, and of which kind they are. */
const structureOf = (html: string) =>
  [...html.matchAll(/<(\w+)([^>]*)>/g)].map(([, element, attributes = '']) => {
    const kept = [...attributes.matchAll(/ (href|class|id|rel|type)="([^"]*)"/g)].map(([, name, value]) => [
      name,
      value,
    ]);
    return [element, ...kept.flat()].join(' ');
  });

/** Own addresses stand for the same thing in each language. */
const placeless = (language: AuthorityLanguage, lines: readonly string[]) =>
  lines.map((line) => line.replaceAll(`${authoritiesPath(language)}/form.txt`, 'FORM'));

const links = (html: string) => [...html.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href]) => href);
const numbersIn = (text: string) => (text.match(/\d+/g) ?? []).sort();

/** Every text of a catalogue with its place. */
function textsIn(value: unknown, place = ''): [string, string][] {
  if (typeof value === 'string') return [[place, value]];
  return Object.entries(value as object).flatMap(([key, inner]) => textsIn(inner, `${place}/${key}`));
}

describe.each(TRANSLATIONS)('the page in %s', (language) => {
  const english = pageIn('en');
  const translated = pageIn(language);
  const main = (html: string) => html.slice(html.indexOf('<main'));

  it('has the sections, lists and links of the English one', () => {
    const without = (html: string, own: AuthorityLanguage) => placeless(own, structureOf(main(html)));
    expect(without(translated, language)).toEqual(without(english, 'en'));
  });

  it('has its menu in its language, and leads to the same pages', () => {
    const own = links(translated).filter((href) => !href?.endsWith('form.txt'));
    expect(own.map((href, index) => (index === 7 ? '/law-enforcement' : href))).toEqual(
      links(english).filter((href) => !href?.endsWith('form.txt')),
    );
    expect(own[7]).toBe(`/law-enforcement/${language}`);
  });

  it('states the same numbers, text by text', () => {
    const numbers = (of: AuthorityLanguage) =>
      textsIn(authorityTextsOf(of).authorities).map(([place, text]) => [place, numbersIn(text)]);
    expect(numbers(language)).toEqual(numbers('en'));
    expect(numbers('en').filter(([, found]) => found?.length)).not.toEqual([]);
  });

  it('leaves nothing in English, and says which text decides', () => {
    const inEnglish = new Map(textsIn({ ...authorityTextsOf('en').authorities, ...frameOf('en') }));
    const same = textsIn({ ...authorityTextsOf(language).authorities, ...frameOf(language) }).filter(
      ([place, text]) => inEnglish.get(place) === text,
    );
    // "Corrections" would be French too; what is the same by chance is named here.
    expect(same.map(([, text]) => text)).toEqual(language === 'fr' ? ['Pages'] : []);
    expect(authorityTextsOf(language).authorities.binding).toMatch(/englisch|anglais|inglese/);
  });

  it('is marked as what it is, and names the others', () => {
    expect(translated).toContain(`<html lang="${language}">`);
    for (const one of AUTHORITY_LANGUAGES) {
      expect(translated).toContain(`<link rel="alternate" hreflang="${one}" href="${authoritiesPath(one)}"/>`);
    }
    expect(translated).toContain('<link rel="alternate" hreflang="x-default" href="/law-enforcement"/>');
    expect(translated).toContain('<a href="/what-we-hold" hreflang="en">');
  });

  it('has a form with the same questions and as much room', () => {
    const shape = (text: string) => ({
      blanks: text.split('\n').filter((line) => /^_+$/.test(line)).length,
      numbers: numbersIn(text),
      questions: text.match(/^\d+\. /gm),
    });
    expect(shape(formIn(language))).toEqual(shape(formIn('en')));
    expect(
      formIn(language)
        .split('\n')
        .filter((line) => line.length > 76),
    ).toEqual([]);
  });
});

const frameOf = (language: AuthorityLanguage) => {
  const { site, skip, menu, nav, footer, feedNews, feedCorrections } = authorityTextsOf(language).frame;
  return { site, skip, menu, nav, footer, feedNews, feedCorrections };
};

it('keeps to Swiss spelling in German', () => {
  expect(textsIn(authorityTextsOf('de')).filter(([, text]) => /[ß„“]/.test(text))).toEqual([]);
});

it('shows an Account ID of the right form, in the form too', () => {
  expect(EXAMPLE_ACCOUNT_ID).toMatch(/^05[0-9a-f]{64}$/);
  for (const text of [pageIn('en'), formIn('it')]) expect(text).toContain(EXAMPLE_ACCOUNT_ID);
});

it('names the address for service, or says that there is none', () => {
  expect(formIn('de')).toContain('Zustelladresse\nThe foundation\n1 Some Street\n');
  expect(authoritiesForm('fr', undefined)).toContain('n’a pas encore indiqué');
  expect(authoritiesPage('it', undefined)).toContain('non ha ancora indicato');
});
