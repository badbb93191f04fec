/** What was just done, by a word in the address. */
export const NOTICES: Readonly<Record<string, string>> = {
  drafted: 'The draft is made. Nothing is published yet.',
  asked: 'A second person is asked.',
  approved: 'You have approved it.',
  refused: 'You have refused it.',
  published: 'Published. It never changes from now on.',
  destroyed: 'The key is destroyed.',
};
