import { join } from "node:path";
import type { Node } from "@vscode/tree-sitter-wasm";
import { silentLog } from "../../../server/src/base/log";
import { Grammars } from "../../../server/src/code/grammars";
import { languageOfPath } from "../../../server/src/code/languages";
import { mulberry32 } from "../../../server/src/base/mulberry32";
import type { Source } from "./sources";

export const editKinds = ["string", "comment", "name", "condition", "default", "call"] as const;
export type EditKind = (typeof editKinds)[number];

/** A change to one file of which everything is known. */
export interface KnownEdit {
  readonly kind: EditKind;
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** The words that were replaced, and what replaced them. */
  readonly from: string;
  readonly to: string;
  /** Types of the nodes around the edit, the innermost first. */
  readonly around: readonly string[];
  /** Set for a guard that is put in: the name that it asks for, and its declared type. */
  readonly asked?: { readonly name: string; readonly type: string };
}

const grammars = new Grammars({ folder: join(process.cwd(), "dist", "grammars"), log: silentLog });

/** Edits of a text, at most `count` of each kind, the same for the same seed. */
export async function knownEdits({ path, text }: Source, count: number, seed: number): Promise<KnownEdit[]> {
  const grammar = await grammars.load(languageOfPath(path)?.grammar ?? "");
  const parser = await grammars.createParser();
  if (!grammar || !parser) throw new Error(`No grammar for ${path}`);
  parser.setLanguage(grammar);
  const tree = parser.parse(text);
  if (!tree) throw new Error(`Cannot parse ${path}`);
  const found: Record<EditKind, KnownEdit[]> = {
    string: [],
    comment: [],
    name: [],
    condition: [],
    default: [],
    call: [],
  };
  for (const node of everyNode(tree.rootNode))
    for (const edit of editsAt(node, { path, text })) found[edit.kind].push(edit);
  tree.delete();
  parser.delete();
  const random = mulberry32(seed);
  return editKinds.flatMap((kind) => {
    const edits = found[kind];
    return Array.from({ length: Math.min(count, edits.length) }, () =>
      edits.splice(Math.floor(random() * edits.length), 1),
    ).flat();
  });
}

function everyNode(root: Node): Node[] {
  return [root, ...root.namedChildren.flatMap((child) => (child ? everyNode(child) : []))];
}

/** What a text in a literal was and becomes. Comments' marks, blanks and quotes inside of it are still its text. */
const literalTexts: readonly (readonly [string, string])[] = [
  ["amber", "quartz"],
  [" # amber", " # quartz"],
  ["see // amber", "see // quartz"],
  ["a /* amber */ b", "a /* quartz */ b"],
  ["amber  stone", "amber stone"],
  ["amber -- one", "quartz -- one"],
];

