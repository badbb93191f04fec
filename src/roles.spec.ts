/** The example file names every setting once, with what it is for, and can be told apart from one that is filled in. */

import { configExample } from './platform/config/config-example';
import { Settings, SettingsError } from './platform/config/settings';
import { ALL_SECTIONS } from './roles';

describe('configExample', () => {
  const text = configExample(ALL_SECTIONS);

  it('names every setting exactly once', () => {
    for (const name of ALL_SECTIONS.flatMap((one) => Object.keys(one.shape))) {
      expect(text.match(new RegExp(`^#?${name}=`, 'gm'))).toHaveLength(1);
    }
  });

  it('says what each is for', () => {
    expect(text).not.toMatch(/^# ?\n/m);
  });

  it('leaves empty exactly what must be filled in', () => {
    const required = [...text.matchAll(/^([A-Z_]+)=$/gm)].map(([, name]) => name);
    let faults: readonly string[] = [];
    try {
      Settings.read({}, ALL_SECTIONS, [], () => '');
    } catch (error) {
      if (error instanceof SettingsError) faults = error.faults;
    }
    expect(faults.map((fault) => fault.split(' ')[0]).sort()).toEqual(required.sort());
  });
});
