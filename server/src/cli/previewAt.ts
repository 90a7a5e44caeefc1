import { resolve } from "node:path";
import { systemClock } from "../base/clock";
import { completionSettings } from "../completion/completionSettings";
import { createAsk } from "../completion/ask";
import { searchedAtOnce } from "../completion/buildPrompt";
import { Trace } from "../completion/trace";
import { languageOfPath } from "../code/languages";
import { preview } from "../completion/preview";
import { SecretNames } from "../safety/secrets/secretNames";
import { hindrance } from "../safety/consent/hindrance";
import { offsetOfCaret, parseCaret } from "./caretArgument";
import { cliGate } from "./cliGate";
import { shownPath } from "./completeAt";
import { printable } from "./printable";
import { readDocument } from "./readDocument";
import { readSettings } from "./readSettings";

/**
 * Prints what an editor's keystroke at a caret would send to the endpoints of the settings file.
 * @throws CliError
 */
export async function previewAt(argument: string, options: { readonly json: boolean }): Promise<void> {
  const caret = parseCaret(argument);
  const settings = readSettings([]);
  const { uri, text } = await readDocument(caret.file, settings);
  const path = resolve(caret.file);
  const languageId = languageOfPath(path)?.id ?? "plaintext";
  const document = { uri, path: shownPath(path), languageId, version: 1, text };
  const ask = createAsk({
    request: { document, offset: offsetOfCaret(text, caret), trigger: "automatic" },
    settings: completionSettings(settings),
    project: "",
    signal: new AbortController().signal,
    trace: new Trace(systemClock),
    place: "code", // the prompt is the same everywhere
  });
  const gate = cliGate(settings, uri);
  try {
    const shown = preview({
      ask,
      secrets: searchedAtOnce(new SecretNames()),
      endpoints: settings.endpoints,
      hindrance: hindrance(settings, gate, uri),
    });
    process.stdout.write(options.json ? `${JSON.stringify(shown)}\n` : printable(shown.text));
  } finally {
    gate.dispose();
  }
}
