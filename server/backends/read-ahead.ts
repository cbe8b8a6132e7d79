/**
 * Yields the items of `source` and requests each next item while the caller still works on the present one, so that
 * reading and writing overlap.
 */
export async function* readAhead<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  const request = () => {
    const next = iterator.next();
    // A failure is thrown where the item is awaited; this handler only keeps Node from calling it unhandled until then.
    next.catch(() => undefined);
    return next;
  };
  let ended = false;
  try {
    for (let pending = request(); ; ) {
      const { done, value } = await pending;
      ended = done === true;
      if (ended) return;
      pending = request();
      yield value;
    }
  } catch (error) {
    ended = true;
    throw error;
  } finally {
    if (!ended) await iterator.return?.();
  }
}
