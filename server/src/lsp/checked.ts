import { ErrorCodes, ResponseError } from "vscode-languageserver";
import type * as z from "zod/mini";

/**
 * Makes the handler of a custom message from one that relies on the form of its params. Params of another form are answered with
 * `InvalidParams`, or for a notification with a line in the log; neither quotes them.
 */
export function checked<T extends z.ZodMiniType, Rest extends unknown[], R>(
  schema: () => T,
  run: (params: z.infer<T>, ...rest: Rest) => R,
): (raw: unknown, ...rest: Rest) => R {
  let built: T | undefined;
  return (raw, ...rest) => {
    const { success, data, error } = (built ??= schema()).safeParse(raw);
    if (!success) throw new ResponseError(ErrorCodes.InvalidParams, describe(error.issues[0]));
    return run(data, ...rest);
  };
}

/** Names the wrong field and its expected form. The path of an issue holds only the schema's own names. */
function describe(issue: z.core.$ZodIssue): string {
  const place = issue.path.length === 0 ? "The params of this message" : issue.path.join(".");
  if (issue.code === "invalid_type") return `${place} must be of type ${issue.expected}.`;
  if (issue.code === "invalid_value") return `${place} must be one of: ${issue.values.join(", ")}.`;
  return `${place} isn't of the form that this message needs.`;
}
