/** Asks sources, some at once, until enough have answered: one that fails is replaced by the next. */

/** Sources asked at once even when fewer answers are missing. */
const AT_LEAST = 3;

/**
 * Answers in the order of arrival, `wanted` of them or fewer if the sources run out; does not wait for the rest.
 * `ask` gives undefined for a source that has no answer, and never rejects.
 */
export function gather<Source, Answer>(
  sources: readonly Source[],
  wanted: number,
  ask: (source: Source) => Promise<Answer | undefined>,
): Promise<Answer[]> {
  return new Promise((resolve) => {
    const answers: Answer[] = [];
    let next = 0;
    let running = 0;
    const advance = () => {
      if (answers.length >= wanted) {
        resolve(answers);
        return;
      }
      // The last missing answers do not hang on one slow source.
      while (running < Math.max(wanted - answers.length, Math.min(AT_LEAST, wanted)) && next < sources.length) {
        const source = sources[next] as Source;
        next += 1;
        running += 1;
        void ask(source).then((answer) => {
          running -= 1;
          if (answer !== undefined && answers.length < wanted) answers.push(answer);
          advance();
        });
      }
      if (running === 0) resolve(answers);
    };
    advance();
  });
}
