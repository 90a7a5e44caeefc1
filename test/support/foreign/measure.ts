import type { LspClient, OfferedItem } from "../lspClient";
import { ForeignJudge } from "./judge";
import { placesAlone, placesAmongAll, type ForeignPlace } from "./places";
import { scriptFiles, shopFiles, type ShopFile } from "./shop";

/** What was offered at the places, counted. */
export interface ForeignResult {
  readonly placeCount: number;
  readonly offeredCount: number;
  readonly firstRightCount: number;
  readonly exactCount: number;
  /** Offers of another language, a line each. */
  readonly foreign: readonly string[];
  /** Every offer, a line each, for people. */
  readonly all: readonly string[];
}

const root = "file:///shop";

/** Opens the shop's files and asks at every nth place, automatically or explicitly. */
export async function measureForeign(
  client: LspClient,
  { mode, everyNth }: { mode: "automatic" | "invoked"; everyNth: number },
): Promise<ForeignResult> {
  const judge = await ForeignJudge.open();
  const uriOf = (path: string, languageId: string): string =>
    languageId === "scminput" ? `vscode-scm:git/scm0/${path}?rootUri=${encodeURIComponent(root)}` : `${root}/${path}`;
  const openAll = (files: readonly ShopFile[]): void => {
    for (const { path, languageId, text } of files) client.open(uriOf(path, languageId), text, languageId);
  };
  let [offeredCount, firstRightCount, exactCount] = [0, 0, 0];
  const foreign: string[] = [];
  const all: string[] = [];
  const ask = async (place: ForeignPlace): Promise<void> => {
    const uri = uriOf(place.path, place.languageId);
    client.close(uri);
    client.open(uri, place.prefix + place.suffix, place.languageId);
    const items = await client.complete(uri, place.prefix.length, { isInvoked: mode === "invoked" });
    for (const [index, item] of items.entries()) {
      const text = inserted(client, uri, place, item);
      const why = await judge.verdict(place, text);
      const shown = `${place.languageId}: ${JSON.stringify(place.prefix.slice(place.prefix.lastIndexOf("\n") + 1))} → ${JSON.stringify(text)}`;
      all.push(`${shown}${place.expected === undefined ? "" : ` (right: ${JSON.stringify(place.expected)})`}`);
      if (why !== undefined) foreign.push(`${shown}: ${why}`);
      if (index > 0) continue;
      offeredCount++;
      if (place.expected === undefined) continue;
      const [line = ""] = text.split("\n");
      if (line.trimStart().startsWith(place.expected.trimStart().charAt(0)) && line.trim() !== "") firstRightCount++;
      if (line.trim() === place.expected.trim()) exactCount++;
    }
    client.close(uri);
  };
  openAll(scriptFiles);
  const some = (places: readonly ForeignPlace[]): ForeignPlace[] => places.filter((_, index) => index % everyNth === 0);
  const [alone, among] = [some(placesAlone()), some(placesAmongAll())];
  for (const place of alone) await ask(place);
  openAll(shopFiles);
  // The memory learns a document once it has rested for 300 ms; a busy machine takes its time.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  for (const place of among) {
    await ask(place);
    openAll(shopFiles.filter(({ path }) => path === place.path));
  }
  return { placeCount: alone.length + among.length, offeredCount, firstRightCount, exactCount, foreign, all };
}

/** What an offer adds behind the caret. */
function inserted(client: LspClient, uri: string, { prefix }: ForeignPlace, item: OfferedItem): string {
  return item.insertText.slice(prefix.length - client.offsetAt(uri, item.range.start));
}
