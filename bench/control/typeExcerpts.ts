import { lfText } from "../../server/src/base/lineEnds";
import { languageOfPath } from "../../server/src/code/languages";
import { completionSettings } from "../../server/src/completion/completionSettings";
import { readFeatures, type Features } from "../../server/src/completion/control/features";
import { openJudgedEngine } from "./judgedEngine";
import type { Excerpt } from "./typedFiles";

/** Candidate for the text after a key. */
export interface TypedRow {
  /** Characters typed so far. */
  readonly position: number;
  readonly text: string;
  /** Absent where the pipeline doesn't ask the judgement. */
  readonly features?: Features;
}

/** An excerpt that was typed key by key, with the candidates that there were. */
export interface TypedExcerpt {
  readonly repository: string;
  readonly path: string;
  readonly typed: string;
  readonly rows: readonly TypedRow[];
}

/** Returns the key that a person presses at a place: one character, or Enter with the next line's indentation. */
export function keyAt(typed: string, position: number): string {
  return /^\n[ \t]*|^[^]/u.exec(typed.slice(position))?.[0] ?? "";
}

/** Types excerpts into the engine and notes the candidate at every key, whatever was shown before: any rule about what to show can be tried on that. */
export async function typeExcerpts(
  excerpts: readonly Excerpt[],
  onProgress: (doneCount: number) => void,
): Promise<TypedExcerpt[]> {
  const { engine, settings, judged } = await openJudgedEngine();
  const results: TypedExcerpt[] = [];
  for (const { repository, path, above, typed, below, others } of excerpts) {
    const uriOf = (file: string): string => `file:///typed/${repository}/${file}`;
    const uri = uriOf(path);
    const languageId = languageOfPath(path)?.id ?? "plaintext";
    const project = await new Promise<string>((take) => engine.projects.whenDecided(uri, take));
    const remember = (file: string, text: string): void =>
      engine.remember({ uri: uriOf(file), languageId }, lfText(text), project);
    for (const other of others) remember(other.path, other.text);
    const rows: TypedRow[] = [];
    for (let position = 0; position < typed.length; position += keyAt(typed, position).length) {
      const before = typed.slice(0, position);
      const text = lfText(above + before + below);
      // As after a short rest: the memory learns of the last words.
      if (/(^|\s)$/.test(before)) remember(path, text);
      judged.take();
      const document = { uri, path, languageId, version: position + 1, text };
      const request = { document, offset: above.length + position, trigger: "automatic" as const };
      const { items } = await engine.provider.provide(
        request,
        completionSettings(settings),
        new AbortController().signal,
      );
      const facts = judged.take();
      const item = items.at(0);
      if (item !== undefined)
        rows.push({ position, text: item.insertText, ...(facts && { features: readFeatures(facts) }) });
      engine.provider.documentClosed(uri);
      engine.provider.clear();
    }
    for (const file of [...others.map((other) => other.path), path]) remember(file, "");
    results.push({ repository, path, typed, rows });
    onProgress(results.length);
  }
  await engine.close();
  return results;
}
