import * as z from "zod/mini";
import { formatEntries, salvageEntries } from "../../base/files/entryLines";
import type { FileForm } from "../../base/files/sharedFile";

/** A user's answer about sending text of one place (see `placeOf`) to others. */
export interface Consent {
  readonly answer: "yes" | "no";
  /** Allowed receivers; a receiver that is not among them needs a new answer. */
  readonly receivers: readonly string[];
}

/** An answer as the file has it; `id` distinguishes it from every other one ever given. */
export interface KeptConsent extends Consent {
  readonly id?: string;
}

/** Answers by place. */
export type Answers = ReadonlyMap<string, KeptConsent>;

const consentType: z.ZodMiniType<KeptConsent> = z.object({
  answer: z.enum(["yes", "no"]),
  receivers: z.array(z.string()),
  id: z.optional(z.string()),
});
const fileType = z.object({ answers: z.record(z.string(), consentType) });

/** The file of answers: JSON, a line for each place. */
export const answersForm: FileForm<Answers> = {
  parse: (text) => new Map(Object.entries(fileType.parse(JSON.parse(text)).answers)),
  // A lost line may have withdrawn a yes, so only refusals are still certain.
  salvage: (text) =>
    new Map(
      Object.entries(salvageEntries(text)).flatMap(([place, raw]) => {
        const { data } = consentType.safeParse(raw);
        return data?.answer === "no" ? [[place, data] as const] : [];
      }),
    ),
  format: (answers) => `{ "answers": ${formatEntries(Object.fromEntries(answers)).trimEnd()} }\n`,
};
