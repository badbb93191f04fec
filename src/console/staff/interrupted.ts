/** What a demand for a fresh proof interrupts: a page to be opened, or a form that was sent, with all that was typed. */
import { z } from 'zod';
import { FORM_TOKEN_FIELD } from '../frame/form-token';
import { ownPath } from '../frame/origin';

export type Interrupted =
  | { readonly kind: 'page'; readonly path: string }
  | {
      readonly kind: 'form';
      /** Where it was sent. */
      readonly path: string;
      /** The page it stands on. */
      readonly page: string;
      readonly fields: Fields;
    };

type Fields = Readonly<Record<string, string | string[]>>;

/** The hidden field in which a form travels through the page in between. */
export const KEPT_FIELD = 'kept_form';

const fields = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const form = z.object({ path: z.string(), page: z.string(), fields });

/** Without its token, which belongs to the page it stood on; one that is interrupted again is still the first. */
export function interruptedForm(path: string, page: string, body: unknown): Interrupted {
  const { [FORM_TOKEN_FIELD]: _token, ...rest } = fields.catch({}).parse(body);
  return { kind: 'form', path: ownPath(path), page: ownPath(page), fields: keptFields(rest) ?? rest };
}

/** As the page in between sends it back; the start page for anything else. */
export function readInterrupted(body: Readonly<Record<string, unknown>>): Interrupted {
  const kept = keptForm(body);
  if (kept !== undefined) return { ...kept, kind: 'form', path: ownPath(kept.path), page: ownPath(kept.page) };
  return { kind: 'page', path: ownPath(body.next) };
}

/** What the interrupted form held, when it arrives at last; undefined for a form that was not interrupted. */
export function keptFields(body: unknown): Fields | undefined {
  return keptForm((body ?? {}) as Record<string, unknown>)?.fields;
}

function keptForm(body: Readonly<Record<string, unknown>>): z.infer<typeof form> | undefined {
  const text = body[KEPT_FIELD];
  if (typeof text !== 'string') return undefined;
  try {
    return form.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
