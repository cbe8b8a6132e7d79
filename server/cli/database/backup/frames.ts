import "server-only";

/**
 * A backup is a sequence of frames, compressed as a whole: kind (one ASCII letter), length (four bytes, big-endian), payload.
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

/** The bytes end in the middle of a frame. */
export class CutOff extends Error {}

/** @throws RangeError when the bytes are no frames, CutOff when they end in the middle of one */
export async function* readFrames(source: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (rest.length - at >= HEAD) {
      const kind = kindOf(rest.toString("latin1", at, at + 1));
      const length = rest.readUInt32BE(at + 1);
      if (length > LONGEST) throw new RangeError("a frame of impossible length");
      if (rest.length - at - HEAD < length) break;
      yield { kind, payload: rest.subarray(at + HEAD, at + HEAD + length) };
      at += HEAD + length;
    }
    rest = rest.subarray(at);
  }
  if (rest.length > 0) throw new CutOff();
}

function kindOf(letter: string): Kind {
  for (const [kind, known] of Object.entries(kinds)) if (known === letter) return kind as Kind;
  throw new RangeError("an unknown frame");
}
