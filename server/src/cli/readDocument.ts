import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Exclusion } from "../privacy/exclusion";
import type { Settings } from "../settings";
import { CliError } from "./cliError";

/**
 * Reads a file that is to be completed in.
 * @throws CliError if it cannot be read, is none to complete in, or stays out of everything.
 */
export async function readDocument(file: string, settings: Settings): Promise<string> {
  const text = readText(file, settings);
  await refuseExcluded(file, settings);
  return text;
}

function readText(file: string, settings: Settings): string {
  let text: string;
  try {
    text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const why = code === "ENOENT" ? "no such file" : code === "EISDIR" ? "it is a folder" : String(code);
    throw new CliError(1, `${file} cannot be read: ${why}.`);
  }
  if (text.includes("\0")) throw new CliError(1, `${file} looks like a binary file.`);
  if (text.length > settings.maxDocumentKb * 1024)
    throw new CliError(1, `${file} is larger than ${settings.maxDocumentKb} KB (--set maxDocumentKb=…).`);
  return text;
}

async function refuseExcluded(file: string, settings: Settings): Promise<void> {
  const exclusion = new Exclusion();
  exclusion.setPatterns(settings.exclude);
  const verdict = await exclusion.decide(pathToFileURL(resolve(file)).href);
  if (verdict.kind === "excluded") throw new CliError(1, `${file} gets no completions: ${verdict.reason}.`);
}
