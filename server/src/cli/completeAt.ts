import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import type { LfText } from "../base/lineEnds";
import { pathInside } from "../base/pathInside";
import { languageOfPath } from "../code/languages";
import { completionSettings } from "../completion/completionSettings";
import type { InlineAnswer } from "../completion/inlineCompletion";
import type { DocumentState } from "../documents/documentState";
import type { Engine } from "../engine";
import { withoutSecrets } from "../safety/secrets/excerpt";
import { findSecrets } from "../safety/secrets/findSecrets";
import type { Settings } from "../settings/settings";
import { openEngine } from "./openEngine";
import { readSiblings, type SiblingFile } from "./siblings";

/** Longest wait for the syntax of the file, in ms; after it the text alone decides. // guess */
const syntaxMaxMs = 1_000;

/** An answer, with notices for the user. */
export interface CliAnswer {
  readonly answer: InlineAnswer;
  readonly languageId: string;
  readonly model: string;
  /** The failure of the model on this machine, if it did not run. */
  readonly failure: string | undefined;
  /** Problems of the endpoints, a sentence each. */
  readonly notices: readonly string[];
}

/** Completes at one caret with the language server's own engine, in this process. `onDraft` sees the first candidate as it grows, before it is cleaned. */
export async function completeAt(params: {
  path: string;
  text: LfText;
  offset: number;
  settings: Settings;
  /** True to wait for every candidate; else the first one is enough. */
  wantsAll: boolean;
  onDraft?: (text: string) => void;
}): Promise<CliAnswer> {
  const { path, text, offset, settings, wantsAll, onDraft } = params;
  const languageId = languageOfPath(path)?.id ?? "plaintext";
  const document = { uri: pathToFileURL(path).href, path: shownPath(path), languageId, version: 1, text };
  const { engine, notices, close } = openEngine(settings, document.uri, onDraft && { onDraft });
  const { slot, router, provider } = engine;
  try {
    const routed = engine.use(settings);
    if (settings.memoryEnabled)
      await remember(engine, [...(await included(engine, readSiblings(path))), { path, text }]);
    await readSyntax(engine, document);
    await routed;
    await engine.cloud.ready();
    const answer = await provider.provide(
      { document, offset, trigger: "invoked", wantsAll },
      completionSettings(settings),
      new AbortController().signal,
    );
    const { state } = slot;
    return {
      answer,
      languageId,
      model: answer.items.length === 0 ? router.answering.model : (answer.items[0]?.writtenBy ?? slot.model),
      failure: state.kind === "stopped" ? state.error.message : undefined,
      notices: notices(),
    };
  } finally {
    await close();
  }
}

/** Removes excluded files. */
async function included({ exclusion }: Engine, files: readonly SiblingFile[]): Promise<SiblingFile[]> {
  const verdicts = await Promise.all(files.map(({ path }) => exclusion.decide(pathToFileURL(path).href)));
  return files.filter((_, index) => verdicts[index].kind === "included");
}

/** Gives the workspace's memory files of one folder. */
async function remember(engine: Engine, files: readonly SiblingFile[]): Promise<void> {
  for (const { path, text } of files) {
    const document = { uri: pathToFileURL(path).href, languageId: languageOfPath(path)?.id ?? "plaintext" };
    const project = await new Promise<string>((take) => engine.projects.whenDecided(document.uri, take));
    engine.remember(document, withoutSecrets({ text, secrets: findSecrets(text), unscanned: [] }), project);
  }
}

async function readSyntax({ syntax, clock }: Engine, document: DocumentState): Promise<void> {
  syntax.open(document.uri, document.languageId, document.text);
  const untilMs = clock.nowMs() + syntaxMaxMs;
  while (!syntax.isIdle && clock.nowMs() < untilMs) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Returns a path below the working folder unchanged; of others only the name goes into a prompt. */
export function shownPath(path: string): string {
  return pathInside(process.cwd(), path) ?? basename(path);
}
