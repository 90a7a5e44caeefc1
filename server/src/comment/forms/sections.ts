import type { DocEntry, DocForm, ItemKind } from "./docForm";

const kindsByTitle: Readonly<Record<string, ItemKind | "other" | undefined>> = {
  ...{ args: "param", arguments: "param", parameters: "param", params: "param", attributes: "param" },
  ...{ "keyword args": "param", "keyword arguments": "param", "other parameters": "param" },
  ...{ returns: "returns", return: "returns", yields: "yields", yield: "yields", raises: "throws" },
  ...{ example: "other", examples: "other", note: "other", notes: "other", warns: "other", "see also": "other" },
  ...{ references: "other", todo: "other", warning: "other", warnings: "other", receives: "other", methods: "other" },
};

/** A file's habits in writing sections. */
export interface SectionHabits {
  /** True if types are repeated from the signature. */
  readonly hasTypes: boolean;
  /** True if parameters are a class's fields. */
  readonly isClass: boolean;
  readonly indent: string;
}

/** Google's sections. Source: google.github.io/styleguide/pyguide.html, 3.8. */
export function google({ hasTypes, isClass, indent }: SectionHabits): DocForm {
  const titles = {
    param: isClass ? "Attributes:" : "Args:",
    typeParam: "",
    returns: "Returns:",
    yields: "Yields:",
    throws: "Raises:",
  };
  const tail = (description: string): string => (description === "" ? "" : ` ${description}`);
  return {
    id: "google",
    heading: (kind) => ["", titles[kind]],
    render(item) {
      switch (item.kind) {
        case "param": {
          const { name, parameter, description } = item;
          const type =
            hasTypes && parameter.type !== undefined
              ? ` (${parameter.type}${parameter.isOptional ? ", optional" : ""})`
              : "";
          return [`${indent}${parameter.rest}${name}${type}:${tail(description)}`];
        }
        case "typeParam":
          return undefined;
        case "throws":
          return [`${indent}${item.name}:${tail(item.description)}`];
        case "returns":
        case "yields":
          if (item.type !== undefined) return [`${indent}${item.type}:${tail(item.description)}`];
          return item.description === "" ? [] : [`${indent}${item.description}`];
      }
    },
    scan: scanGoogle,
  };
}

const googleTitle = /^([A-Z][A-Za-z ]*):\s*$/;

function scanGoogle(lines: readonly string[]): DocEntry[] {
  const isTitle = (index: number): boolean => kindOf(googleTitle.exec(lines[index] ?? "")?.[1]) !== undefined;
  return scanSections(lines, {
    isTitle,
    kindOf: (index) => kindOf(googleTitle.exec(lines[index] ?? "")?.[1]),
    titleLength: 1,
    isNested: true,
    name: /^(\s*\*{0,2})([\w.]+)\s*(?:\(.*?\))?\s*:(.*)$/,
  });
}

/** numpydoc's sections. Source: numpydoc.readthedocs.io, "Style guide". */
export function numpy({ isClass, indent }: SectionHabits): DocForm {
  const titles = {
    param: isClass ? "Attributes" : "Parameters",
    typeParam: "",
    returns: "Returns",
    yields: "Yields",
    throws: "Raises",
  };
  const body = (description: string): string[] => (description === "" ? [] : [`${indent}${description}`]);
  return {
    id: "numpy",
    heading: (kind) => ["", titles[kind], "-".repeat(titles[kind].length)],
    render(item) {
      switch (item.kind) {
        case "param": {
          const { name, parameter, description } = item;
          const optional = parameter.isOptional ? (parameter.type === undefined ? "optional" : ", optional") : "";
          const type = `${parameter.type ?? ""}${optional}`;
          return [`${parameter.rest}${name}${type === "" ? "" : ` : ${type}`}`, ...body(description)];
        }
        case "typeParam":
          return undefined;
        case "throws":
          return [item.name, ...body(item.description)];
        case "returns":
        case "yields":
          // Without a type the form has nothing to contain.
          return item.type === undefined ? undefined : [item.type, ...body(item.description)];
      }
    },
    scan: scanNumpy,
  };
}

