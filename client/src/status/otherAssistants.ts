import * as vscode from "vscode";
import { isRecord } from "../../../server/src/base/isRecord";
import { isContributed } from "../server/configuration";

/** An extension that also shows inline suggestions; `off` is its own setting that stops them. */
interface Assistant {
  readonly name: string;
  readonly off?: { readonly key: string; readonly value: unknown };
}

const off = (key: string, value: unknown = false): Assistant["off"] => ({ key, value });

/** Extensions by their ids in the marketplaces. Source of the settings: settings files and sources in public repositories. */
const assistants: Readonly<Record<string, Assistant>> = {
  "GitHub.copilot": { name: "GitHub Copilot", off: off("github.copilot.enable", { "*": false }) },
  "Codeium.codeium": { name: "Windsurf (Codeium)", off: off("codeium.enableConfig", { "*": false }) },
  "TabNine.tabnine-vscode": { name: "Tabnine" },
  "Supermaven.supermaven": { name: "Supermaven" },
  "Continue.continue": { name: "Continue", off: off("continue.enableTabAutocomplete") },
  "TabbyML.vscode-tabby": { name: "Tabby", off: off("tabby.inlineCompletion.triggerMode", "manual") },
  "ggml-org.llama-vscode": { name: "llama.vscode", off: off("llama-vscode.enabled") },
  "sourcegraph.cody-ai": { name: "Cody", off: off("cody.autocomplete.enabled") },
  "Google.geminicodeassist": { name: "Gemini Code Assist", off: off("geminicodeassist.inlineSuggestions.enableAuto") },
  "AmazonWebServices.amazon-q-vscode": { name: "Amazon Q" },
  "rjmacarthy.twinny": { name: "twinny", off: off("twinny.autoSuggestEnabled") },
  "VisualStudioExptTeam.vscodeintellicode": { name: "IntelliCode" },
  "augment.vscode-augment": { name: "Augment" },
  "Codium.codium": { name: "Qodo" },
  "Blackboxapp.blackbox": { name: "Blackbox" },
  "DanielSanMedium.dscodegpt": { name: "CodeGPT" },
  "HuggingFace.huggingface-vscode": { name: "llm-vscode" },
  "smallcloud.codify": { name: "Refact" },
  "aminer.codegeex": { name: "CodeGeeX" },
  "Alibaba-Cloud.tongyi-lingma": { name: "Lingma" },
  "kilocode.kilo-code": { name: "Kilo Code" },
};

/** Lists the other assistants that are enabled and whose own settings don't stop their suggestions. */
export function competingAssistants(): (Assistant & { readonly id: string })[] {
  // Not only the active ones: many start after us.
  return Object.entries(assistants)
    .filter(([id, assistant]) => vscode.extensions.getExtension(id) !== undefined && !isOff(assistant))
    .map(([id, { name, off: stop }]) => ({
      id,
      name,
      ...(stop !== undefined && isContributed(stop.key) ? { off: stop } : {}),
    }));
}

function isOff({ off: stop }: Assistant): boolean {
  if (stop === undefined) return false;
  return (
    JSON.stringify(starOf(vscode.workspace.getConfiguration().get(stop.key))) === JSON.stringify(starOf(stop.value))
  );
}

/** Returns a switch for all languages alone: `{"*": false, "markdown": true}` counts as off. */
function starOf(value: unknown): unknown {
  return isRecord(value) ? value["*"] : value;
}

/** Key under which the assistants that the user knows about are kept. */
const storageKey = "knownAssistants";

/**
 * Reports each other assistant that is installed and enabled once, and offers to turn Nanotype off. Two of them would compete for the same
 * ghost text.
 */
export async function reportOtherAssistants(storage: vscode.Memento): Promise<void> {
  const stored = storage.get<unknown>(storageKey);
  const known: readonly unknown[] = Array.isArray(stored) ? stored : [];
  const found = competingAssistants().filter(({ id }) => !known.includes(id));
  if (found.length === 0) return;
  await storage.update(storageKey, [...known, ...found.map(({ id }) => id)]);
  const names = found.map(({ name }) => name).join(" and ");
  const verb = found.length === 1 ? "suggests" : "suggest";
  const keep = "Keep both";
  const off = "Turn Nanotype off";
  const message = `${names} also ${verb} text in the editor. With both on, VS Code shows whichever answers first.`;
  const choice = await vscode.window.showInformationMessage(message, keep, off);
  if (choice === off) await vscode.commands.executeCommand("nanotype.toggle");
}
