import { pathToFileURL } from "node:url";
import { basename } from "node:path";
import type { Backend, RoutableRequest } from "../model/backend";
import { createLocalModel, type LocalModel } from "../model/local/localModel";
import { systemClock as clock } from "../base/clock";
import type { InlineAnswer } from "../completion/inlineCompletion";
import { searchedAtOnce } from "../completion/buildPrompt";
import { completionSettings } from "../completion/completionSettings";
import { CompletionProvider } from "../completion/provideCompletion";
import { languageOfPath } from "../code/languages";
import { Syntax } from "../code/syntax";
import { createLog, stderrSink } from "../base/log";
import { Descriptions } from "../comment/descriptions";
import { offerDocComment } from "../comment/offerDocComment";
import type { LfText } from "../base/lineEnds";
import { CharacterMemory } from "../model/memory/characterMemory";
import { Metrics } from "../metrics/metrics";
import { modelChoice } from "../model/modelChoice";
import { pathInside } from "../base/pathInside";
import type { ServerPaths } from "../server";
import { Exclusion } from "../safety/exclusion/exclusion";
import { withoutSecrets } from "../safety/secrets/excerpt";
import { findSecrets } from "../safety/secrets/findSecrets";
import { SecretNames } from "../safety/secrets/secretNames";
import type { Settings } from "../settings/settings";
import { openRoutes } from "./openRoutes";
import { readSiblings, type SiblingFile } from "./siblings";

/** Characters that the memory holds for one completion. // guess */
const memoryMaxChars = 2_000_000;
/** Longest wait for the syntax of the file, in ms; after it the text alone tells. // guess */
const syntaxMaxMs = 1_000;

/** Everything that this process remembers is of one folder. */
const project = "";

/** An answer, and what the user should know besides. */
export interface CliAnswer {
  readonly answer: InlineAnswer;
  readonly languageId: string;
  readonly model: string;
  /** What stopped the model on this machine, if it did not run. */
  readonly failure: string | undefined;
  /** What is the matter with the endpoints, a sentence each. */
  readonly notices: readonly string[];
}

/**
 * Completes at one caret with the pipeline, model, memory and endpoints of the language server, in this process. `onDraft` sees
 * the first candidate as it grows, before it is cleaned.
 */
export async function completeAt(params: {
  path: string;
  text: LfText;
  offset: number;
  settings: Settings;
  paths: ServerPaths;
  onDraft?: (text: string) => void;
}): Promise<CliAnswer> {
  const { path, text, offset, settings, paths, onDraft } = params;
  const log = createLog({
    sink: stderrSink,
    level: () => (settings.logLevel === "info" ? "error" : settings.logLevel),
  });
  const languageId = languageOfPath(path)?.id ?? "plaintext";
  const document = { uri: pathToFileURL(path).href, path: shownPath(path), languageId, version: 1, text };

  const memory = new CharacterMemory({ maxChars: memoryMaxChars });
  const model = createLocalModel({
    ...modelChoice(settings, paths.models),
    bundlePath: paths.modelProcess,
    wasmBundlePath: paths.wasmModelProcess,
    clock,
    log,
  });
  model.ensureStarted().catch(() => undefined); // the answer's failure says it
  const opening = openRoutes({ local: model, settings, uri: document.uri, log });
  const syntax = new Syntax({ grammarFolder: paths.grammars, clock, log });
  try {
    if (settings.memoryEnabled)
      remember([...(await included(readSiblings(path), settings)), { path, text }], memory, model);
    syntax.open(document.uri, languageId, text);
    const untilMs = clock.nowMs() + syntaxMaxMs;
    while (!syntax.isIdle && clock.nowMs() < untilMs) await new Promise((resolve) => setTimeout(resolve, 2));
    const routes = await opening;
    const { router } = routes;
    const docs = { syntax, descriptions: new Descriptions(), openDocuments: () => [] };
    const provider = new CompletionProvider({
      backend: onDraft ? watched(router, onDraft) : router,
      memory,
      documentDeclaration: (caret) => offerDocComment(caret, docs),
      projectOf: () => project,
      placeAt: (caret) => syntax.at(caret.uri, caret.offset, caret.text, caret.languageId).place,
      reads: (uri, insertion) => syntax.reads(uri, insertion),
      clock,
      log,
      metrics: new Metrics(clock),
      hostDelayMs: 0,
      secrets: searchedAtOnce(new SecretNames()),
    });
    const answer = await provider.provide(
      { document, offset, trigger: "invoked" },
      completionSettings(settings),
      new AbortController().signal,
    );
    const { state } = model;
    return {
      answer,
      languageId,
      model: answer.items.length === 0 ? router.answering.model : (answer.items[0]?.writtenBy ?? model.model),
      failure: state.kind === "stopped" ? state.error.message : undefined,
      notices: routes.notices(),
    };
  } finally {
    syntax.dispose();
    model.dispose();
    await (await opening).close();
  }
}

/** Without the files that stay out of everything. */
async function included(files: readonly SiblingFile[], settings: Settings): Promise<SiblingFile[]> {
  const exclusion = new Exclusion();
  exclusion.setPatterns(settings.exclude, settings.excludeHere);
  const verdicts = await Promise.all(files.map(({ path }) => exclusion.decide(pathToFileURL(path).href)));
  return files.filter((_, index) => verdicts[index].kind === "included");
}

function remember(files: readonly SiblingFile[], memory: CharacterMemory, model: LocalModel): void {
  for (const { path, text } of files) {
    const uri = pathToFileURL(path).href;
    const clean = withoutSecrets({ text, secrets: findSecrets(text), unscanned: [] });
    const origin = { project, languageId: languageOfPath(path)?.id ?? "plaintext" };
    memory.set(uri, clean, origin);
    model.memorize(uri, clean, origin);
  }
}

/** A path below the working folder as it is; of others only the name goes into a prompt. */
export function shownPath(path: string): string {
  return pathInside(process.cwd(), path) ?? basename(path);
}

/** The same backend, overheard. */
function watched(backend: Backend<RoutableRequest>, onDraft: (text: string) => void): Backend<RoutableRequest> {
  return {
    name: backend.name,
    get model() {
      return backend.model;
    },
    get limits() {
      return backend.limits;
    },
    expectedLatencyMs: () => backend.expectedLatencyMs(),
    async *stream(request, signal) {
      let draft = "";
      for await (const chunk of backend.stream(request, signal)) {
        if (chunk.candidate === 0) onDraft((draft += chunk.text));
        yield chunk;
      }
    },
  };
}
