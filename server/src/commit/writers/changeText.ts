import { noisyKinds, type FileKind } from "../change/fileKind";
import type { Hunk } from "../change/patch";
import type { ChangeSummary, FileChange } from "../change/changeSummary";

/** File kinds that models should see first; the rest follows if there is room. */
const ranking: readonly FileKind[] = ["source", "manifest", "test", "changelog", "docs", "config", "ci", "submodule"];
/** Most files named one by one; more are counted by folder. // guess */
const maxNamed = 60;
/** Largest share of the room for one file while others wait. // guess */
const largestShare = 0.4;

/**
 * Formats a change for a model in at most `maxChars` UTF-16 units: a line for each file, then patches, people's files first, each
 * cut to its share. The model receives neither name nor content of `hidden` files.
 */
export function changeText(summary: ChangeSummary, params: { maxChars: number; hidden: ReadonlySet<string> }): string {
  const { maxChars, hidden } = params;
  const files = summary.files.filter(({ path }) => !hidden.has(path));
  const list = fileList(files, summary.files.length - files.length);
  const shown = files
    .filter(({ kind, hunks }) => !noisyKinds.has(kind) && hunks.length > 0)
    .sort(
      (a, b) =>
        ranking.indexOf(a.kind) - ranking.indexOf(b.kind) ||
        b.addedCount + b.deletedCount - a.addedCount - a.deletedCount,
    );
  let left = maxChars - list.length;
  const patches: string[] = [];
  for (const [index, file] of shown.entries()) {
    // Room that small files leave over goes to the next ones.
    const share = Math.max(left / (shown.length - index), left * largestShare);
    const patch = cutPatch(file, Math.floor(share));
    if (patch === "" || patch.length > left) continue;
    patches.push(patch);
    left -= patch.length;
  }
  return [list, ...patches].join("\n").slice(0, maxChars);
}

function fileList(files: readonly FileChange[], hiddenCount: number): string {
  const named = [...files]
    .sort((a, b) => Number(noisyKinds.has(a.kind)) - Number(noisyKinds.has(b.kind)))
    .slice(0, maxNamed);
  const lines = named.map(
    (file) => `${statusWord(file)} ${file.oldPath === undefined ? "" : `${file.oldPath} -> `}${file.path}${note(file)}`,
  );
  const folders = new Map<string, number>();
  for (const { path } of files.filter((file) => !named.includes(file))) {
    const folder = path.split("/").slice(0, 2).join("/");
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
  }
  const rest = [...folders]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 10)
    .map(([folder, count]) => `and ${count} more in ${folder}`);
  return [...lines, ...rest, ...(hiddenCount > 0 ? [`and ${hiddenCount} that are not shown`] : []), ""].join("\n");
}

function statusWord({ status }: FileChange): string {
  return status === "modeChanged" ? "mode" : status;
}

function note({ kind, isBinary, addedCount, deletedCount, old, new: now, status }: FileChange): string {
  if (status === "modeChanged") return ` (${old.mode} to ${now.mode})`;
  if (isBinary) return " (binary)";
  const lines = `+${addedCount} -${deletedCount}`;
  return noisyKinds.has(kind) || kind === "submodule" ? ` (${kind}, ${lines})` : ` (${lines})`;
}

function cutPatch({ path, hunks }: FileChange, room: number): string {
  const parts = [`--- ${path}`];
  let left = room - path.length - 5;
  for (const [index, hunk] of hunks.entries()) {
    const text = cutHunk(hunk, Math.max(left / (hunks.length - index), left * largestShare));
    if (text.length > left) break;
    parts.push(text);
    left -= text.length + 1;
  }
  return parts.length === 1 ? "" : parts.join("\n");
}

function cutHunk({ heading, lines }: Hunk, room: number): string {
  const header = `@@ ${heading}`.trimEnd();
  let left = room - header.length - 8;
  const kept: string[] = [];
  for (const line of lines) {
    const short = line.length > 300 ? `${line.slice(0, 300)}…` : line;
    left -= short.length + 1;
    if (left < 0) return [header, ...kept, "…"].join("\n");
    kept.push(short);
  }
  return [header, ...kept].join("\n");
}
