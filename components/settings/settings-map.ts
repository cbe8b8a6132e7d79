import { paths } from "@/components/shell/paths";

export type SettingsEntry = {
  label: string;
  says: string;
  path: (query: { project?: string | null }) => string;
};

/** What can be set and where, in the order in which a new project needs it. */
export const settingsMap: { title: string; entries: SettingsEntry[] }[] = [
  {
    title: "Project",
    entries: [
      {
        label: "Connections",
        says: "The systems that runs, metrics and models are read from.",
        path: paths.connections,
      },
      {
        label: "Environments",
        says: "Where versions serve; each stands for an alias in a registry.",
        path: paths.environments,
      },
      { label: "Policies", says: "The gates and approvals a promotion takes.", path: paths.policies },
      { label: "Forms", says: "What users are asked about a model, at a public address.", path: paths.forms },
      {
        label: "People",
        says: "Who belongs to a project and in which role; invitations.",
        path: paths.people,
      },
    ],
  },
  {
    title: "Installation",
    entries: [
      { label: "Projects", says: "What teams own together.", path: () => paths.projects() },
      {
        label: "Outbound addresses",
        says: "Where connections may lead inside your network.",
        path: () => paths.outbound(),
      },
      { label: "Audit", says: "Who did what, in a chain that shows if it was changed.", path: paths.audit },
    ],
  },
  {
    title: "You",
    entries: [
      {
        label: "Account",
        says: "Your name and password, where you are signed in, and the theme.",
        path: () => paths.account(),
      },
      { label: "Tokens", says: "What scripts and CI jobs sign in with.", path: () => paths.tokens() },
    ],
  },
];
