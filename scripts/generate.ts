// Writes the files generated from the sources: npm run generate. With --check it only names stale files, and fails if
// there are any.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { generatedFiles } from "./generatedFiles";

const isCheck = process.argv.includes("--check");

async function main(): Promise<void> {
  for (const { path, text } of await generatedFiles()) {
    if (existsSync(path) && readFileSync(path, "utf8") === text) continue;
    if (isCheck) {
      console.error(`${path} is stale: run \`npm run generate\`.`);
      process.exitCode = 1;
    } else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      console.log(`${path} written`);
    }
  }
}

void main();
