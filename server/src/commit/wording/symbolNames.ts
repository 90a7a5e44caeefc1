import type { Declaration } from "../../code/declarations/declaration";
import { code, listed, stemOf } from "./naming";
import type { SymbolChange } from "../symbols/symbolChanges";

/** Names that mean nothing without their container. */
const genericNames =
  /^(get|set|has|add|run|call|init|main|next|create|update|delete|remove|toString|valueOf|parse|render|handle|apply|close|open|start|stop|default|index|type|name|value|options|__\w+__)$/;
/** Most names in one message. */
export const maxNames = 3;

/** Names symbols for people: a few, else their common container, else the first two and a number. */
export function namesOf(changes: readonly SymbolChange[]): string {
  const names = [...new Set(changes.map(({ symbol }) => nameOf(symbol)))];
  if (names.length <= maxNames) return listed(names.map(code));
  const files = [...new Set(changes.map(({ path }) => path))];
  const containers = new Set(changes.map(({ symbol }) => symbol.container));
  const container = [...containers].at(0);
  if (containers.size === 1 && container !== undefined && container !== "") return code(container);
  if (files.length === 1) return code(stemOf(files.at(0) ?? ""));
  return `${code(names.at(0) ?? "")}, ${code(names.at(1) ?? "")}{and}{${names.length - 2}}`;
}

/** Returns a name as people say it: a constructor by its class, a generic word by its owner. */
export function nameOf({ name, container }: Declaration): string {
  if (container === "") return name;
  if (name === "constructor" || name === "__init__" || name === "initialize") return container;
  return genericNames.test(name) ? `${container}.${name}` : name;
}
