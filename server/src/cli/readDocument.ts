import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { languageOfPath } from "../code/languages";
import { OpenText } from "../documents/openText";
import { Exclusion } from "../safety/exclusion/exclusion";
import type { Settings } from "../settings/settings";
import { CliError } from "./cliError";

/**
 * Reads a file that is to be completed in.
 * @throws CliError if it cannot be read, cannot be completed in, or is excluded.
 */
export async function readDocument(file: string, settings: Settings): Promise<OpenText> {
  const text = readText(file, settings);
  await refuseExcluded(file, settings);
  const languageId = languageOfPath(file)?.id ?? "plaintext";
  return new OpenText({ uri: pathToFileURL(resolve(file)).href, languageId, version: 1, text });
}

function readText(file: string, settings: Settings): string {
  const maxChars = settings.maxDocumentKb * 1024;
  const tooLarge = new CliError(1, `${file} is larger than ${settings.maxDocumentKb} KB (--set maxDocumentKb=…).`);
  let text: string;
  try {
    const stats = statSync(file);
    // A pipe waits for ever, and a device may never end.
    if (!stats.isFile() && !stats.isDirectory()) throw new CliError(1, `${file} is not a plain file.`);
    if (stats.size > maxChars * maxBytesPerUnit) throw tooLarge;
    text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    if (error instanceof CliError) throw error;
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    throw new CliError(1, `${file} cannot be read: ${reasons.get(code) ?? String(code)}.`);
  }
  if (text.includes("\0")) throw new CliError(1, `${file} looks like a binary file.`);
  if (text.length > maxChars) throw tooLarge;
  return text;
}

/** Most bytes of UTF-8 per UTF-16 unit. */
const maxBytesPerUnit = 3;

const reasons: ReadonlyMap<unknown, string> = new Map([
  ["ENOENT", "no such file"],
  ["EISDIR", "it is a folder"],
  ["EACCES", "permission denied"],
  ["ELOOP", "its links lead in a circle"],
]);

async function refuseExcluded(file: string, settings: Settings): Promise<void> {
  const exclusion = new Exclusion();
  exclusion.setPatterns(settings.exclude, settings.excludeHere);
  const verdict = await exclusion.decide(pathToFileURL(resolve(file)).href);
  if (verdict.kind === "excluded") throw new CliError(1, `${file} gets no completions: ${verdict.reason}.`);
}
