import * as vscode from "vscode";

/** What we use of VS Code's own Git extension (its API, version 1). */
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

/** The Git extension's API; `undefined` where it is turned off. */
export async function openGit(): Promise<GitApi | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
  const git = await extension?.activate();
  return git?.enabled === true ? git.getAPI(1) : undefined;
}

/**
 * The repository that is meant: the one whose button was pressed; else the only one, that of the file in front, the one that
 * is selected in Source Control, the only one with changes; else the user is asked.
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

/** Source Control hands its buttons the provider they belong to. */
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
