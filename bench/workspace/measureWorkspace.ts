import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { systemClock } from "../../server/src/base/clock";
import { silentLog } from "../../server/src/base/log";
import { AnswerVault } from "../../server/src/completion/stored/answerVault";
import { normal } from "../../server/src/documents/place";
import { Projects } from "../../server/src/documents/projects";
import type { WorkspaceMessage } from "../../server/src/model/local/ipc";
import { CharacterMemory } from "../../server/src/model/memory/characterMemory";
import { caretSelf } from "../../server/src/model/memory/caretSelf";
import { WorkspaceIndex } from "../../server/src/model/memory/workspaceIndex";
import { Exclusion } from "../../server/src/safety/exclusion/exclusion";
import { TextStore } from "../../server/src/workspace/textStore";
import { WorkspaceFeed } from "../../server/src/workspace/workspaceFeed";
import { mulberry32 } from "../../server/src/base/mulberry32";
import { percentile, type Figure } from "../latency/figures";
import { ownSources, pieces } from "./benchSources";

const megabyte = 1024 * 1024;
const builtFiles = 5_000;
const askedFiles = 20_000;
const openDocuments = 50;
const caretCount = 400;
/** Tokens of an automatic offer, each of which is one look-up. */
const tokensPerKey = 8;

/** Measures reading a workspace of 5,000 files, its restart, and look-ups among 20,000. */
export async function measureWorkspace(): Promise<Figure[]> {
  const sources = ownSources();
  return [...(await measureReading(sources)), ...measureLookups(sources)];
}

async function measureReading(sources: string): Promise<Figure[]> {
  const top = mkdtempSync(join(tmpdir(), "nanotype-bench-"));
  const folder = join(top, "project");
  for (const { path, text } of pieces(sources, builtFiles, 4_000)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  try {
    const first = await read(folder, join(top, "store"));
    const again = await read(folder, join(top, "store"));
    const { index } = first;
    return [
      {
        name: "workspace: first reading of 5,000 files",
        value: first.ms / 1_000,
        unit: "count",
        goal: 20,
        note: `seconds, ${Math.round(builtFiles / (first.ms / 1_000))} files a second, ${Math.round(first.cpuMs)} ms of CPU`,
      },
      { name: "workspace: longest slice of it", value: first.slowestMs, unit: "ms", note: "one file's text included" },
      {
        name: "workspace: the next start",
        value: again.ms / 1_000,
        unit: "count",
        note: `seconds; ${again.readCount} files read again`,
      },
      {
        name: "workspace: memory of 5,000 files",
        value: index.sizeBytes / megabyte,
        unit: "MB",
        goal: 64,
        note: `${Math.round(index.sizeBytes / index.fileCount)} bytes a file of 4,000 characters`,
      },
    ];
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}

/** Reads a folder as the server does, into an index of this process. */
async function read(folder: string, storeFolder: string) {
  const index = new WorkspaceIndex({ maxBytes: 58 * megabyte });
  const exclusion = new Exclusion();
  const projects = new Projects();
  const uri = pathToFileURL(folder).href;
  for (const part of [exclusion, projects]) part.setFolders([uri]);
  const feed = new WorkspaceFeed({
    ...{ clock: systemClock, log: silentLog, exclusion, projects },
    tell(message: WorkspaceMessage) {
      if (message.type !== "index") return;
      for (const file of message.files) index.set(file);
    },
    openStore: (subject) =>
      Promise.resolve(new TextStore({ folder: storeFolder, vault: new AnswerVault(Buffer.alloc(32, 1)), subject })),
    openFiles: () => [],
    isRemembered: () => true,
  });
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  feed.setFolders([uri]);
  feed.apply(true, "");
  feed.processStarted();
  let slowestMs = 0;
  for (let turnMs = performance.now(); !feed.isSettled; turnMs = performance.now()) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    slowestMs = Math.max(slowestMs, performance.now() - turnMs);
  }
  for (const work = index.settle(); work.next().done !== true;);
  const ms = performance.now() - startMs;
  const { user, system } = process.cpuUsage(startCpu);
  const { readCount } = feed.figures;
  feed.dispose();
  return { index, ms, cpuMs: (user + system) / 1_000, slowestMs, readCount };
}

function measureLookups(sources: string): Figure[] {
  const project = "bench";
  const index = new WorkspaceIndex({ maxBytes: 58 * megabyte });
  for (const { path, text } of pieces(sources, askedFiles, 1_000))
    index.set({ uri: normal(`file:///bench/${path}`), languageId: "typescript", text, project });
  for (const work = index.settle(); work.next().done !== true;);
  const memory = new CharacterMemory({ maxChars: 2_000_000 });
  for (let open = 0; open < openDocuments; open++)
    memory.set(`file:///bench/open${open}.ts`, sources.slice(open * 5_000, open * 5_000 + 20_000), {
      project,
      languageId: "typescript",
    });
  const random = mulberry32(7);
  const addedMs: number[] = [];
  for (let round = 0; round < caretCount; round++) {
    const caret = 1_000 + Math.floor(random() * (sources.length - 2_000));
    const reader = { project, family: "script" };
    const self = caretSelf("file:///bench/packages/p7/src/new.ts", sources.slice(0, caret), "\n", reader);
    const start = process.cpuUsage(); // other processes of a busy machine would count as ours
    for (let token = 0; token < tokensPerKey; token++)
      index.findElsewhere(sources.slice(caret - 300, caret + 3 * token), {
        ...{ self, maxCount: 16, maxChars: 64 },
        isKnown: (address) => memory.isRemembered(address),
      });
    const { user, system } = process.cpuUsage(start);
    addedMs.push((user + system) / 1_000);
  }
  return [
    {
      name: "workspace: look-ups of a key among 20,000 files, p95",
      value: percentile(addedMs, 0.95),
      unit: "ms",
      goal: 1,
      note: `${tokensPerKey} tokens, ${openDocuments} open documents, ${index.fileCount.toLocaleString("en")} files fit; of CPU; p50 ${percentile(addedMs, 0.5).toFixed(3)} ms`,
    },
    { name: "workspace: memory of 20,000 files", value: index.sizeBytes / megabyte, unit: "MB", goal: 64 },
  ];
}
