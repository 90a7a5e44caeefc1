import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { rmSync } from "node:fs";
import { embeddedFolder } from "./engine";

/** A tiny random model as the hub has them (`hubLayout/make.py`), with the embedded model's tokenizer and no `nanotype.json`. */
export const folder = mkdtempSync(join(tmpdir(), "nanotype-hub-"));
cpSync("test/server/model/local/hubLayout", folder, { recursive: true });
for (const file of ["tokenizer.json", "tokenizer_config.json"]) cpSync(join(embeddedFolder, file), join(folder, file));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
