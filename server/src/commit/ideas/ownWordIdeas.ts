import { typeOf, type ChangeType } from "../style/changeType";
import type { Idea } from "../wording/idea";
import { changelogEntries, testTitles } from "./ownWords";
import type { FileChange } from "../change/changeSummary";
import { openingVerb } from "../style/verbs";

/** Lists the author's own descriptions of the change inside it: changelog entries, and titles of tests. */
export function ownWordIdeas(about: readonly FileChange[]): Idea[] {
  const others = about.filter(({ kind }) => kind !== "changelog");
  const paths = others.map(({ path }) => path);
  const entries = about
    .filter(({ kind }) => kind === "changelog")
    .flatMap(({ hunks, newText }) => changelogEntries(hunks, newText ?? ""));
  const code = about.filter(({ kind }) => kind === "source");
  const titles = about
    .filter(({ kind }) => kind === "test")
    .flatMap(({ hunks }) => testTitles(hunks))
    .filter((title) => title.split(" ").length >= 3);
  const fromEntries = entries.slice(0, 4).map((own, index): Idea => ({
    type: typeOfEntry(own, about),
    saying: { own },
    paths: paths.length > 0 ? paths : about.map(({ path }) => path),
    score: (others.length > 0 ? 8 : 5) - index * 0.3 - (entries.length > 3 ? 5 : 0),
  }));
  const fromTitles = titles.slice(0, 3).map((title, index): Idea => ({
    type: code.length > 0 ? "fix" : "test",
    saying: { own: title },
    paths: (code.length > 0 ? code : about).map(({ path }) => path),
    // If only tests changed, their titles describe earlier behaviour.
    score: (code.length === 0 ? 0.8 : titles.length <= 2 ? 3.3 : 1.2) - index * 0.3,
  }));
  return [...fromEntries, ...fromTitles];
}

function typeOfEntry(entry: string, about: readonly FileChange[]): ChangeType {
  const base = openingVerb(entry)?.base;
  if (base === "fix" || base === "correct") return "fix";
  if (base === "add" || base === "support" || base === "allow" || base === "introduce" || base === "implement")
    return "feat";
  return typeOf(about);
}
