/** Roles of a project, each with all rights of those before it. Owners of the installation have every right. */
export const roles = ["viewer", "contributor", "approver", "maintainer"] as const;
export type Role = (typeof roles)[number];

/** The least role that each right takes. Services check it, and disabled buttons give it as the reason. */
export const rights = {
  "projects.manage": "maintainer",
  "runs.read": "viewer",
  "runs.control": "contributor",
  "metrics.read": "viewer",
  "metrics.write": "contributor",
  "models.read": "viewer",
  "environments.manage": "maintainer",
  "policies.manage": "maintainer",
  "promotions.read": "viewer",
  "promotions.comment": "contributor",
  "promotions.request": "contributor",
  "promotions.cancel": "contributor",
  "promotions.decide": "approver",
  "promotions.rollBack": "approver",
  "feedback.read": "viewer",
  "feedback.triage": "contributor",
  "forms.manage": "maintainer",
  "connections.read": "viewer",
  "connections.manage": "maintainer",
  "people.read": "viewer",
  "people.invite": "maintainer",
  "people.manage": "maintainer",
  "audit.read": "viewer",
} as const satisfies Record<string, Role>;

export type Right = keyof typeof rights;

/** Whether a role carries a right. */
export const roleHas = (role: Role, right: Right): boolean =>
  roles.indexOf(role) >= roles.indexOf(rights[right]);