function scanNumpy(lines: readonly string[]): DocEntry[] {
  const isTitle = (index: number): boolean =>
    /^\S/.test(lines[index] ?? "") && /^-{3,}\s*$/.test(lines[index + 1] ?? "");
  return scanSections(lines, {
    isTitle,
    kindOf: (index) => kindOf(lines[index]) ?? "other",
    titleLength: 2,
    isNested: false,
    name: /^(\*{0,2})([\w.]+)((?:\s*,\s*\*{0,2}\w+)*\s*(?::.*)?)$/,
  });
}

function kindOf(title: string | undefined): ItemKind | "other" | undefined {
  return title === undefined ? undefined : kindsByTitle[title.trim().toLowerCase()];
}

interface SectionShape {
  readonly isTitle: (index: number) => boolean;
  readonly kindOf: (index: number) => ItemKind | "other" | undefined;
  /** Lines of a heading. */
  readonly titleLength: number;
  /** True if items are indented below their heading. */
  readonly isNested: boolean;
  /** Groups: the text before the name, the name, the possible description on its line. */
  readonly name: RegExp;
}

function scanSections(lines: readonly string[], shape: SectionShape): DocEntry[] {
  const entries: DocEntry[] = [];
  for (let title = 0; title < lines.length; title++) {
    if (!shape.isTitle(title)) continue;
    const kind = shape.kindOf(title) ?? "other";
    const begin = title + shape.titleLength;
    let end = begin;
    const isOver = (index: number): boolean =>
      shape.isTitle(index) || (shape.isNested && /^\S/.test(lines[index] ?? ""));
    while (end < lines.length && !isOver(end)) end++;
    while (end > begin && (lines[end - 1] ?? "").trim() === "") end--;
    entries.push(...scanSection(lines, { ...shape, kind, begin, end, headingLine: title }));
    title = Math.max(title, end - 1);
  }
  return entries;
}

function scanSection(
  lines: readonly string[],
  section: SectionShape & { kind: ItemKind | "other"; begin: number; end: number; headingLine: number },
): DocEntry[] {
  const { kind, begin, end, headingLine, name: pattern, isNested } = section;
  if (kind !== "param" && kind !== "throws") {
    const description = lines
      .slice(begin, end)
      .map((line) => line.trim())
      .join(" ")
      .replace(/^[\w.[\], |]+:\s*/, "");
    return [{ kind, name: "", nameColumn: 0, from: begin, to: end, description, headingLine }];
  }
  const depth = isNested ? (/^\s*/.exec(lines[begin] ?? "")?.[0].length ?? 0) : 0;
  const isItem = (line: string): boolean => line.trim() !== "" && (/^\s*/.exec(line)?.[0].length ?? 0) === depth;
  const entries: DocEntry[] = [];
  for (let from = begin; from < end; from++) {
    const match = isItem(lines[from] ?? "") ? pattern.exec(lines[from] ?? "") : null;
    if (match === null) continue;
    let to = from + 1;
    while (to < end && !isItem(lines[to] ?? "")) to++;
    while (to > from + 1 && (lines[to - 1] ?? "").trim() === "") to--;
    const [, before = "", name = "", after = ""] = match;
    const own = isNested ? [after] : [];
    const description = [...own, ...lines.slice(from + 1, to)]
      .map((line) => line.trim())
      .join(" ")
      .trim();
    // One line of numpydoc may name several.
    const others = isNested
      ? []
      : (/^\s*,([\w\s,*]*)/.exec(after)?.[1] ?? "").split(",").map((other) => other.replace(/[\s*]/g, ""));
    entries.push({ kind, name, nameColumn: before.length, from, to, description, headingLine });
    for (const other of others)
      if (other !== "")
        entries.push({
          kind,
          name: other,
          nameColumn: (lines[from] ?? "").indexOf(other, before.length + name.length),
          from,
          to,
          description,
          headingLine,
        });
  }
  return entries;
}
