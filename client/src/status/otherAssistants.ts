import * as vscode from "vscode";

/** Extensions that also show inline suggestions, by their ids in the marketplaces. */
const assistants: Readonly<Record<string, string>> = {
  "GitHub.copilot": "GitHub Copilot",
  "Codeium.codeium": "Windsurf (Codeium)",
  "TabNine.tabnine-vscode": "Tabnine",
  "Supermaven.supermaven": "Supermaven",
  "Continue.continue": "Continue",
  "TabbyML.vscode-tabby": "Tabby",
  "ggml-org.llama-vscode": "llama.vscode",
  "sourcegraph.cody-ai": "Cody",
  "Google.geminicodeassist": "Gemini Code Assist",
  "AmazonWebServices.amazon-q-vscode": "Amazon Q",
};

/** Key under which the assistants that the user knows about are kept. */
const storageKey = "knownAssistants";

/**
 * Reports each other assistant that is installed and enabled once, and offers to turn Nanotype off. Two of them would compete for the same
 * ghost text.
 */
export async function reportOtherAssistants(storage: vscode.Memento): Promise<void> {
  const stored = storage.get<unknown>(storageKey);
  const known: readonly unknown[] = Array.isArray(stored) ? stored : [];
  // Not only the active ones: many start after us.
  const enabled = Object.keys(assistants).filter((id) => vscode.extensions.getExtension(id) !== undefined);
  const found = enabled.filter((id) => !known.includes(id));
  if (found.length === 0) return;
  await storage.update(storageKey, [...known, ...found]);
  const names = found.map((id) => assistants[id]).join(" and ");
  const verb = found.length === 1 ? "suggests" : "suggest";
  const keep = "Keep both";
  const off = "Turn Nanotype off";
  const message = `${names} also ${verb} text in the editor. With both on, VS Code shows whichever answers first.`;
  const choice = await vscode.window.showInformationMessage(message, keep, off);
  if (choice === off) await vscode.commands.executeCommand("nanotype.toggle");
}
