/** How an outside system can fail for a while. */
export type FaultKind = "401" | "429" | "500" | "html" | "truncated" | "reset" | "slow";

export type Fault = {
  kind: FaultKind;
  /** Which requests: the path (without the query) contains this text, or matches this expression; all when left out. */
  path?: string | RegExp;
  /** How many requests; 1 when left out. */
  times?: number;
  /** With `429`: the value of Retry-After in seconds; null leaves the header out. 1 when left out. */
  retryAfter?: number | null;
  /** With `slow`: by how much the answer is delayed, in milliseconds. 1000 when left out. */
  delayMs?: number;
};

/** A received request and how it was answered. */
export type Seen = { method: string; path: string; query: string; status: number; fault: FaultKind | null };

export type Faults = {
  /** The fault of this request, if any; it is counted down. */
  take: (path: string) => Fault | null;
  fail: (fault: Fault) => void;
  heal: () => void;
};

/** Faults in the order in which they were ordered; the first that matches is used first. */
export function createFaults(initial: readonly Fault[] = []): Faults {
  let left: (Fault & { left: number })[] = [];
  const fail = (fault: Fault) => {
    left.push({ ...fault, left: fault.times ?? 1 });
  };
  for (const fault of initial) fail(fault);
  return {
    fail,
    heal: () => {
      left = [];
    },
    take(path) {
      const found = left.find((fault) => fault.left > 0 && fits(fault.path, path));
      if (!found) return null;
      found.left -= 1;
      return found;
    },
  };
}

function fits(wanted: Fault["path"], path: string): boolean {
  if (wanted === undefined) return true;
  return typeof wanted === "string" ? path.includes(wanted) : wanted.test(path);
}
