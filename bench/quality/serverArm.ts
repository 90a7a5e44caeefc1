import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createProtocolConnection,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  InitializedNotification,
  InitializeRequest,
  InlineCompletionRequest,
  InlineCompletionTriggerKind,
  LogMessageNotification,
  type ProtocolConnection,
} from "vscode-languageserver/node";
import type { Arm, ArmName, ModelSettings } from "./arms";
import type { Offer, QualityCase } from "./cases";
import { namesMethod, type NamesParams } from "../../server/src/protocol";
import { EditorNames } from "./memberNames";
import type { Options } from "./options";
import type { WorkspaceFolders } from "./workspaceFolders";

/**
 * Longest wait for one answer, in ms. Beyond it the benchmark gives up rather than count a broken server as a bad
 * model.
 */
const answerLimitMs = 60_000;

/** Time for which a document is open before it is asked about, in ms. // guess: enough to read what it imports */
const openRestMs = 400;

const memorySetting = { model: "off", memory: "only", both: "mixed", workspace: "mixed", text: "mixed" } as const;

/** Time in which a model for prose is loaded, in ms; SmolLM2 takes 2 s on an idle machine. */
const loadMs = 15_000;

/** Text of a document that the server forgets when it is closed; see `sampleFile.ts`. */
const sampleText = "// A place to try Nanotype in\n";

/**
 * Answers through the real language server over LSP stdio, as an editor would ask it. Each case sees only its own file:
 * the memory holds the file without the hole, and is emptied afterwards, so that no case can learn its answer from
 * another one of the same file.
 */
export async function createServerArm(
  arm: Exclude<ArmName, "copying">,
  params: {
    model: ModelSettings;
    trigger: "invoked" | "automatic";
    dist: string;
    eagerness?: string;
    /** The cases' repositories on the disk; all arms but `workspace` leave everything but the open document aside. */
    folders?: WorkspaceFolders | undefined;
    names: Options["names"];
  },
): Promise<Arm> {
  const args = [join(params.dist, "nanotype.js"), "serve", "--stdio"];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  const connection = createProtocolConnection(child.stdout, child.stdin);
  connection.listen();
  const isWorkspaceRead = new Promise<void>((resolve) => {
    connection.onNotification(LogMessageNotification.type, ({ message }) => {
      if (message.includes("The workspace's files are remembered")) resolve();
    });
  });
  const { folders, names } = params;
  const restMs = names === "none" ? 0 : openRestMs;
  const editor = names === "editor" && folders !== undefined ? new EditorNames() : undefined;
  let openText = "";
  connection.onRequest(namesMethod, ({ position: { line, character } }: NamesParams) => {
    const above = openText.split("\n", line).reduce((length, one) => length + one.length + 1, 0);
    return editor?.at(above + character) ?? null;
  });
  const { modelFolder, quantization, textModelFolder } = params.model;
  await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    // oxlint-disable-next-line typescript/no-deprecated -- the protocol still wants it beside the folders
    rootUri: null,
    workspaceFolders: (folders?.uris ?? ["file:///quality"]).map((uri) => ({ uri, name: uri })),
    capabilities: { textDocument: { inlineCompletion: {} } },
    initializationOptions: {
      knowsNames: editor !== undefined,
      settings: {
        "evaluation.memory": memorySetting[arm],
        "memory.workspace": arm === "workspace",
        "log.level": arm === "workspace" ? "info" : "error",
        ...(params.eagerness === undefined ? {} : { eagerness: params.eagerness }),
        ...(modelFolder === undefined ? {} : { "local.model": modelFolder }),
        ...(textModelFolder === undefined || arm !== "text"
          ? {}
          : { "local.textModel": textModelFolder, "debounce.maxMs": 0 }),
        ...(quantization === undefined ? {} : { "local.quantization": quantization }),
      },
    },
  });
  await connection.sendNotification(InitializedNotification.type, {});
  const triggerKind =
    params.trigger === "invoked" ? InlineCompletionTriggerKind.Invoked : InlineCompletionTriggerKind.Automatic;
  if (arm === "workspace") {
    if (folders === undefined) throw new Error("The workspace needs cases of pinned repositories.");
    await withinLimit(isWorkspaceRead);
  }
  const uriOf = (testCase: QualityCase): string =>
    folders?.uriOf(testCase) ??
    `file:///quality/${testCase.repository}/${testCase.path}`.replace(/[^\w:/.+-]/g, encodeURIComponent);
  if (arm === "text") await loadTextModel(connection);
  return {
    complete(testCase) {
      const uri = uriOf(testCase);
      openText = testCase.prefix + testCase.suffix;
      if (/^(type|java)script/.test(testCase.languageId)) editor?.open(fileURLToPath(uri), openText);
      return complete(connection, testCase, { uri, triggerKind, restMs: "proseKind" in testCase ? 0 : restMs });
    },
    async dispose() {
      editor?.dispose();
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      if (child.exitCode === null) await once(child, "exit");
      connection.dispose();
    },
  };
}

/** Lets the model for prose load, which the first request of prose begins. */
async function loadTextModel(connection: ProtocolConnection): Promise<void> {
  const note = { id: "note", repository: "quality", path: "note.md", languageId: "markdown" };
  const place = { prefix: "# Title\n\nThe model", suffix: "\n", truth: "", kind: "comment", hole: "line" } as const;
  const triggerKind = InlineCompletionTriggerKind.Automatic;
  await complete(connection, { ...note, ...place }, { uri: "file:///quality/note.md", triggerKind, restMs: 0 });
  await new Promise((resolve) => setTimeout(resolve, loadMs));
}

async function complete(
  connection: ProtocolConnection,
  testCase: QualityCase,
  { uri, triggerKind, restMs }: { uri: string; triggerKind: InlineCompletionTriggerKind; restMs: number },
): Promise<Offer> {
  const { languageId, prefix, suffix } = testCase;
  const open = (text: string): Promise<void> =>
    connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId, version: 1, text },
    });
  const close = (): Promise<void> =>
    connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });

  // A closed document enters the memory at once, an open one after a rest.
  await open(prefix + suffix);
  await close();
  await open(prefix + suffix);
  if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
  const before = prefix.split("\n");
  const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  const startMs = performance.now();
  const answer = await withinLimit(
    connection.sendRequest(InlineCompletionRequest.type, {
      textDocument: { uri },
      position,
      context: { triggerKind },
    }),
  );
  const latencyMs = performance.now() - startMs;
  await close();
  await open(sampleText);
  await close();

  const items = answer === null || Array.isArray(answer) ? answer : answer.items;
  const item = items?.at(0);
  if (item === undefined) return { text: "", replaceSuffixLength: 0, latencyMs };
  const text = typeof item.insertText === "string" ? item.insertText : item.insertText.value;
  return {
    text,
    replaceSuffixLength: (item.range?.end.character ?? position.character) - position.character,
    latencyMs,
  };
}

async function withinLimit<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The server gave no answer within ${answerLimitMs} ms.`)), answerLimitMs);
  });
  try {
    return await Promise.race([answer, limit]);
  } finally {
    clearTimeout(timer);
  }
}
