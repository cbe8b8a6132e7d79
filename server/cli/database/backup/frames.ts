import "server-only";

/**
 * A backup is a row of frames, compressed as a whole: kind (one ASCII letter), length (four bytes, big-endian), payload.
 *
 *     header, then for each table: table, data … , and last: end
 *
 * The end frame tells a whole file from one that was cut off.
 */
export type Frame = { kind: Kind; payload: Buffer };
const kinds = { header: "H", table: "T", data: "D", end: "E" } as const;
export type Kind = keyof typeof kinds;

const HEAD = 5;
/** No writer makes longer ones; a longer length means that the file is something else. */
const LONGEST = 64 * 1024 * 1024;

export function frame(kind: Kind, payload: Buffer | object): Buffer {
  const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload));
  const head = Buffer.alloc(HEAD);
  head.write(kinds[kind], 0, "latin1");
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

/** @throws RangeError when the bytes are no frames, or end in the middle of one */
export async function* readFrames(source: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    let at = 0;
    while (held.length - at >= HEAD) {
      const kind = kindOf(held.toString("latin1", at, at + 1));
      const length = held.readUInt32BE(at + 1);
      if (length > LONGEST) throw new RangeError("a frame of impossible length");
      if (held.length - at - HEAD < length) break;
      yield { kind, payload: held.subarray(at + HEAD, at + HEAD + length) };
      at += HEAD + length;
    }
    held = held.subarray(at);
  }
  if (held.length > 0) throw new RangeError("it ends in the middle of a frame");
}

function kindOf(letter: string): Kind {
  for (const [kind, known] of Object.entries(kinds)) if (known === letter) return kind as Kind;
  throw new RangeError("an unknown frame");
}
