import { isRecord } from "../../base/isRecord";
import { formatEntries, salvageEntries } from "../../base/files/entryLines";
import type { FileForm } from "../../base/files/sharedFile";

/** What a user said about sending text of one place (see `placeOf`) to others. */
export interface Consent {
  readonly answer: "yes" | "no";
  /** Who may receive it: a receiver that is not among them is asked about anew. */
  readonly receivers: readonly string[];
}

/** An answer as the file has it; `id` tells it from every other one ever given. */
export interface KeptConsent extends Consent {
  readonly id?: string;
}

/** Answers by place. */
export type Answers = ReadonlyMap<string, KeptConsent>;

/** The file of answers: JSON, a line for each place. */
export const answersForm: FileForm<Answers> = {
  parse(text) {
    const file: unknown = JSON.parse(text);
    const answers = isRecord(file) ? file["answers"] : undefined;
    if (!isRecord(answers)) throw new TypeError("not a file of answers");
    return new Map(
      Object.entries(answers).map(([place, raw]) => {
        const consent = readConsent(raw);
        if (consent === undefined) throw new TypeError("no answer");
        return [place, consent];
      }),
    );
  },
  // A line that is lost may have taken a yes back, so only what was refused is still certain.
  salvage: (text) =>
    new Map(
      Object.entries(salvageEntries(text)).flatMap(([place, raw]) => {
        const consent = readConsent(raw);
        return consent?.answer === "no" ? [[place, consent] as const] : [];
      }),
    ),
  format: (answers) => `{ "answers": ${formatEntries(Object.fromEntries(answers)).trimEnd()} }\n`,
};

function readConsent(raw: unknown): KeptConsent | undefined {
  const { answer, receivers, id } = isRecord(raw) ? raw : {};
  if ((answer !== "yes" && answer !== "no") || !Array.isArray(receivers)) return undefined;
  const names = receivers.filter((receiver) => typeof receiver === "string");
  if (names.length !== receivers.length) return undefined;
  return { answer, receivers: names, ...(typeof id === "string" && { id }) };
}
