import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Reads this repository's own sources as one text; those of tests hold hundreds of made-up secrets. */
export function ownSources(folders: readonly string[] = ["server/src", "client/src", "test", "bench"]): string {
  return folders
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)))
    .filter((path) => path.endsWith(".ts"))
    .sort()
    .map((path) => readFileSync(path, "utf8"))
    .join("\n");
}

/** Yields `count` pieces of `sources` as files, each a little different. */
export function* pieces(
  sources: string,
  count: number,
  chars: number,
): Generator<{ readonly path: string; readonly text: string }> {
  for (let file = 0; file < count; file++) {
    const start = (file * chars * 7 + file) % (sources.length - chars);
    const text = sources.slice(start, start + chars).replaceAll("const ", file % 3 === 0 ? "let " : "const ");
    yield { path: `packages/p${file % 40}/src/f${file}.ts`, text: `${text}\nexport const n${file} = ${file};\n` };
  }
}
