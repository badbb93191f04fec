/** A form that waits for a proof: everything typed comes back, nothing leads elsewhere, garbage leads home. */
import fc from 'fast-check';
import { FORM_TOKEN_FIELD } from '../frame/form-token';
import { interruptedForm, KEPT_FIELD, keptFields, readInterrupted } from './interrupted';

const texts = fc.dictionary(
  fc.string().filter((name) => name !== '__proto__'),
  fc.oneof(fc.string(), fc.array(fc.string())),
  { noNullPrototype: true },
);

it('keeps every field but the token', () => {
  fc.assert(
    fc.property(texts, (fields) => {
      const { [FORM_TOKEN_FIELD]: _mine, ...mine } = fields;
      const kept = interruptedForm('/cases/1/approve', '/cases/1', { ...fields, [FORM_TOKEN_FIELD]: 'secret' });
      const body = { [KEPT_FIELD]: JSON.stringify(kept) };
      expect(readInterrupted(body)).toEqual(kept);
      expect(keptFields(body)).toEqual(mine);
      expect(interruptedForm('/cases/1/approve', '/cases/1', { ...body, code: '1' })).toEqual(kept);
    }),
  );
});

it.each(['https://elsewhere.example/', '//elsewhere.example', '/\\elsewhere.example', 'javascript:alert(1)'])(
  'does not go on to %s',
  (path) => {
    expect(readInterrupted({ next: path })).toEqual({ kind: 'page', path: '/' });
    const kept = JSON.stringify({ path, page: path, fields: {} });
    expect(readInterrupted({ [KEPT_FIELD]: kept })).toEqual({ kind: 'form', path: '/', page: '/', fields: {} });
  },
);

it.each([undefined, 'x', '[]', '{"path":1}', '{"path":"/","page":"/","fields":{"a":{"b":1}}}'])(
  'takes %p for no form',
  (kept) => {
    expect(keptFields({ [KEPT_FIELD]: kept })).toBeUndefined();
    expect(readInterrupted({ [KEPT_FIELD]: kept })).toEqual({ kind: 'page', path: '/' });
  },
);

it('reads a request without a body', () => {
  expect(keptFields(undefined)).toBeUndefined();
});
