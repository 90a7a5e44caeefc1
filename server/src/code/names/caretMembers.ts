import type { Tree } from "@vscode/tree-sitter-wasm";
import { membersOf, type FindModule, type LocatedModule, type LocatedType } from "./memberNames";
import type { NameReader } from "./nameReaders";
import type { ModuleNames } from "./shape";

/** Returns the names that may follow a chain of names and a dot; `undefined` unless all of them are known. */
export type MembersAt = (receiver: readonly string[]) => ReadonlySet<string> | undefined;

/** Most characters after `name.` in one text that are looked at as uses of its members. */
const maxUses = 500;

/** Names read from trees that are still in use. */
const modulesByTree = new WeakMap<Tree, ModuleNames>();

/**
 * Knows the members of the names around a caret, by a tree of this very `text`. Reads what it is asked, while the tree lives. Members that the document
 * uses elsewhere with the same receiver count as real.
 */
export function caretMembers(params: {
  tree: Tree;
  uri: string;
  text: string;
  offset: number;
  reader: NameReader;
  find: FindModule;
}): MembersAt {
  const { tree, uri, text, offset, reader, find } = params;
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  const column = line.length - line.trimStart().length;
  // Python's blocks end with their last statement: a blank line after it belongs to them by its depth.
  const inCode = reader.isIndented ? text.slice(0, offset).trimEnd().length : offset;
  const at = tree.rootNode.descendantForIndex(Math.max(0, inCode - 1)) ?? tree.rootNode;
  const module: LocatedModule = { uri, names: modulesByTree.get(tree) ?? reader.module(tree.rootNode) };
  modulesByTree.set(tree, module.names);
  const rootType = (name: string): LocatedType | undefined => {
    const local = reader.typeAt(at, name, column);
    if (local === "unknown") return undefined;
    return { type: local ?? { name, isStatic: true }, module };
  };
  return (receiver) => {
    const [root, ...rest] = receiver;
    let type = receiver.length === 0 ? undefined : rootType(root);
    for (const name of rest) type = type && membersOf(type, find)?.get(name);
    const members = type && membersOf(type, find);
    return (
      members &&
      new Set([
        ...members.keys(),
        ...((root === "this" || root === "self") && rest.length === 0 ? [] : usedAfter(text, receiver)),
      ])
    );
  };
}

function usedAfter(text: string, receiver: readonly string[]): string[] {
  const needle = `${receiver.join(".")}.`;
  const names: string[] = [];
  for (let at = text.indexOf(needle); at >= 0 && names.length < maxUses; at = text.indexOf(needle, at + 1))
    names.push(/^#?[\w$]*/.exec(text.slice(at + needle.length, at + needle.length + 100))?.[0] ?? "");
  return names;
}
