import type { Endpoint } from "../../settings/endpoint";

/** A provider's end of service for a model, with its source. */
interface Retirement {
  readonly kind: Endpoint["kind"];
  readonly host?: RegExp;
  readonly model: RegExp;
  /** The last day, as `YYYY-MM-DD`. */
  readonly date: string;
  readonly source: string;
}

const retirements: readonly Retirement[] = [
  {
    kind: "azure",
    model: /gpt-4\.1-nano/i,
    date: "2027-04-14",
    source: "Microsoft's retirement page as of 2026-09-02; other pages of theirs name other dates",
  },
  {
    kind: "openai",
    host: /(^|\/\/|\.)api\.openai\.com/i,
    model: /gpt-4\.1-nano/i,
    date: "2026-10-23",
    source: "OpenAI's deprecations page, read 2026-11",
  },
];

/** Number of days ahead that the user is warned. // guess: time to ask an administrator for another deployment */
const noticeDays = 60;

const dayMs = 86_400_000;

/** Returns the last day of an endpoint's model by the table, under one of its `names`. `undefined` if the endpoint has to be asked. */
export function knownRetirement({ kind, url }: Endpoint, names: readonly (string | undefined)[]): string | undefined {
  return retirements.find(
    (row) =>
      row.kind === kind &&
      names.some((name) => name !== undefined && row.model.test(name)) &&
      (row.host === undefined || row.host.test(url)),
  )?.date;
}

/** Builds a sentence for the user if a model with the last day `date` retires soon or has retired; dates as `YYYY-MM-DD`. */
export function retirementWarning(
  { name, model }: { readonly name: string; readonly model: string },
  date: string,
  today: string,
): string | undefined {
  const leftDays = Math.round((Date.parse(date) - Date.parse(today)) / dayMs);
  if (leftDays > noticeDays) return undefined;
  const when = leftDays < 0 ? `was to retire on ${date}` : `retires on ${date}, in ${leftDays} days`;
  return `${model} at ${name} ${when}. Choose another model for it in nanotype.endpoints.`;
}
