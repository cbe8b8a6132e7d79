import type { Connection, Credentials, Options, Vendor } from "@/server/connections/schema";

/** What the form of a connection holds while it is filled in. Lists are one name a line. */
export type Draft = {
  project: string;
  vendor: Vendor;
  name: string;
  url: string;
  /** `keep`: the stored credentials, which are never shown */
  how: "none" | "token" | "password" | "keep";
  token: string;
  username: string;
  password: string;
  every: string;
  experiments: string;
  projects: string;
  /** `id` is the place of a stored rule, and from `newRules` on a rule of this draft's own */
  kinds: { id: number; kind: "code" | "data" | "deploy"; name: string; ref: string }[];
};

/** The paths of a connection's fields, as the server names them in what it finds wrong. */
export const connectionFields = [
  "project",
  "name",
  "url",
  "credentials.token",
  "credentials.username",
  "credentials.password",
  "credentials",
  "options.everySeconds",
  "options.experiments",
  "options.projects",
  "options.kinds",
] as const;
export type Errors = Partial<Record<(typeof connectionFields)[number], string>>;
export type Change = (values: Partial<Draft>) => void;

export const newRules = 1000;

const blank = {
  token: "",
  username: "",
  password: "",
  every: "30",
  experiments: "",
  projects: "",
  kinds: [],
};

export const emptyDraft = (vendor: Vendor, project: string): Draft => ({
  ...blank,
  project,
  vendor,
  name: vendor === "mlflow" ? "MLflow" : "GitLab",
  url: "",
  how: vendor === "gitlab" ? "token" : "none",
});

export function draftOf(connection: Connection): Draft {
  const { project, vendor, name, url, hasCredentials, options } = connection;
  return {
    ...blank,
    ...{ project, vendor, name, url },
    how: hasCredentials ? "keep" : "none",
    every: String(options.everySeconds ?? 30),
    experiments: (options.experiments ?? []).join("\n"),
    projects: (options.projects ?? []).join("\n"),
    kinds: (options.kinds ?? []).map(({ kind, name = "", ref = "" }, id) => ({ id, kind, name, ref })),
  };
}

const lines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

/** `undefined` keeps what is stored, null stores none. */
export function credentialsOf({ how, token, username, password }: Draft): Credentials | null | undefined {
  if (how === "keep") return undefined;
  if (how === "token") return { token };
  return how === "password" ? { username, password } : null;
}

/**
 * The options as the API takes them. `before` are the stored ones: what this form has no field for stays as it is.
 */
export function optionsOf(draft: Draft, before: Options = {}): Options {
  const experiments = lines(draft.experiments);
  const kinds = draft.kinds
    .filter(({ name, ref }) => name.trim() || ref.trim())
    .map(({ id, kind, name, ref }) => ({
      ...before.kinds?.[id],
      kind,
      name: name.trim() || undefined,
      ref: ref.trim() || undefined,
    }));
  const every = { ...before, everySeconds: Number(draft.every) };
  if (draft.vendor === "mlflow")
    return { ...every, experiments: experiments.length ? experiments : undefined };
  return { ...every, projects: lines(draft.projects), kinds: kinds.length ? kinds : undefined };
}

/** The whole of a new connection, or of one to try. */
export const toInput = (draft: Draft, before?: Options) => ({
  project: draft.project,
  vendor: draft.vendor,
  name: draft.name,
  url: draft.url,
  credentials: credentialsOf(draft),
  options: optionsOf(draft, before),
});
