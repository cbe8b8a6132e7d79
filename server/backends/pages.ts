import { BackendError } from "./errors.ts";

/**
 * A page size that shrinks when answers are too large for memory: a quarter after each too_large, down to one, and
 * doubled again, up to `most`, after pages that fit.
 */
export function pageSize(most: number) {
  let size = most;
  return {
    /** Calls `fetch` with the present size, and again with smaller ones while the answer is too large. */
    async fit<T>(fetch: (limit: number) => Promise<T>): Promise<T> {
      for (;;) {
        try {
          const answer = await fetch(size);
          size = Math.min(most, size * 2);
          return answer;
        } catch (error) {
          const tooLarge = error instanceof BackendError && error.kind === "too_large";
          if (!tooLarge || size === 1) throw error;
          size = Math.max(1, Math.floor(size / 4));
        }
      }
    },
  };
}

/** All pages of a list with page tokens. */
export async function* eachPage<T extends { next_page_token?: string }>(
  fetch: (pageToken: string | undefined) => Promise<T>,
): AsyncGenerator<T> {
  let token: string | undefined;
  do {
    const page: T = await fetch(token);
    yield page;
    token = page.next_page_token || undefined;
  } while (token !== undefined);
}
