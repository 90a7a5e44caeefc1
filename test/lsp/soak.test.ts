// bench/soak/soak.ts makes a realWorkspace and runs in it with default settings.
import { expect, test } from "vitest";
import { judge } from "../../bench/soak/judge";
import { soak } from "../../bench/soak/soak";

test("a minute of fast typing through a stopped model process, a full disk and a cut network loses no key, grows nothing and ends with everything working", async () => {
  const rows = judge(await soak({ minutes: 0.9, speed: 5, seed: 1 }));
  expect(rows.filter(({ isMet }) => !isMet)).toEqual([]);
}, 180_000);
