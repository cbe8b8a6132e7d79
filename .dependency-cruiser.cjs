/** The import rules of the house, as CONTRIBUTING.md tells them. */

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-circle",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "product-never-imports-tests",
      severity: "error",
      from: { path: "^(app|components|server)/" },
      to: { path: "^test/" },
    },
    {
      name: "pages-place-components",
      comment: "app holds addresses: components and the session for pages, routers and services behind api",
      severity: "error",
      from: { path: "^app/", pathNot: "^app/api/" },
      to: { path: "^server/", pathNot: "^server/(auth|env|router)\\.ts$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "api-calls-routers-and-services",
      severity: "error",
      from: { path: "^app/api/" },
      to: { path: "^server/[^/]+/(store|chain|record)\\.ts$" },
    },
    {
      name: "primitives-know-no-noun",
      severity: "error",
      from: { path: "^components/(ui|charts)/" },
      to: { path: "^(app|server|components/(?!ui/|charts/))" },
    },
    {
      name: "components-take-words-not-wires",
      comment:
        "a browser may load schemas and pure rules (the build refuses what is server-only); the router only as a type",
      severity: "error",
      from: { path: "^components/" },
      to: {
        path: "^server/(db|backends|jobs|cli|[^/]+\\.ts|.*/(store|service|router)\\.ts$)",
        pathNot: "^server/shapes\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "nouns-do-not-mix",
      comment: "a noun's components stand on ui, charts and shell",
      severity: "error",
      from: { path: "^components/(?!ui/|charts/|shell/)([^/]+)/" },
      to: { path: "^components/", pathNot: ["^components/(ui|charts|shell|$1)/"] },
    },
    {
      name: "router-stays-thin",
      severity: "error",
      from: { path: "^server/[^/]+/router\\.ts$" },
      to: {
        path: "^server/",
        pathNot: ["^server/(trpc|shapes)\\.ts$", "/(schema|service|router|account)\\.ts$"],
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
          "^server/(db|backends|jobs|cli)/",
          "^server/.*(store|service|router)\\.ts$",
          "^server/(trpc|context|auth|env|router)\\.ts$",
        ],
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "backends-know-no-room",
      severity: "error",
      from: { path: "^server/backends/" },
      to: { path: "^server/", pathNot: "^server/(backends/|errors\\.ts|shapes\\.ts|[^/]+/schema\\.ts)" },
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
