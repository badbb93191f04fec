/** A template is used as a second person approved it, and nobody approves what they wrote. */
import { Posted } from '../requests/posted';
import { type TemplateVersion, templateOf, whyNotDecided } from './template';
import { readVersion } from './template-form';

function version(number: number, more: Partial<TemplateVersion> = {}): TemplateVersion {
  return {
    ...{ replyId: 'a', version: number, title: 'Receipt', texts: { en: 'Text', de: null, fr: null, it: null } },
    ...{ writtenBy: 'officer', writtenAtMs: 0, decision: null, decidedBy: null, decidedAtMs: null, note: null },
    ...more,
  };
}

const template = (...versions: TemplateVersion[]) => templateOf(versions) as NonNullable<ReturnType<typeof templateOf>>;

it('uses the newest approved version, whatever waits or was refused since', () => {
  expect(templateOf([])).toBeUndefined();
  expect(template(version(1)).usable).toBeUndefined();
  const versions = [version(2, { decision: 'approved' }), version(4), version(1, { decision: 'approved' })];
  const { usable, versions: all } = template(...versions, version(3, { decision: 'refused' }));
  expect([usable?.version, all.map((one) => one.version)]).toEqual([2, [4, 3, 2, 1]]);
});

it('is decided on once, in its newest version, by somebody who did not write it', () => {
  expect(whyNotDecided(template(version(1)), 1, 'approver')).toBeUndefined();
  expect(whyNotDecided(template(version(1)), 1, ' Officer')).toContain('does not approve it');
  expect(whyNotDecided(template(version(1), version(2)), 1, 'approver')).toContain('a newer version');
  expect(whyNotDecided(template(version(1, { decision: 'refused' })), 1, 'approver')).toContain('decided already');
});

describe('its form', () => {
  const FORM = { title: 'Receipt', en: 'We received it.\r\n{{today}}', de: '', fr: ' ', it: 'Ricevuto' };

  it('demands English, and leaves the others out where they are empty', () => {
    expect(readVersion(new Posted(FORM))).toEqual({
      given: { title: 'Receipt', texts: { en: 'We received it.\n{{today}}', de: null, fr: null, it: 'Ricevuto' } },
    });
  });

  it.each([
    ['no title', { title: '' }, 'title'],
    ['a title beyond all titles', { title: 'x'.repeat(201) }, 'title'],
    ['no English', { en: '' }, 'en'],
    ['a placeholder that is none', { de: 'Sehr geehrte {{anrede}}' }, 'de'],
    ['a control character', { fr: 'a\0b' }, 'fr'],
    ['a text beyond all letters', { it: 'x'.repeat(10_001) }, 'it'],
  ])('refuses %s', (_what, more, field) => {
    const reading = readVersion(new Posted({ ...FORM, ...more }));
    expect('faults' in reading ? Object.keys(reading.faults) : reading).toEqual([field]);
  });
});
