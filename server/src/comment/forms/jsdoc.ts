import type { DocEntry, DocForm, DocItem, ItemKind } from "./docForm";

/** A file's habits in writing tags. */
export interface TagHabits {
  /** True if types are written in braces; JavaScript needs them, TypeScript does not. */
  readonly hasTypes: boolean;
  /** True if a dash separates a name from its description. */
  readonly hasDash: boolean;
  /** True if a blank line separates the summary from the tags. */
  readonly hasGap: boolean;
  readonly returnTag: "@returns" | "@return";
  /** True if `[name=1]` marks an optional parameter. */
  readonly hasBrackets: boolean;
}

const kinds: Readonly<Record<string, ItemKind | undefined>> = {
  ...{ param: "param", arg: "param", argument: "param", typeParam: "typeParam", template: "typeParam" },
  ...{ return: "returns", returns: "returns", yields: "yields", yield: "yields" },
  ...{ throws: "throws", exception: "throws" },
};

/** JSDoc and TSDoc. Source: jsdoc.app, tsdoc.org. */
export function jsdoc(habits: TagHabits): DocForm {
  return {
    id: "jsdoc",
    heading: (_, isFirst) => (isFirst && habits.hasGap ? [""] : []),
    render: (item) => renderTag(item, habits),
    scan: scanTags,
  };
}

function renderTag(item: DocItem, { hasTypes, hasDash, hasBrackets, returnTag }: TagHabits): string[] {
  switch (item.kind) {
    case "param": {
      const { parameter, name } = item;
      const type =
        hasTypes && parameter.type !== undefined
          ? ` {${parameter.rest}${bracketed(parameter.type, parameter.rest)}}`
          : "";
      const isOpen = hasBrackets && parameter.isOptional;
      const shown = isOpen
        ? `[${name}${parameter.defaultText === undefined ? "" : `=${parameter.defaultText}`}]`
        : name;
      return [`@param${type} ${shown}${tail(item.description, hasDash)}`];
    }
    case "typeParam":
      return [`@template ${item.name}${tail(item.description, hasDash)}`];
    case "throws":
      return [`@throws {${item.name}}${tail(item.description, false)}`];
    case "returns":
    case "yields": {
      const tag = item.kind === "returns" ? returnTag : "@yields";
      return [`${tag}${hasTypes && item.type !== undefined ? ` {${item.type}}` : ""}${tail(item.description, false)}`];
    }
  }
}

function bracketed(type: string, rest: string): string {
  return rest !== "" && /[|&]/.test(type) ? `(${type})` : type;
}

function tail(description: string, hasDash: boolean): string {
  return description === "" ? "" : `${hasDash ? " - " : " "}${description}`;
}

/** Javadoc. Source: Oracle's "Documentation Comment Specification for the Standard Doclet". */
export const javadoc: DocForm = {
  id: "javadoc",
  heading: (_, isFirst) => (isFirst ? [""] : []),
  render(item) {
    switch (item.kind) {
      case "param":
        return [`@param ${item.name}${tail(item.description, false)}`];
      case "typeParam":
        return [`@param <${item.name}>${tail(item.description, false)}`];
      case "throws":
        return [`@throws ${item.name}${tail(item.description, false)}`];
      case "returns":
      case "yields":
        return item.kind === "returns" ? [`@return${tail(item.description, false)}`] : undefined;
    }
  },
  scan: scanTags,
};

const tagLine = /^\s*@(\w+)/;

/** Finds the block tags; each continues up to the next. */
export function scanTags(lines: readonly string[]): DocEntry[] {
  const entries: DocEntry[] = [];
  let isFenced = false;
  for (let from = 0; from < lines.length; from++) {
    if (/^\s*```/.test(lines[from] ?? "")) isFenced = !isFenced;
    const tag = isFenced ? undefined : tagLine.exec(lines[from] ?? "")?.[1];
    if (tag === undefined) continue;
    let to = from + 1;
    while (to < lines.length && !tagLine.test(lines[to] ?? "")) to++;
    while (to > from + 1 && (lines[to - 1] ?? "").trim() === "") to--;
    entries.push({ ...readTag(tag, lines.slice(from, to)), from, to });
  }
  return entries;
}

function readTag(tag: string, lines: readonly string[]): Omit<DocEntry, "from" | "to"> {
  const first = lines[0] ?? "";
  const kind = kinds[tag] ?? "other";
  let column = first.indexOf(tag) + tag.length;
  const skipBlanks = (): void => {
    while (/\s/.test(first.charAt(column))) column++;
  };
  skipBlanks();
  const brace = first.charAt(column) === "{" ? closingBrace(first, column) : undefined;
  let inBraces = "";
  if (brace !== undefined && kind !== "other") {
    inBraces = first.slice(column + 1, brace).replace(/^@link\s+/, "");
    column = brace + 1;
    skipBlanks();
  }
  const rest = lines.slice(1).map((line) => line.trim());
  const describe = (from: number): string =>
    [first.slice(from), ...rest]
      .join(" ")
      .replace(/^\s*-\s+/, "")
      .trim();
  if (kind === "throws") {
    // Javadoc writes the type without braces.
    const bare = inBraces === "" ? (/^[A-Z][\w.]*/.exec(first.slice(column))?.[0] ?? "") : "";
    return { kind, name: inBraces || bare, nameColumn: column, description: describe(column + bare.length) };
  }
  if (kind !== "param" && kind !== "typeParam")
    return { kind, name: "", nameColumn: column, description: describe(column) };
  const match = /^(\[?\s*<?)([\w$.[\]]*?[\w$])(?:\s*=[^\]]*)?>?\s*\]?(?=[\s,]|$)/.exec(first.slice(column));
  if (match === null) return { kind: "other", name: "", nameColumn: column, description: describe(column) };
  const [whole, opening = "", name = ""] = match;
  const isType = opening.includes("<");
  return {
    kind: isType ? "typeParam" : kind,
    name,
    nameColumn: column + opening.length,
    description: describe(column + whole.length),
  };
}

function closingBrace(text: string, open: number): number | undefined {
  let depth = 0;
  for (let index = open; index < text.length; index++) {
    if (text.charAt(index) === "{") depth++;
    else if (text.charAt(index) === "}" && --depth === 0) return index;
  }
  return undefined;
}
