import type { Endpoint } from "../backend/cloud/endpoint";

/** When a provider stops serving a model, and who says so. */
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

/** How long ahead the user is warned, in days. // guess: time to ask an administrator for another deployment */
const noticeDays = 60;

const dayMs = 86_400_000;

/** A sentence for the user if the endpoint's model retires soon or has done so; `today` as `YYYY-MM-DD`. */
export function retirementWarning({ name, kind, url, model }: Endpoint, today: string): string | undefined {
  const found = retirements.find(
    (row) => row.kind === kind && row.model.test(model) && (row.host === undefined || row.host.test(url)),
  );
  if (found === undefined) return undefined;
  const leftDays = Math.round((Date.parse(found.date) - Date.parse(today)) / dayMs);
  if (leftDays > noticeDays) return undefined;
  const when = leftDays < 0 ? `was to retire on ${found.date}` : `retires on ${found.date}, in ${leftDays} days`;
  return `${model} at ${name} ${when}. Choose another model for it in nanotype.endpoints.`;
}
