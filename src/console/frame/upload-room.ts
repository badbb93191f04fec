/** How much of the files that staff send may be in memory at once: of one form, of one person, and of everybody. */

const MEGABYTE = 1024 * 1024;

/** With everything a form holds beside its files. */
export const FORM_BYTES = 50 * MEGABYTE;
const PERSON_BYTES = 2 * FORM_BYTES;
const ALL_BYTES = 4 * FORM_BYTES;

/** A form takes its room before it is read, and gives it back when it is answered. */
export class UploadRoom {
  private readonly taken = new Map<string, number>();

  /** Undefined when there is no room: others are being read. `bytes` is what the form says it has, at most FORM_BYTES. */
  enter(person: string, bytes: number): (() => void) | undefined {
    const own = this.taken.get(person) ?? 0;
    if (own + bytes > PERSON_BYTES || this.total + bytes > ALL_BYTES) return undefined;
    this.taken.set(person, own + bytes);
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      const rest = (this.taken.get(person) ?? 0) - bytes;
      if (rest > 0) this.taken.set(person, rest);
      else this.taken.delete(person);
    };
  }

  private get total(): number {
    return [...this.taken.values()].reduce((sum, bytes) => sum + bytes, 0);
  }
}
