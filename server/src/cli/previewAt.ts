import { resolve } from "node:path";
import { completionSettings } from "../completion/completionSettings";
import { languageOfPath } from "../code/languages";
import { preview } from "../completion/preview";
import { hindrance } from "../safety/consent/hindrance";
import { receiversOf } from "../safety/consent/receivers";
import { offsetOfCaret, parseCaret } from "./caretArgument";
import { openEngine } from "./openEngine";
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
  const { engine, close } = openEngine(settings, uri);
  const { gate, provider, secrets } = engine;
  gate.setReceivers(receiversOf(settings));
  try {
    const request = { document, offset: offsetOfCaret(text, caret), trigger: "automatic" as const };
    const shown = preview({
      ask: provider.ask(request, completionSettings(settings)),
      secrets,
      endpoints: settings.endpoints,
      hindrance: hindrance(settings, gate, uri),
    });
    process.stdout.write(options.json ? `${JSON.stringify(shown)}\n` : printable(shown.text));
  } finally {
    await close();
  }
}
