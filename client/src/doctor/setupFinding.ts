import type { Finding } from "../../../server/src/protocol";

/** A finding with what its button does; `shell` is shown and put into a terminal instead. */
export type SetupFinding = Pick<Finding, "id" | "what" | "why"> & {
  readonly mend: { readonly title: string; readonly shell?: string; readonly run: () => Thenable<unknown> };
};
