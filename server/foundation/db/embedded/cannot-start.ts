/**
 * The reason Terrapin or its database does not start, in words for the person at the terminal.
 * The commands print `message` without a stack; anything else that is thrown is a defect and keeps its stack.
 */
export class CannotStart extends Error {
  override name = "CannotStart";

  /** @param what what is wrong, one sentence. @param todo what to do about it, one sentence each. */
  constructor(what: string, ...todo: string[]) {
    super([what, ...todo.map((step) => `  → ${step}`)].join("\n"));
  }
}
