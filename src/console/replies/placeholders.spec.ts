/** A reply holds the facts of its case and nothing that only looks like one; what is not known says so. */
import { FIRST_TEXTS } from './first-texts';
import { filledReply, PLACEHOLDERS, type ReplyFacts, unknownPlaceholders } from './placeholders';

const FACTS: ReplyFacts = {
  ...{ authority: 'A police', theirReference: 'KDD 77', ourReference: 'abcdefghijklmnop' },
  ...{ receivedOn: '2026-02-11', answerBy: undefined, today: '2026-02-12' },
  ...{ identifiers: ['05aa', '05bb'], identifierCount: 2 },
};

it('fills in what is known, in the words of its language', () => {
  const text = '{{authority}}, {{ their_reference }}, {{received_on}}: {{identifier_count}}\n{{identifiers}}';
  expect(filledReply(text, 'en', FACTS)).toEqual({
    text: 'A police, KDD 77, 11 February 2026: 2\n05aa\n05bb',
    missing: [],
  });
  expect(filledReply('{{today}}', 'de', FACTS).text).toBe('12. Februar 2026');
  expect(filledReply('{{today}}', 'fr', FACTS).text).toBe('12 février 2026');
  expect(filledReply('{{today}}', 'it', FACTS).text).toBe('12 febbraio 2026');
});

it('says what is not known, in the text and beside it', () => {
  const unknown = { ...FACTS, authority: undefined, identifiers: [] };
  expect(filledReply('{{authority}} by {{answer_by}}: {{identifiers}}', 'en', unknown)).toEqual({
    text: '[authority] by [answer by]: [identifiers]',
    missing: ['authority', 'answer_by', 'identifiers'],
  });
});

it('fills in no fact a second time, whatever an authority calls itself', () => {
  const sly = { ...FACTS, authority: '{{identifiers}} $& $1', theirReference: '{{today}}' };
  expect(filledReply('{{authority}} {{their_reference}}', 'en', sly).text).toBe('{{identifiers}} $& $1 {{today}}');
});

it.each(['{{name}}', '{{}}', '{{7*7}}', '{{constructor}}', '{{today', 'today}}'])('knows no %s', (text) => {
  expect(unknownPlaceholders(text)).not.toEqual([]);
});

it('knows every placeholder of the list, and those of the first texts', () => {
  expect(
    unknownPlaceholders(
      Object.keys(PLACEHOLDERS)
        .map((one) => `{{${one}}} { }`)
        .join(),
    ),
  ).toEqual([]);
  expect(FIRST_TEXTS.flatMap(({ en }) => unknownPlaceholders(en))).toEqual([]);
  for (const { en } of FIRST_TEXTS) expect(filledReply(en, 'en', FACTS)).toMatchObject({ missing: [] });
});
