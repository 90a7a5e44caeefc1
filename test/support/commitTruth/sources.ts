import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { languageOfPath } from "../../../server/src/code/languages";
import { scriptFiles as shopScripts, shopFiles } from "../foreign/shop";
import { otherFiles } from "../realWorkspace/otherFiles";
import { scriptFiles } from "../realWorkspace/scriptFiles";

/** A real text, under the path that it has in the repository of a test. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** Sources of this repository that are read as they are. */
const own = [
  "server/src/code/block.ts",
  "server/src/model/memory/twins.ts",
  "server/src/commit/change/patch.ts",
  "server/src/evaluate/bootstrap.ts",
  "bench/comments/docstrings.py",
  "scripts/build.mjs",
  "scripts/package.mjs",
  "scripts/sample/orders.py",
  "deploy/local/llamaCpp.py",
  "test/support/orders/Orders.java",
  "test/support/orders/orders.go",
  "test/support/orders/orders.rs",
];

/** Real code in several languages: some of this repository's own, and the texts that other tests write to disk. */
export function realSources(): Source[] {
  const files = own.map((path, index) => ({
    path: `src/own${index}/${basename(path)}`,
    text: readFileSync(path, "utf8"),
  }));
  const texts = [...scriptFiles, ...otherFiles, ...shopScripts, ...shopFiles].flatMap(({ path, text }, index) =>
    /test|vendor|generated/i.test(path) ? [] : [{ path: `src/text${index}/${basename(path)}`, text }],
  );
  return [...files, ...texts].filter(({ path }) => {
    const { kind, grammar } = languageOfPath(path) ?? {};
    return kind === "code" && grammar !== undefined && !/json|yaml|html|css/.test(grammar);
  });
}
