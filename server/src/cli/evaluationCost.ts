import { systemClock } from "../base/clock";
import { silentLog } from "../base/log";
import type { EvaluationPlan } from "../evaluate/plan";
import { Ledger } from "../model/routing/ledger";
import { accountsPath } from "../settings/userSettings";
import type { ArmSpec } from "./armSpec";
import { CliError } from "./cliError";
import { EngineArm } from "./engineArm";
import { printable } from "./printable";

/**
 * Prints what the endpoints will cost at most, before any of them is asked; an arm's lines that `paidFor` names cost nothing more.
 * @throws CliError if they may not be asked, or if today's limit doesn't reach that far.
 */
export async function checkCosts(
  specs: readonly ArmSpec[],
  place: ConstructorParameters<typeof EngineArm>[1],
  plan: EvaluationPlan,
  paidFor: (spec: ArmSpec) => (line: string) => boolean,
): Promise<void> {
  const all = plan.steps.flatMap((step) => step.cases);
  let totalUsd = 0;
  for (const spec of specs) {
    if (spec.endpoints.length === 0) continue;
    const isPaidFor = paidFor(spec);
    const cases = all.filter(({ id }) => !isPaidFor(id));
    if (cases.length === 0) continue;
    const arm = new EngineArm(spec, place);
    try {
      await arm.openEndpoints();
      const each = cases.map((one) => arm.estimateUsd(one));
      const usd = each.reduce<number>((sum, one) => sum + (one ?? 0), 0);
      totalUsd += usd;
      const price = each.includes(undefined)
        ? "the price isn't known (endpoints' price)"
        : `at most $${usd.toFixed(4)}${spec.isBatch ? ", the price of a batch" : ""}`;
      process.stderr.write(`nanotype: ${printable(spec.name)}: ${cases.length} requests at most, ${price}.\n`);
    } finally {
      await arm.close();
    }
  }
  const [first] = specs;
  const capUsd = first.settings.costDailyCapUsd;
  if (totalUsd === 0 || capUsd === 0) return;
  const ledger = new Ledger({ path: accountsPath(), clock: systemClock, log: silentLog });
  const leftUsd = capUsd - ledger.todayUsd();
  ledger.dispose();
  if (totalUsd > leftUsd)
    throw new CliError(
      1,
      `That may exceed today's limit, of which $${Math.max(0, leftUsd).toFixed(4)} is left. Ask for fewer lines (--lines), or raise nanotype.cost.dailyCapUsd.`,
    );
}
