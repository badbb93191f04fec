/** A form as it was sent, believed in nothing: a field that is not the text it should be is not there. */
import { textsOf } from '../frame/form-text';

export class Posted {
  private readonly fields: Readonly<Record<string, unknown>>;

  constructor(body: unknown) {
    this.fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  }

  /** The fields of a query, without its question mark. */
  static ofQuery(text: string): Posted {
    const params = new URLSearchParams(text);
    return new Posted(Object.fromEntries([...new Set(params.keys())].map((name) => [name, params.getAll(name)])));
  }

  /** Without blanks around it; empty when it was left empty or not sent. Of several values the first. */
  text(name: string): string {
    return (this.all(name)[0] ?? '').trim();
  }

  /** Undefined when it was left empty. */
  given(name: string): string | undefined {
    const text = this.text(name);
    return text === '' ? undefined : text;
  }

  /** Every value of the field, as it was sent. */
  all(name: string): string[] {
    return textsOf(this.fields, name);
  }

  /** The version of the case that was seen; 0, which no case has, when the field is none of ours. */
  get version(): number {
    return /^\d{1,9}$/.test(this.text('version')) ? Number(this.text('version')) : 0;
  }

  isChecked(name: string): boolean {
    return this.text(name) !== '';
  }

  /** Those of the field's values that are among the allowed, each once. */
  chosen<T extends string>(name: string, allowed: readonly T[]): T[] {
    const values = new Set(this.all(name));
    return allowed.filter((one) => values.has(one));
  }

  /** Undefined for what is not allowed. */
  choice<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    return allowed.find((one) => one === this.text(name));
  }

  /** Every field's texts, to show a form again as it was filled in. */
  get typed(): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries(Object.keys(this.fields).map((name) => [name, this.all(name)]));
  }
}
