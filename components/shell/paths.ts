import { fromSegment, toSegment } from "@/server/foundation/path-segment";

/** The only builder of addresses. Lists take a project's slug; without one they show all of the reader's projects. */

type Query = Record<string, string | number | undefined | null>;

function withQuery(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") search.set(key, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

const part = toSegment;

/** The name that a segment of an address stands for. */
export const nameIn = fromSegment;

export const paths = {
  overview: (query?: { project?: string | null; range?: string }) => withQuery("/", query),
  runs: (query?: Query) => withQuery("/runs", query),
  run: (id: string, query?: { tab?: string; job?: string }) => withQuery(`/runs/${part(id)}`, query),
  models: (query?: { project?: string | null }) => withQuery("/models", query),
  model: (name: string, query?: { project?: string | null }) => withQuery(`/models/${part(name)}`, query),
  version: (model: string, version: string, query?: { project?: string | null }) =>
    withQuery(`/models/${part(model)}/versions/${part(version)}`, query),
  liveMetric: (model: string, query?: { project?: string | null; environment?: string; metric?: string }) =>
    withQuery(`/models/${part(model)}/live`, query),
  promotions: (query?: Query) => withQuery("/promotions", query),
  promotion: (id: string, at?: { comment: string }) =>
    `/promotions/${part(id)}${at ? `#comment-${part(at.comment)}` : ""}`,
  newPromotion: (query: {
    model?: string;
    version?: string;
    environment?: string;
    project?: string | null;
  }) => withQuery("/promotions/new", query),
  feedback: (query?: Query) => withQuery("/feedback", query),
  feedbackExport: (query?: Query) => withQuery("/feedback/export", query),
  form: (slug: string) => `/forms/${part(slug)}`,
  settings: (query?: { project?: string | null }) => withQuery("/settings", query),
  connections: (query?: { project?: string | null }) => withQuery("/settings/connections", query),
  newConnection: (query?: { project?: string | null; vendor?: string }) =>
    withQuery("/settings/connections/new", query),
  connection: (id: string) => `/settings/connections/${part(id)}`,
  environments: (query?: { project?: string | null }) => withQuery("/settings/environments", query),
  policies: (query?: { project?: string | null; model?: string; environment?: string }) =>
    withQuery("/settings/policies", query),
  forms: (query?: { project?: string | null }) => withQuery("/settings/forms", query),
  people: (query?: { project?: string | null }) => withQuery("/settings/people", query),
  projects: () => "/settings/projects",
  tokens: () => "/settings/tokens",
  account: () => "/settings/account",
  outbound: () => "/settings/outbound",
  audit: (query?: Query) => withQuery("/settings/audit", query),
  signIn: (returnTo?: string) => withQuery("/sign-in", { returnTo }),
  welcome: (token: string) => withQuery("/welcome", { token }),
} as const;
