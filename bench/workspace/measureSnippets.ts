import { systemClock } from "../../server/src/base/clock";
import { lfText } from "../../server/src/base/lineEnds";
import { silentLog } from "../../server/src/base/log";
import { importsIn } from "../../server/src/code/imports";
import { Syntax } from "../../server/src/code/syntax";
import type { Ask } from "../../server/src/completion/ask";
import { buildRequest } from "../../server/src/completion/buildRequest";
import { EditHistory } from "../../server/src/documents/editHistory";
import { queryAround } from "../../server/src/completion/snippets/similarLines";
import { SnippetGatherer } from "../../server/src/completion/snippets/snippetGatherer";
import type { DocumentState } from "../../server/src/documents/documentState";
import { normal } from "../../server/src/documents/place";
import { cloudLimits } from "../../server/src/model/cloud/wires";
import { WorkspaceIndex } from "../../server/src/model/memory/workspaceIndex";
import type { WorkspaceFinds } from "../../server/src/model/memory/workspaceSearch";
import { SecretNames } from "../../server/src/safety/secrets/secretNames";
import { SecretScanner } from "../../server/src/safety/secrets/secretScanner";
import { askAt } from "../../test/support/askAt";
import { mulberry32 } from "../../server/src/base/mulberry32";
import { percentile, type Figure } from "../latency/figures";
import { ownSources, pieces } from "./benchSources";

const openCount = 50;
const openChars = 20_000;
const indexedFiles = 20_000;
const caretCount = 100;
const project = "bench";

/** Measures gathering text from elsewhere at 50 open documents and 20,000 other files, and its share of a key's own time. */
export async function measureSnippets(): Promise<Figure[]> {
  // The clock's timers don't keep a process alive.
  const alive = setInterval(() => undefined, 1_000);
  const sources = ownSources(["server/src", "client/src"]);
  const random = mulberry32(11);
  const scanner = new SecretScanner(systemClock);
  const syntax = new Syntax({ grammarFolder: "dist/grammars", clock: systemClock, log: silentLog });
  const documents = [...pieces(sources, openCount, openChars)].map(({ path, text }): DocumentState => {
    const uri = `file:///bench/${path}`;
    return { uri, path, languageId: "typescript", version: 1, text: lfText(text) };
  });
  const clean: Promise<void>[] = [];
  for (const document of documents) {
    scanner.opened(document);
    syntax.open(document.uri, document.languageId, document.text);
    clean.push(new Promise((resolve) => scanner.whenClean(document, () => resolve())));
  }
  const index = new WorkspaceIndex({ maxBytes: 58 * 1024 * 1024 });
  for (const { path, text } of pieces(sources, indexedFiles, 1_000))
    index.set({ uri: normal(`file:///bench/lib/${path}`), languageId: "typescript", text, project });
  for (const work = index.settle(); work.next().done !== true;);
  await Promise.all(clean);
  while (!syntax.isIdle) await new Promise((resolve) => setTimeout(resolve, 5));

  const searchMs: number[] = [];
  let finds: WorkspaceFinds | undefined;
  const secrets = { names: new SecretNames(), excerpt: scanner.excerpt.bind(scanner) };
  const gatherer = new SnippetGatherer({
    ...{ clock: systemClock, edits: new EditHistory(systemClock), secrets, syntax },
    scope: () => "workspace",
    isWanted: () => true,
    documents: () => documents,
    mayShare: () => true,
    mayShareClosed: () => Promise.resolve(true),
    copiesOf: () => [],
    pathOf: (uri) => uri.replace("file:///bench/", ""),
    limits: () => cloudLimits,
    // In the product the model process does this.
    search: () => Promise.resolve(finds),
  });

  const figures = { gather: [] as number[], hold: [] as number[], prepare: [] as number[], build: [] as number[] };
  let snippetCount = 0;
  for (let round = 0; round < caretCount; round++) {
    const ask = askIn(documents[round % openCount], random());
    const start = process.cpuUsage();
    finds = searched(index, ask);
    searchMs.push(cpuMs(start));
    const preparedMs = performance.now();
    gatherer.prepare(ask);
    figures.prepare.push(performance.now() - preparedMs);
    const startMs = performance.now();
    const isDone = { value: false };
    const gathering = gatherer.gather(ask).then(() => (isDone.value = true));
    let longestMs = 0;
    while (!isDone.value) {
      const turn = process.cpuUsage(); // other processes of a busy machine would count as ours
      await new Promise(setImmediate);
      longestMs = Math.max(longestMs, cpuMs(turn));
    }
    await gathering;
    figures.gather.push(performance.now() - startMs);
    figures.hold.push(longestMs);
    const builtMs = performance.now();
    const without = buildRequest(ask, cloudLimits, secrets).request.checked();
    const withMs = performance.now();
    const built = buildRequest(ask, cloudLimits, secrets, (asked) => gatherer.ready(asked)).request.checked();
    figures.build.push(performance.now() - withMs - (withMs - builtMs));
    if (without.prefix !== built.prefix) throw new Error("Snippets changed the document's own text.");
    snippetCount += built.snippets?.length ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  syntax.dispose();
  scanner.dispose();
  clearInterval(alive);
  const note = `${(snippetCount / caretCount).toFixed(1)} snippets a prompt`;
  return [
    {
      name: "snippets: gathering at 50 open documents, p95",
      value: percentile(figures.gather, 0.95),
      unit: "ms",
      goal: 300,
      note,
    },
    {
      name: "snippets: longest hold of the event loop, CPU, p95",
      value: percentile(figures.hold, 0.95),
      unit: "ms",
    },
    { name: "snippets: search among 20,000 files, CPU, p95", value: percentile(searchMs, 0.95), unit: "ms" },
    {
      name: "snippets: added to a key before its answer, p95",
      value: percentile(figures.prepare, 0.95),
      unit: "ms",
      goal: 1,
    },
    { name: "snippets: added to building a prompt, p95", value: percentile(figures.build, 0.95), unit: "ms", goal: 1 },
  ];
}

/** Searches the index as a gathering does. */
function searched(index: WorkspaceIndex, { request, prefix, suffix, reader }: Ask): WorkspaceFinds {
  const { uri, languageId, text } = request.document;
  const stems = importsIn(languageId, text).modules.map((module) => module.replace(/^\.*/, ""));
  const question = { ...reader, uri: normal(uri), text: queryAround(prefix, suffix), stems };
  for (const work = index.search(question); ;) {
    const turn = work.next();
    if (turn.done === true) return turn.value;
  }
}

/** Returns the processor's time since `start`, in ms. */
function cpuMs(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

/** Returns a request at the end of a random line's first half. */
function askIn(document: DocumentState, share: number): Ask {
  const { text } = document;
  const offset = text.indexOf("\n", Math.floor(share * text.length * 0.9)) + 10;
  return askAt({ document, offset, trigger: "automatic" }, { clock: systemClock, project });
}
