/** What a password must be (NIST SP 800-63B: length and the obvious, no rules of composition). */

export const SHORTEST = 12;
/** Argon2 reads all of it; a megabyte of it would only keep the machine busy. */
export const LONGEST = 256;

/** Words that somebody who attacks this console tries first. */
const OBVIOUS = ['password', 'passwort', 'motdepasse', 'console', 'session', 'fastmode', 'relay', 'letmein', 'qwertz'];

/** Why this password is not taken, in words that do not repeat it; undefined when it is. */
export function whyNoPassword(password: string, name: string): string | undefined {
  if ([...password].length < SHORTEST) return `A password has at least ${SHORTEST} characters`;
  if (password.length > LONGEST) return `A password has at most ${LONGEST} characters`;
  const bare = lettersAndDigits(password);
  if (isRepetition(password) || isRun(bare)) return 'This password is one pattern over and over; choose another';
  if (isLittleMoreThan(lettersAndDigits(name), bare)) {
    return 'This password is little more than your name; choose another';
  }
  if (OBVIOUS.some((word) => isLittleMoreThan(word, bare))) {
    return 'This password is little more than a word that is tried first; choose another';
  }
  return undefined;
}

/** Whether the rest could be guessed by trying. */
function isLittleMoreThan(word: string, bare: string): boolean {
  return bare.includes(word) && bare.length - word.length < SHORTEST / 2;
}

function lettersAndDigits(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Whether a piece of at most four characters, repeated, is all there is. */
function isRepetition(text: string): boolean {
  return [1, 2, 3, 4].some((length) => {
    const piece = text.slice(0, length);
    return piece.repeat(Math.ceil(text.length / length)).slice(0, text.length) === text;
  });
}

/** Whether each character is the one after, or before, the last: 123456789012, lkjihgfedcba. */
function isRun(text: string): boolean {
  const codes = [...text].map((letter) => letter.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, place) => code - (codes[place] ?? 0));
  // Digits go round: after 9 comes 0.
  const directions: readonly (readonly number[])[] = [
    [1, -9],
    [-1, 9],
  ];
  return steps.length > 0 && directions.some((direction) => steps.every((step) => direction.includes(step)));
}
