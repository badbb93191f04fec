/** Nobody's forms fill the memory, and nobody's keep all others out. */
import { FORM_BYTES, UploadRoom } from './upload-room';

it('takes two of the largest forms of one person, and four of all together', () => {
  const room = new UploadRoom();
  const entered = (person: string) => room.enter(person, FORM_BYTES) !== undefined;
  expect([entered('a'), entered('a'), entered('a')]).toEqual([true, true, false]);
  expect([entered('b'), entered('c'), entered('d')]).toEqual([true, true, false]);
});

it('gives the room of a form back once, however often it is told to', () => {
  const room = new UploadRoom();
  const leave = room.enter('a', FORM_BYTES);
  room.enter('a', FORM_BYTES);
  leave?.();
  leave?.();
  expect(room.enter('a', FORM_BYTES)).toBeDefined();
  expect(room.enter('a', 1)).toBeUndefined();
});
