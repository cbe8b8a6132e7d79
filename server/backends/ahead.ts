/** The same items, each asked for while the one before is still being worked on: reading and writing overlap. */
export async function* readAhead<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  const ask = () => {
    const next = iterator.next();
    // Its failure is told when its turn comes; until then nobody waits for it.
    next.catch(() => undefined);
    return next;
  };
  let ended = false;
  try {
    for (let waiting = ask(); ; ) {
      const { done, value } = await waiting;
      ended = done === true;
      if (ended) return;
      waiting = ask();
      yield value;
    }
  } catch (error) {
    ended = true;
    throw error;
  } finally {
    if (!ended) await iterator.return?.();
  }
}
