import { readFile } from "node:fs/promises";
import { lfText, type LfText } from "../base/lineEnds";
import type { Slices } from "../base/slices";
import { hasGeneratorsNotice } from "../documents/generated";
import { isWorthRemembering } from "../model/memory/worthRemembering";
import { withoutSecrets } from "../safety/secrets/excerpt";
import { searchSecrets } from "../safety/secrets/findSecrets";
import { maxSecrets } from "../safety/secrets/secretScanner";

/** Reads a file's text without its secrets; `undefined` if people didn't write it, or if it can't be read. */
export async function readCleanText(path: string, slices: Slices): Promise<string | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined || bytes.includes(0)) return undefined;
  return cleanText(lfText(bytes.toString("utf8").replace(/^\ufeff/, "")), slices);
}

/** Returns a text without its secrets; `undefined` if people didn't write it, or if it holds too many. */
export async function cleanText(text: LfText, slices: Slices): Promise<string | undefined> {
  if (text.includes("\ufffd") || !isWorthRemembering(text) || hasGeneratorsNotice(text)) return undefined;
  const secrets = await slices.run(searchSecrets(text));
  if (secrets.length > maxSecrets) return undefined;
  return withoutSecrets({ text, secrets, unscanned: [] });
}
