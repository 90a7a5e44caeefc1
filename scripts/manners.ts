/**
 * npm run manners: keeps or breaks each promise of the contract in both versions of VS Code, and prints the results into
 * docs/manners.md, with the pictures that the suite took. `-- --recorded` takes the results of the last runs. Needs
 * test/host/setup.sh.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { format } from "prettier";
import { mannersTable } from "./manners/mannersTable";

const page = "docs/manners.md";
const versions = ["1.139", "1.93"] as const;
/** Pictures of points 2, 5, 10, 14 and 16, each in the dark and in the light theme. */
const pictures = ["list", "one-line", "why", "commit-drafted", "consent-waits"].flatMap((name) => [
  `${name}-dark.png`,
  `${name}-light.png`,
]);
const pictureFolder = "docs/pictures/manners";

async function main(): Promise<void> {
  if (!process.argv.includes("--recorded"))
    spawnSync("npx", ["vitest", "run", "--project", "host", "test/host/contract"], { stdio: "inherit" });
  const results = versions.map((version) => ({ version, results: resultsOf(version) }));
  const text = readFileSync(page, "utf8").replace(
    /(?<=<!-- contract -->\n)[^]*(?=\n<!-- \/contract -->)/,
    () => `\n${mannersTable(results)}\n`,
  );
  mkdirSync(pictureFolder, { recursive: true });
  for (const name of pictures) copyFileSync(`test-results/host/${versions[0]}/${name}`, `${pictureFolder}/${name}`);
  writeFileSync(page, await format(text, { parser: "markdown", printWidth: 120 }));
}

/** Reads what the suite has recorded. */
function resultsOf(version: string): Readonly<Partial<Record<string, string>>> {
  const path = `test-results/host/${version}/contract.json`;
  if (!existsSync(path)) throw new Error(`${path} is missing: run npm run manners without --recorded.`);
  return JSON.parse(readFileSync(path, "utf8")) as Record<string, string>;
}

void main();
