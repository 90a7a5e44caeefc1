import type { DocEntry, DocForm, ItemKind } from "./docForm";

const kinds: Readonly<Record<string, ItemKind | undefined>> = {
  ...{ param: "param", parameter: "param", arg: "param", argument: "param", key: "param", keyword: "param" },
  ...{ return: "returns", returns: "returns", yields: "yields", yield: "yields" },
  ...{ raises: "throws", raise: "throws", except: "throws", exception: "throws" },
};

const field = /^\s*:(\w+)(?:\s+([^:]*?))?:(?:\s|$)/;

/** Sphinx's field lists. Source: sphinx-doc.org, "Info field lists". `hasTypes`: whether `:type:` fields are written. */
export function sphinx({ hasTypes }: { hasTypes: boolean }): DocForm {
  const tail = (description: string): string => (description === "" ? "" : ` ${description}`);
  return {
    id: "sphinx",
    heading: (_, isFirst) => (isFirst ? [""] : []),
    render(item) {
      switch (item.kind) {
        case "param": {
          const { name, parameter, description } = item;
          const type = hasTypes && parameter.type !== undefined ? [`:type ${name}: ${parameter.type}`] : [];
          return [`:param ${name}:${tail(description)}`, ...type];
        }
        case "typeParam":
          return undefined;
        case "throws":
          return [`:raises ${item.name}:${tail(item.description)}`];
        case "returns":
        case "yields": {
          const type =
            hasTypes && item.type !== undefined
              ? [`:${item.kind === "returns" ? "rtype" : "ytype"}: ${item.type}`]
              : [];
          return [`:${item.kind}:${tail(item.description)}`, ...type];
        }
      }
    },
    scan: scanFields,
  };
}

function scanFields(lines: readonly string[]): DocEntry[] {
  const entries: DocEntry[] = [];
  for (let from = 0; from < lines.length; from++) {
    const line = lines[from] ?? "";
    const match = field.exec(line);
    const [whole = "", word = "", argument = ""] = match ?? [];
    if (match === null) continue;
    let to = from + 1;
    while (to < lines.length && /^\s+\S/.test(lines[to] ?? "") && !field.test(lines[to] ?? "")) to++;
    const kind = kinds[word] ?? "other";
    const name = kind === "param" || kind === "throws" ? (/\S+$/.exec(argument)?.[0] ?? "") : "";
    const description = [line.slice(whole.length), ...lines.slice(from + 1, to)]
      .map((each) => each.trim())
      .join(" ")
      .trim();
    // A separate type field belongs to the field that it types.
    const next = field.exec(lines[to] ?? "");
    if (kind === "param" && next?.[1] === "type" && next[2] === name) to++;
    if (kind === "returns" && next?.[1] === "rtype") to++;
    const bare = name.replace(/^\\?\*{1,2}/, "");
    const nameColumn = line.indexOf(argument, whole.indexOf(word) + word.length) + argument.length - bare.length;
    entries.push({ kind, name: bare, nameColumn, from, to, description });
    from = to - 1;
  }
  return entries;
}
