export type Visit = {
  route: string;
  heading: RegExp;
  find: (api: Api) => Promise<string>;
  /** The status it answers with, where it is not 200. */
  status?: number;
  /** Opened without a session. */
  signedOut?: true;
  /** The name under which Lighthouse looks at it, here and in the bench. */
  measured?: string;
};
export type Api = (path: string) => Promise<{ items: Record<string, unknown>[] }>;

/** Reads lists of the REST API. */
export const apiOf =
  (url: string, token: string): Api =>
  async (path) => {
    const answer = await fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return (await answer.json()) as { items: Record<string, unknown>[] };
  };

const fixed = (path: string) => async () => path;
const first = async (api: Api, list: string, to: (item: Record<string, unknown>) => string) => {
  const { items } = await api(list);
  const [item] = items;
  if (!item) throw new Error(`the sample has nothing at ${list}`);
  return to(item);
};

/** Every page; `route` is its folder under app, `find` an address with real data. */
export const visits: Visit[] = [
  { route: "/", heading: /Overview/, find: fixed("/"), measured: "Overview" },
  { route: "/runs", heading: /Runs/, find: fixed("/runs"), measured: "Runs" },
  {
    route: "/runs/[id]",
    heading: /./,
    find: (api) => first(api, "/runs?kind=code&status=failed", (r) => `/runs/${r.id}`),
    measured: "a run",
  },
  {
    route: "/runs/[id]",
    heading: /./,
    find: (api) => first(api, "/runs?kind=training", (r) => `/runs/${r.id}`),
  },
  { route: "/models", heading: /Models/, find: fixed("/models"), measured: "Models" },
  {
    route: "/models/[model]",
    heading: /breast-cancer/,
    find: fixed("/models/breast-cancer"),
    measured: "a model",
  },
  {
    route: "/models/[model]/versions/[version]",
    heading: /14/,
    find: fixed("/models/breast-cancer/versions/14"),
  },
  {
    route: "/models/[model]/live",
    heading: /recall in production/,
    find: fixed("/models/breast-cancer/live?metric=recall&environment=production"),
  },
  { route: "/promotions", heading: /Promotions/, find: fixed("/promotions") },
  {
    route: "/promotions/new",
    heading: /./,
    find: fixed("/promotions/new?model=breast-cancer&version=12&environment=staging"),
  },
  {
    route: "/promotions/[id]",
    heading: /breast-cancer|wine/,
    find: (api) => first(api, "/promotions?status=pending", (p) => `/promotions/${p.id}`),
    measured: "a promotion",
  },
  { route: "/feedback", heading: /Feedback/, find: fixed("/feedback"), measured: "Feedback" },
  {
    route: "/forms/[slug]",
    heading: /Report/,
    find: fixed("/forms/wrong-result"),
    signedOut: true,
    measured: "public form",
  },
  { route: "/settings", heading: /Settings/, find: fixed("/settings") },
  { route: "/settings/account", heading: /./, find: fixed("/settings/account") },
  { route: "/settings/audit", heading: /Audit/, find: fixed("/settings/audit") },
  {
    route: "/settings/connections",
    heading: /Connections/,
    find: fixed("/settings/connections"),
    measured: "Connections",
  },
  {
    route: "/settings/connections/[id]",
    heading: /mlflow|gitlab/i,
    find: (api) => first(api, "/connections", (c) => `/settings/connections/${c.id}`),
  },
  {
    route: "/settings/connections/new",
    heading: /Connect a system/,
    find: fixed("/settings/connections/new"),
  },
  { route: "/settings/environments", heading: /Environments/, find: fixed("/settings/environments") },
  { route: "/settings/forms", heading: /Forms/, find: fixed("/settings/forms") },
  { route: "/settings/outbound", heading: /Outbound addresses/, find: fixed("/settings/outbound") },
  { route: "/settings/people", heading: /People/, find: fixed("/settings/people") },
  { route: "/settings/policies", heading: /Policies/, find: fixed("/settings/policies") },
  { route: "/settings/projects", heading: /Projects/, find: fixed("/settings/projects") },
  { route: "/settings/tokens", heading: /Tokens/, find: fixed("/settings/tokens") },
  { route: "/sign-in", heading: /./, find: fixed("/sign-in"), signedOut: true, measured: "sign-in" },
  { route: "/welcome", heading: /./, find: fixed("/welcome?token=inv_unknown"), signedOut: true },
  { route: "/[...unknown]", heading: /nothing at \/nowhere/, find: fixed("/nowhere"), status: 404 },
  {
    route: "/invitations/[token]",
    heading: /./,
    find: fixed("/invitations/inv_unknown"),
    signedOut: true,
  },
];

export const measuredVisits = visits.flatMap(({ measured, ...visit }) =>
  measured ? [{ ...visit, name: measured }] : [],
);
