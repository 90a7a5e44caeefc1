import { begunFiles, shopFiles, type ShopFile } from "./shop";

/** A caret in a file: the text before and after it, and the rest of its line as the author wrote it, where that is known. */
export interface ForeignPlace {
  readonly path: string;
  readonly languageId: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly expected: string | undefined;
}

/** Carets taken from each file of the shop: in the whole file, and at the end of the file as far as it was written. */
const placesPerFile = { whole: 8, head: 3 };

/** Carets in texts of which the project has no other of that language yet: those just begun, and the heads of the shop's files. */
export function placesAlone(): ForeignPlace[] {
  const begun = begunFiles.map(({ path, languageId, text }): ForeignPlace => {
    const [prefix = "", suffix = ""] = text.split("‸");
    return { path, languageId, prefix, suffix, expected: undefined };
  });
  const heads = shopFiles.flatMap((file) =>
    placesIn(file, placesPerFile.head, 2).map((place) => ({ ...place, suffix: "\n" })),
  );
  return [...begun, ...heads];
}

/** Carets in the lines of the shop's files, evenly spread, at the start of words and behind brackets. */
export function placesAmongAll(): ForeignPlace[] {
  return shopFiles.flatMap((file) => placesIn(file, placesPerFile.whole, 0));
}

function placesIn({ path, languageId, text }: ShopFile, count: number, from: number): ForeignPlace[] {
  const lines = text.split("\n");
  const wanted = lines.flatMap((line, index) => (index >= from && cutsOf(line).length > 0 ? [index] : []));
  return Array.from({ length: count }, (_, each): ForeignPlace => {
    const index = wanted[Math.floor(((each + (from > 0 ? 0.6 : 0)) * wanted.length) / count)];
    const line = lines[index];
    const cuts = cutsOf(line);
    const cut = cuts[(each * 5) % cuts.length];
    const prefix = [...lines.slice(0, index), line.slice(0, cut)].join("\n");
    return { path, languageId, prefix, suffix: `\n${lines.slice(index + 1).join("\n")}`, expected: line.slice(cut) };
  });
}

/** Where a line is cut: behind blanks and brackets, with something left to say. */
function cutsOf(line: string): number[] {
  return [...line.matchAll(/(?<=\S[ (["'<.:/])(?=[\w"'$&*{(@-]{2})/g)]
    .map(({ index }) => index)
    .filter((at) => line.slice(at).length >= 3);
}
