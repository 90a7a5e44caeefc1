import * as vscode from "vscode";
import type { OfferedModel, TestEndpointResult } from "../../../server/src/protocol";

/** Azure's usual deployment. */
const usualDeployment = "gpt-4.1-nano";

/** Reports whether this kind of endpoint can list its models. Azure lists models, but not the deployments that requests name. */
export function listsModels(kind: unknown): boolean {
  return kind === "openai" || kind === "fim";
}

/** Lets the user pick one of the `listed` models of an endpoint of this kind, or name another. */
export async function askModel(
  kind: unknown,
  listed: TestEndpointResult | undefined,
): Promise<OfferedModel | undefined> {
  if (kind === "llamacpp") return { model: "default" };
  if (kind === "azure") return ask("Name of the deployment", "As it is called in the Azure portal.", usualDeployment);
  const { models = [], message = "" } = listed ?? {};
  if (models.length === 0) return ask("Name of the model", `The server did not list any. ${message}`);
  const other = { label: "Another one…", model: undefined };
  const choices = [...models.map((model) => ({ label: model.model, description: describe(model), model })), other];
  const chosen = await vscode.window.showQuickPick(choices, { title: "Which model?", ignoreFocusOut: true });
  if (chosen === undefined) return undefined;
  return chosen.model ?? ask("Name of the model", "As the server names it.");
}

/** Describes what the server says of a model: its own name, and its price. */
function describe({ family, price }: OfferedModel): string {
  const money = price && `$${price.input} in, $${price.output} out, a million tokens`;
  return [family, money].filter((part) => part !== undefined).join(" · ");
}

async function ask(title: string, prompt: string, value = ""): Promise<OfferedModel | undefined> {
  const text = await vscode.window.showInputBox({ title, prompt, value, ignoreFocusOut: true });
  return text === undefined || text.trim() === "" ? undefined : { model: text.trim() };
}
