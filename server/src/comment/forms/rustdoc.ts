import { panic } from "../../code/declarations/rustReader";
import type { DocEntry, DocForm } from "./docForm";

/** Rustdoc's sections. Parameters have none. Source: Rust API Guidelines, C-FAILURE. */
export const rustdoc: DocForm = {
  id: "rustdoc",
  heading: () => [],
  render(item) {
    if (item.kind !== "throws") return undefined;
    const title = item.name === panic ? "# Panics" : "# Errors";
    return ["", title, "", ...(item.description === "" ? [] : [item.description])];
  },
  scan: (lines) =>
    lines.flatMap((line, from): DocEntry[] => {
      const title = /^\s*# (Errors|Panics)\s*$/.exec(line)?.[1];
      if (title === undefined) return [];
      let to = from + 1;
      while (to < lines.length && !/^\s*# /.test(lines[to] ?? "")) to++;
      const name = title === "Panics" ? panic : "";
      const description = lines
        .slice(from + 1, to)
        .join(" ")
        .trim();
      return [{ kind: "throws", name, nameColumn: 0, from, to, description }];
    }),
};

/** Go doc comments: prose, of which only the first word is fixed. Source: go.dev/doc/comment. */
export const godoc: DocForm = { id: "godoc", heading: () => [], render: () => undefined, scan: () => [] };
