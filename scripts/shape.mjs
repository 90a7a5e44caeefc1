// Prints the shape of a checkout's sources: node scripts/shape.mjs [ROOT]. Files, lines, levels of imports (types and loaded code
// included; a circle counts as one level), circles, and exported names with two meanings. `--path` adds the longest chain.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

const root = process.argv.slice(2).find((argument) => !argument.startsWith("--")) ?? ".";
const files = ["server/src", "client/src"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
);
const sources = files.filter((file) => file.endsWith(".ts"));
const known = new Set(sources);
const texts = new Map(
  files.filter((file) => /\.\w+$/.test(file)).map((file) => [file, readFileSync(join(root, file), "utf8")]),
);
const lineCount = (file) => texts.get(file).split("\n").length - 1;
const linesBelow = (start, end = "") =>
  [...texts.keys()]
    .filter((file) => file.startsWith(start) && file.endsWith(end))
    .reduce((sum, file) => sum + lineCount(file), 0);

/** The files that a file imports. */
function importsOf(file) {
  const found = new Set();
  const add = (name) => {
    const base = join(dirname(file), name);
    const target = [`${base}.ts`, join(base, "index.ts"), base].find((path) => known.has(path));
    if (name.startsWith(".") && target !== undefined) found.add(target);
  };
  const visit = (node) => {
    const named =
      node.moduleSpecifier ??
      (node.kind === ts.SyntaxKind.ImportType ? node.argument.literal : undefined) ??
      (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
        ? node.arguments[0]
        : undefined);
    if (named !== undefined && ts.isStringLiteral(named)) add(named.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, texts.get(file), ts.ScriptTarget.Latest));
  return found;
}
const imports = new Map(sources.map((file) => [file, importsOf(file)]));

/** Groups the files so that those of one circle are together (Tarjan, 1972), each group after those it imports. */
function groupsOf(nodes) {
  const [index, low, stack, groups] = [new Map(), new Map(), [], []];
  const enter = (file) => {
    index.set(file, index.size);
    low.set(file, index.get(file));
    stack.push(file);
    for (const next of imports.get(file)) {
      if (!nodes.has(next)) continue;
      if (!index.has(next)) enter(next);
      if (stack.includes(next)) low.set(file, Math.min(low.get(file), low.get(next)));
    }
    if (low.get(file) === index.get(file)) groups.push(stack.splice(stack.indexOf(file)));
  };
  for (const file of nodes) if (!index.has(file)) enter(file);
  return groups;
}

/** Finds the longest chain of imports below a folder, and the circles. */
function chainBelow(folder) {
  const nodes = new Set(sources.filter((file) => file.startsWith(folder)));
  const groups = groupsOf(nodes);
  const chains = new Map();
  for (const group of groups) {
    const below = group
      .flatMap((file) => [...imports.get(file)])
      .filter((file) => nodes.has(file) && !group.includes(file));
    const longest = below.map((file) => chains.get(file)).reduce((a, b) => (b.length > a.length ? b : a), []);
    for (const file of group) chains.set(file, [group[0], ...longest]);
  }
  const longest = [...chains.values()].reduce((a, b) => (b.length > a.length ? b : a), []);
  return { longest, circles: groups.filter((group) => group.length > 1) };
}

const counts = sources.map(lineCount).sort((a, b) => a - b);
const quantile = (share) => counts[Math.floor(share * (counts.length - 1))];
const meanings = new Map();
for (const file of sources)
  for (const [, name] of texts
    .get(file)
    .matchAll(/^export (?:async |abstract )?(?:function\*?|const|class|type|interface|enum) (\w+)/gm))
    meanings.set(name, (meanings.get(name) ?? new Set()).add(file));

const whole = chainBelow("");
console.log(`files: ${sources.length}, of these client ${sources.filter((file) => file.startsWith("client/")).length}`);
console.log(`lines of a file: median ${quantile(0.5)}, 95th percentile ${quantile(0.95)}, most ${counts.at(-1)}`);
console.log(
  `lines of server/src: ${linesBelow("server/src", ".ts")}, with data ${linesBelow("server/src")}; of client/src: ${linesBelow("client/src")}`,
);
console.log(
  `levels of imports: ${whole.longest.length}; of commit/: ${chainBelow("server/src/commit/").longest.length}`,
);
console.log(`circles: ${whole.circles.length}`);
const ambiguous = [...meanings].filter(([, places]) => places.size > 1).map(([name]) => name);
console.log(`exported names with two meanings: ${ambiguous.length} ${ambiguous.join(" ")}`.trim());
if (process.argv.includes("--path")) console.log(whole.longest.join("\n"));
