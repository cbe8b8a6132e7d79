/** Why an execution stops, for whoever reads the promotion. */
export type Trouble = { what: string; why: string; todo: string };

/** Ends an execution as failed, until somebody retries it. */
export class ExecutionFailure extends Error {
  readonly trouble: Trouble;
  /** The version the alias was found on, where that is the reason. */
  readonly found: string | null | undefined;

  constructor(trouble: Trouble, found?: string | null) {
    super(trouble.what);
    this.name = "ExecutionFailure";
    this.trouble = trouble;
    this.found = found;
  }
}

/** The alias to move: from the champion to the target. Versions are given as their numbers. */
export type AliasMove = {
  alias: string;
  connectionName: string;
  champion: string | null;
  target: string;
  environment: string;
};

const onVersion = (version: string | null): string => (version === null ? "on no version" : `on v${version}`);

export function movedOutside(
  { alias, connectionName, champion, target }: AliasMove,
  found: string | null,
): Trouble {
  return {
    what: `Alias ${alias} stands ${onVersion(found)} in ${connectionName}, not ${onVersion(champion)}.`,
    why: "Somebody moved it outside Terrapin after the evidence was pinned. Nothing was changed.",
    todo: `Retry to compare v${target} with what serves now: its approvals are asked for again.`,
  };
}

/** Read errors of the last check, before anything is written. */
export const cannotBeChecked = ({ what, why, todo }: Trouble): Trouble => ({
  what: `The evidence cannot be checked now. ${what}`,
  why,
  todo,
});

export const versionGone = ({ connectionName, target }: AliasMove): Trouble => ({
  what: `${connectionName} has no v${target} any more.`,
  why: "It was deleted there. Nothing was changed.",
  todo: "Promote another version.",
});

export function notSetAfter({ alias, connectionName, target }: AliasMove, found: string | null): Trouble {
  return {
    what: `Alias ${alias} stands ${onVersion(found)} in ${connectionName} after it was moved to v${target}.`,
    why: "The registry took the request, and somebody or something moved the alias right after.",
    todo: `Find out who else moves ${alias}, then retry.`,
  };
}

export function unanswered(
  { alias, connectionName, target }: AliasMove,
  trouble: Trouble,
  attempts: number,
  wrote: boolean,
): Trouble {
  const known = wrote
    ? `Whether ${alias} was moved to v${target} is not known: no answer of ${connectionName} said so.`
    : "Nothing was changed.";
  return {
    what: attempts === 1 ? trouble.what : `${trouble.what} It was tried ${attempts} times.`,
    why: `${trouble.why} ${known}`,
    todo: `${trouble.todo} Then retry: the alias is read before anything is written.`,
  };
}

export function refused(trouble: Trouble): Trouble {
  return {
    what: trouble.what,
    why: `${trouble.why} Nothing was changed.`,
    todo: `${trouble.todo} Then retry.`,
  };
}
