import * as vscode from "vscode";

/** Part of the API of VS Code's own Git extension (version 1) that we use. */
export interface GitApi {
  readonly git: { readonly path: string };
  readonly repositories: readonly GitRepository[];
  getRepository(uri: vscode.Uri): GitRepository | null;
}
export interface GitRepository {
  readonly rootUri: vscode.Uri;
  readonly inputBox: { value: string };
  readonly state: { readonly indexChanges: readonly unknown[]; readonly workingTreeChanges: readonly unknown[] };
  readonly ui: { readonly selected: boolean };
}
interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

/** Returns the Git extension's API, or `undefined` if the extension is turned off. */
export async function openGit(): Promise<GitApi | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
  const git = await extension?.activate();
  return git?.enabled === true ? git.getAPI(1) : undefined;
}

/**
 * Chooses the repository to draft for. That is the one whose button was pressed; else the only one, that of the active
 * file, the one selected in Source Control, or the only one with changes; else the user is asked.
 */
export async function chooseRepository(git: GitApi, argument: unknown): Promise<GitRepository | undefined> {
  const { repositories } = git;
  const root = rootOf(argument);
  if (root !== undefined) return repositories.find(({ rootUri }) => rootUri.toString() === root.toString());
  const inFront = vscode.window.activeTextEditor?.document.uri;
  return (
    only(repositories) ??
    (inFront === undefined ? undefined : git.getRepository(inFront)) ??
    only(repositories.filter(({ ui }) => ui.selected)) ??
    only(repositories.filter(({ state }) => state.indexChanges.length + state.workingTreeChanges.length > 0)) ??
    (await pick(repositories))
  );
}

/** Returns the root of the provider that Source Control passes to its buttons. */
function rootOf(argument: unknown): vscode.Uri | undefined {
  if (typeof argument !== "object" || argument === null || !("rootUri" in argument)) return undefined;
  return argument.rootUri instanceof vscode.Uri ? argument.rootUri : undefined;
}

function only<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}

async function pick(repositories: readonly GitRepository[]): Promise<GitRepository | undefined> {
  const choices = repositories.map((repository) => ({
    label: repository.rootUri.path.split("/").at(-1) ?? "",
    description: vscode.workspace.asRelativePath(repository.rootUri),
    repository,
  }));
  const title = "Draft a commit message for";
  return choices.length === 0 ? undefined : (await vscode.window.showQuickPick(choices, { title }))?.repository;
}
