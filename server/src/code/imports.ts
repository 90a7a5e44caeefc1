import { familyOf } from "./languageFamily";

/** Names that a text imports, and the modules that it names. */
export interface Imports {
  readonly names: ReadonlySet<string>;
  /** Modules as paths: `./shop`, `../a/b` beside the text, `/a/b` anywhere. */
  readonly modules: readonly string[];
}

/** Lines at a text's start in which imports are looked for. // guess */
const maxLines = 200;

/** Reads the imports at the start of a text in languages whose imports name modules by their path. */
export function importsIn(languageId: string, text: string): Imports {
  const head = text.split("\n", maxLines).join("\n");
  const read = readers[familyOf(languageId)] ?? (() => []);
  const names = new Set<string>();
  const modules = new Set<string>();
  for (const { imported, module } of read(head)) {
    for (const name of namesIn(imported)) names.add(name);
    if (module !== undefined) modules.add(module);
  }
  return { names, modules: [...modules] };
}

interface Import {
  /** The statement's list of imported names. */
  readonly imported: string;
  readonly module: string | undefined;
}

/** Met: `import { a, type B } from "./c"`, `export * from '../d.js'`, `const { e } = require("./f")`. Missed: `import("./g")`. */
const scriptImport =
  /(?:^|\n)\s*(?:import|export|const|let|var)\b([^;"'`=]*?)(?:\bfrom|=\s*require\()\s*["'](\.{1,2}\/[^"'\n]+)["']/g;

/** Met: `from .shop import Cart, total as t`, `from a.b import (\n  c,\n)`. Missed: `import os`. */
const pythonImport = /(?:^|\n)\s*from\s+(\.*[\w.]*)\s+import\s+(\([^)]*\)|[^\n#]+)/g;

const readers: Readonly<Partial<Record<string, (head: string) => Import[]>>> = {
  script: (head) =>
    Array.from(head.matchAll(scriptImport), ([, imported = "", module = ""]) => ({
      imported,
      module: module.replace(/\.[cm]?[jt]sx?$/, ""),
    })),
  python: (head) =>
    Array.from(head.matchAll(pythonImport), ([, module = "", imported = ""]) => ({
      imported,
      module: pythonModule(module),
    })),
  java: readDotted,
  kotlin: readDotted,
  scala: readDotted,
  c: (head) =>
    Array.from(head.matchAll(/(?:^|\n)\s*#\s*include\s*"([^"\n]+)\.\w+"/g), ([, module = ""]) => ({
      imported: "",
      module: `/${module.replace(/^(?:\.{1,2}\/)+/, "")}`,
    })),
};

function readDotted(head: string): Import[] {
  return Array.from(head.matchAll(/(?:^|\n)import\s+([\w.]+)\.([A-Z]\w*)/g), ([, path = "", imported = ""]) => ({
    imported,
    module: `/${path.replaceAll(".", "/")}/${imported}`,
  }));
}

function pythonModule(module: string): string | undefined {
  const dots = /^\.*/.exec(module)?.[0].length ?? 0;
  const path = module.slice(dots).replaceAll(".", "/");
  if (path === "") return undefined;
  return dots === 0 ? `/${path}` : `${dots === 1 ? "./" : "../".repeat(dots - 1)}${path}`;
}

/** Returns the names in the part of an import that lists them; of `a as b`, both. */
function namesIn(imported: string): string[] {
  return [...imported.matchAll(/[\p{L}_$][\p{L}\p{N}_$]*/gu)]
    .map(([name]) => name)
    .filter((name) => !/^(?:type|as|import|export|from|typeof)$/.test(name));
}