function editsAt(node: Node, { path, text }: Source): KnownEdit[] {
  const around: string[] = [];
  for (let above: Node | null = node; above; above = above.parent) around.push(above.type);
  const replace = (kind: EditKind, start: number, end: number, to: string): KnownEdit => ({
    ...{ kind, path, around, before: text, to },
    from: text.slice(start, end),
    after: text.slice(0, start) + to + text.slice(end),
  });
  const { type, startIndex, endIndex } = node;
  if (/^(string_fragment|string_content|interpreted_string_literal_content|string_literal_content)$/.test(type)) {
    if (around.some((each) => /import|include|require/.test(each))) return [];
    if (/^(expression_statement|module|block)$/.test(around[2] ?? "") || node.text.includes("\n")) return [];
    return literalTexts.map(([from, to]): KnownEdit => {
      const [head, tail] = [text.slice(0, startIndex), text.slice(endIndex)];
      return { kind: "string", path, around, before: head + from + tail, after: head + to + tail, from, to };
    });
  }
  if (type === "jsx_text" && /\p{L}{3}/u.test(node.text)) {
    const [from, to] = ["see // amber", "see // quartz"];
    const [head, tail] = [text.slice(0, startIndex), text.slice(endIndex)];
    return [{ kind: "string", path, around, before: head + from + tail, after: head + to + tail, from, to }];
  }
  if (/comment$/.test(type)) {
    const word = /(?<=\s)\p{L}{4,}(?=[\s.,])/u.exec(node.text);
    if (!word) return [];
    const start = startIndex + word.index;
    return [replace("comment", start, start + word[0].length, "quartz's")];
  }
  if (
    /^(function_declaration|function_definition|function_item|method_definition|method_declaration|method)$/.test(type)
  ) {
    const name = node.childForFieldName("name");
    if (!name || !/^[\p{L}_]\w{4,}$/u.test(name.text)) return guards(node, { path, text, around });
    const to = `${name.text}Quartz`;
    const whole = new RegExp(`(?<![\\w$])${name.text}(?![\\w$])`, "g");
    return [
      { kind: "name", path, around, before: text, after: text.replace(whole, to), from: name.text, to },
      ...guards(node, { path, text, around }),
    ];
  }
  if (/^(if_statement|if_expression|if|while_statement)$/.test(type)) {
    const condition = node.childForFieldName("condition");
    const operator = condition && /(?<=\s)(<|>|===|==|!==|!=|<=|>=)(?=\s)/.exec(condition.text);
    if (!condition || !operator || /["'`]/.test(condition.text.slice(0, operator.index))) return [];
    const start = condition.startIndex + operator.index;
    const turned: Record<string, string> = { "<": ">", ">": "<", "===": "!==", "==": "!=", "!==": "===", "!=": "==" };
    return [replace("condition", start, start + operator[0].length, turned[operator[0]] ?? "<")];
  }
  if (/^(formal_parameters|parameters)$/.test(type) && /\.(tsx?|[cm]?js|py)$/.test(path)) {
    const last = node.namedChildren.at(-1);
    if (!last || !/^(required_parameter|identifier|typed_parameter)$/.test(last.type) || /^self$|=|\*/.test(last.text))
      return [];
    const [head, tail] = [text.slice(0, last.endIndex), text.slice(last.endIndex)];
    const [from, to] = ["11", "12"];
    const before = `${head} = ${from}${tail}`;
    return [
      { kind: "default", path, around: ["default", ...around], before, after: `${head} = ${to}${tail}`, from, to },
    ];
  }
  if (/^(call_expression|call|method_invocation|invocation_expression|function_call_expression)$/.test(type)) {
    const callee =
      node.childForFieldName("function") ?? node.childForFieldName("name") ?? node.childForFieldName("method");
    if (!callee || !/^[\p{L}_][\w]{3,}$/u.test(callee.text)) return [];
    return [replace("call", callee.startIndex, callee.endIndex, "quartzOf")];
  }
  return [];
}

/** A guard at the start of a function's body for each typed parameter of TypeScript and Python. */
function guards(
  node: Node,
  { path, text, around }: { path: string; text: string; around: readonly string[] },
): KnownEdit[] {
  const body = node.childForFieldName("body");
  const isPython = path.endsWith(".py");
  if (!body || !/\.(ts|py)$/.test(path)) return [];
  return (node.childForFieldName("parameters")?.namedChildren ?? []).flatMap((parameter): KnownEdit[] => {
    const name = (parameter?.childForFieldName("pattern") ?? parameter?.namedChild(0))?.text ?? "";
    const stated = parameter?.childForFieldName("type")?.text.replace(/^:\s*/, "") ?? "";
    const type = stated + (parameter?.type === "optional_parameter" ? " | undefined" : "");
    if (!/^\w+$/.test(name) || name === "self" || stated === "") return [];
    const first = body.namedChild(0);
    if (!first) return [];
    const blanks = text.slice(text.lastIndexOf("\n", first.startIndex) + 1, first.startIndex);
    if (blanks.trim() !== "") return [];
    const guard = isPython
      ? `if not ${name}:\n${blanks}    return None\n${blanks}`
      : `if (!${name}) return undefined;\n${blanks}`;
    const after = text.slice(0, first.startIndex) + guard + text.slice(first.startIndex);
    return [
      {
        kind: "condition",
        path,
        before: text,
        after,
        from: "",
        to: guard,
        around: ["if_statement", ...around],
        asked: { name, type },
      },
    ];
  });
}
