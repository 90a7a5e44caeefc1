import type { Arm, ArmName } from "../arms";
import type { ProseCase } from "./proseCase";
import { proseFigures, proseReport, type ProseResult } from "./proseReport";
import { typeAlong, type TypedLine } from "./typeAlong";

/** Types every line of a set with each arm, prints the figures, and returns the part that `--json` keeps. */
export async function runProse(
  cases: readonly ProseCase[],
  arms: readonly ArmName[],
  createArm: (name: ArmName) => Arm | Promise<Arm>,
): Promise<Readonly<Record<string, unknown>>> {
  const results: ProseResult[] = [];
  for (const name of arms) {
    const arm = await createArm(name);
    const startMs = performance.now();
    const lines: TypedLine[] = [];
    try {
      for (const testCase of cases) {
        lines.push(await typeAlong(arm, testCase));
        if (lines.length % 50 !== 0) continue;
        const seconds = Math.round((performance.now() - startMs) / 1000);
        console.error(`  ${name}: ${lines.length} of ${cases.length} after ${seconds} s`);
      }
    } finally {
      await arm.dispose();
    }
    results.push({ arm: name, lines });
  }
  console.log(proseReport(cases, results));
  const perArm = results.map(({ arm, lines }) => ({ arm, figures: proseFigures(lines), lines }));
  return { ids: cases.map(({ id }) => id), arms: perArm };
}
