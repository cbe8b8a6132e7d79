import type { ErrorData } from "@/server/foundation/trpc";

/**
 * tRPC over HTTP as its specification has it (trpc.io/docs/rpc): queries asked in the same tick travel in one GET,
 * mutations one by one in a POST. The library's own client does the same for 12 kB more on every page.
 */

/** What a procedure answered instead of its result, or that no answer came. */
export class ApiError extends Error {
  readonly data: Partial<ErrorData> & { code?: string; httpStatus?: number };

  constructor(message: string, data: ApiError["data"] = {}) {
    super(message);
    this.name = "ApiError";
    this.data = data;
  }
}

type Answer = { result?: { data?: unknown }; error?: { message: string; data?: ApiError["data"] } };
type Asked = {
  path: string;
  input: unknown;
  signal?: AbortSignal;
  resolve: (data: unknown) => void;
  reject: (error: unknown) => void;
};

const endpoint = "/api/trpc";
/** Longer addresses are cut off by some proxies. */
const maxAddress = 6000;

const noAnswer = () =>
  new ApiError("Terrapin does not answer.", {
    words: {
      what: "Terrapin does not answer.",
      why: "The server is down, or the network between is.",
      todo: "What you see stays; try again in a moment.",
    },
  });

async function answers(url: string, init: RequestInit): Promise<Answer | Answer[]> {
  const response = await fetch(url, init).catch((error: unknown) => {
    throw init.signal?.aborted ? error : noAnswer();
  });
  const body: unknown = await response.json().catch(() => null);
  if (
    typeof body === "object" &&
    body !== null &&
    (Array.isArray(body) || "result" in body || "error" in body)
  ) {
    return body as Answer | Answer[];
  }
  // A problem of the door, or the page of a proxy in between.
  const words = typeof body === "object" && body !== null && "what" in body ? body : null;
  throw new ApiError(`The server answered ${response.status}.`, {
    httpStatus: response.status,
    words: words as ErrorData["words"],
  });
}

function take(answer: Answer | undefined): unknown {
  if (answer?.error) throw new ApiError(answer.error.message, answer.error.data);
  if (!answer?.result) throw noAnswer();
  return answer.result.data;
}

/** Asks one mutation. */
export async function mutate(path: string, input: unknown): Promise<unknown> {
  const answer = await answers(`${endpoint}/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: input === undefined ? undefined : JSON.stringify(input),
  });
  return take(Array.isArray(answer) ? answer[0] : answer);
}

let waiting: Asked[] = [];

/** Asks a query; those of the same tick share a request, which is given up when none of them is wanted any more. */
export function query(path: string, input: unknown, signal?: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (waiting.length === 0) setTimeout(send, 0);
    waiting.push({ path, input, signal, resolve, reject });
  });
}

function send(): void {
  const asked = waiting.filter(({ signal }) => !signal?.aborted);
  waiting = [];
  for (let from = 0; from < asked.length; ) {
    let to = from + 1;
    while (to < asked.length && addressOf(asked.slice(from, to + 1)).length <= maxAddress) to += 1;
    void sendTogether(asked.slice(from, to));
    from = to;
  }
}

function addressOf(asked: Asked[]): string {
  const inputs = Object.fromEntries(
    asked.flatMap(({ input }, at) => (input === undefined ? [] : [[at, input]])),
  );
  return `${endpoint}/${asked.map(({ path }) => path).join(",")}?batch=1&input=${encodeURIComponent(JSON.stringify(inputs))}`;
}

async function sendTogether(asked: Asked[]): Promise<void> {
  const stop = new AbortController();
  const giveUp = () => asked.every(({ signal }) => signal?.aborted) && stop.abort();
  for (const { signal } of asked) signal?.addEventListener("abort", giveUp);
  try {
    const answer = await answers(addressOf(asked), { signal: stop.signal });
    for (const [at, each] of asked.entries()) {
      try {
        each.resolve(take(Array.isArray(answer) ? answer[at] : answer));
      } catch (error) {
        each.reject(error);
      }
    }
  } catch (error) {
    for (const each of asked) each.reject(error);
  } finally {
    for (const { signal } of asked) signal?.removeEventListener("abort", giveUp);
  }
}
