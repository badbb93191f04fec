/** Patience with an end: what work answers in time, and nothing when it fails or takes too long. */

/** What `work` resolves with, if it does within `ms`; undefined otherwise. It goes on unheard, and rejects for nobody. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([work.catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}
