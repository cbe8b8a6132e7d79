import "server-only";
import type { Readable } from "node:stream";
import type { JobLog } from "./schema";

/** Of a longer log the beginning and the end are kept: the cause stands in one of them. */
const headBytes = 1_000_000;
const tailBytes = 3_000_000;

/** Reads a log to its end without ever holding more than four megabytes of it. */
export async function readLog(
  source: Readable,
  keep = { head: headBytes, tail: tailBytes },
): Promise<JobLog> {
  const head: Buffer[] = [];
  const tail: Buffer[] = [];
  let inHead = 0;
  let inTail = 0;
  let bytes = 0;
  for await (const chunk of source) {
    let rest = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    bytes += rest.length;
    if (inHead < keep.head) {
      const part = rest.subarray(0, keep.head - inHead);
      head.push(part);
      inHead += part.length;
      rest = rest.subarray(part.length);
    }
    tail.push(rest);
    inTail += rest.length;
    while (tail[0] && inTail - tail[0].length >= keep.tail) inTail -= tail.shift()?.length ?? 0;
  }
  const end = Buffer.concat(tail);
  if (bytes <= keep.head + keep.tail)
    return { text: Buffer.concat([...head, end]).toString(), bytes, omittedBytes: 0 };
  return cutAtLines(Buffer.concat(head), end.subarray(end.length - keep.tail), bytes);
}

/** Whole lines at both sides of the gap, which also keeps characters whole. */
function cutAtLines(head: Buffer, tail: Buffer, bytes: number): JobLog {
  const until = head.lastIndexOf(10) + 1 || head.length;
  const from = tail.indexOf(10) + 1;
  const omittedBytes = bytes - until - (tail.length - from);
  const said = `… ${omittedBytes} bytes left out …\n`;
  return {
    text: head.subarray(0, until).toString() + said + tail.subarray(from).toString(),
    bytes,
    omittedBytes,
  };
}
