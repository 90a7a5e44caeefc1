/** A task that a model is chosen for: completing code, or prose. */
export const modelRoles = ["code", "text"] as const;
export type ModelRole = (typeof modelRoles)[number];

/** Settings that choose a role's model, below `nanotype.` */
export const roleSettings = { code: "local.model", text: "local.textModel" } as const satisfies Record<
  ModelRole,
  string
>;

/** Roles as people call them. */
export const roleNames: Readonly<Record<ModelRole, string>> = { code: "code", text: "prose" };
