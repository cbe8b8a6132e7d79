/** The import rules of the house, as CONTRIBUTING.md tells them. */

/** The rooms of the server. A room imports only rooms that stand before it in this list. */
const serverRooms = [
  // What everything stands on.
  "foundation",
  "access",
  "audit",
  "events",
  "queue",
  "outbound",
  "backends",
  // The nouns.
  "people",
  "projects",
  "comparisons",
  "metrics",
  "deployments",
  "registry",
  "connections",
  "runs",
  "environments",
  "gates",
  "approvals",
  "promotions",
  "policies",
  "models",
  "forms",
  "feedback",
  "trace",
  "search",
  "shell",
  "overview",
  "health",
  // What stands on everything.
  "worker",
  "http",
  "sample",
  "cli",
];

/** The rooms of the components. A room imports only rooms that stand before it in this list. */
const componentRooms = [
  "ui",
  "charts",
  "shell",
  "comparisons",
  "metrics",
  "trace",
  "settings",
  "account",
  "people",
  "projects",
  "tokens",
  "audit",
  "outbound",
  "connections",
  "environments",
  "policies",
  "promotions",
  "models",
  "runs",
  "forms",
  "feedback",
  "overview",
  "search",
  "workspace",
];

const group = (names) => `(${names.join("|")})`;

/** One rule for each room: nothing above it may be imported. */
const inOrder = (place, rooms) =>
  rooms.slice(0, -1).map((room, index) => ({
    name: `${place}-${room}-stands-below`,
    comment: `${place}/${room} imports only rooms before it in the list`,
    severity: "error",
    from: { path: `^${place}/${room}/` },
    to: { path: `^${place}/${group(rooms.slice(index + 1))}/` },
  }));

const listed = (place, rooms) => ({
  name: `${place}-rooms-are-listed`,
  comment: "a new room takes its place in the ordered list of .dependency-cruiser.cjs",
  severity: "error",
  from: { path: `^${place}/(?!${group(rooms)}/)[^/]+/` },
  to: {},
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-circle",
      comment: "of files, through types too",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    ...inOrder("server", serverRooms),
    ...inOrder("components", componentRooms),
    listed("server", serverRooms),
    listed("components", componentRooms),
    {
      name: "rooms-know-no-router-of-all",
      comment: "server/router.ts lists every room: only what answers requests imports it",
      severity: "error",
      from: { path: "^server/(?!http/|cli/|sample/)[^/]+/" },
      to: { path: "^server/router\\.ts$" },
    },
    {
      name: "product-never-imports-tests",
      severity: "error",
      from: { path: "^(app|components|server)/" },
      to: { path: "^test/" },
    },
    {
      name: "server-knows-no-page",
      severity: "error",
      from: { path: "^server/" },
      to: { path: "^(app|components)/" },
    },
    {
      name: "pages-place-components",
      comment: "app holds addresses: components and the session for pages, what answers requests behind api",
      severity: "error",
      from: { path: "^app/", pathNot: "/route\\.ts$" },
      to: {
        path: "^server/",
        pathNot: "^server/(http/auth|foundation/env|router)\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "routes-call-routers-and-services",
      severity: "error",
      from: { path: "^app/.*/route\\.ts$" },
      to: { path: "^server/[^/]+/(store|chain|record)\\.ts$" },
    },
    {
      name: "primitives-know-no-noun",
      severity: "error",
      from: { path: "^components/(ui|charts)/" },
      to: { path: "^(app|server)/" },
    },
    {
      name: "components-take-words-not-wires",
      comment:
        "a browser may load schemas and pure rules (the build refuses what is server-only); the router only as a type",
      severity: "error",
      from: { path: "^components/" },
      to: {
        path: "^server/((foundation/(db/|[^/]+\\.ts)|queue|worker|http|cli|sample)|[^/]+\\.ts|.*/(store|service|router)\\.ts$)",
        pathNot: "^server/foundation/(shapes|path-segment|batch)\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "router-stays-thin",
      severity: "error",
      from: { path: "^server/[^/]+/router\\.ts$" },
      to: {
        path: "^server/",
        pathNot: ["^server/foundation/(trpc|shapes)\\.ts$", "/(schema|service|router|account)\\.ts$"],
      },
    },
    {
      name: "store-speaks-to-tables",
      severity: "error",
      from: { path: "^server/[^/]+/store\\.ts$" },
      to: { path: "^server/[^/]+/(service|router)\\.ts$" },
    },
    {
      name: "schema-stands-on-zod",
      comment: "beside Zod: other schemas, and its own room's pure rules",
      severity: "error",
      from: { path: "^server/([^/]+)/schema\\.ts$" },
      to: {
        path: [
          "^server/(foundation/db|queue|worker|http|cli)/",
          "^server/.*(store|service|router)\\.ts$",
          "^server/foundation/(trpc|context|env)\\.ts$",
        ],
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "sample-uses-no-vendor-client",
      severity: "error",
      from: { path: "^server/sample/" },
      to: { path: "^server/backends/(?!contracts/)" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(\\.generated\\.ts$|^\\.next/)" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "default"] },
  },
};
