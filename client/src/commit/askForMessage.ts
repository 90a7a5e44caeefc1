import * as vscode from "vscode";
import { ProgressType, type LanguageClient } from "vscode-languageclient/node";
import {
  draftCommitMethod,
  type CommitProgress,
  type DraftCommitParams,
  type DraftCommitResult,
} from "../../../server/src/protocol";
import type { AskForMessage } from "./commitDrafts";
import type { GitApi, GitRepository } from "./gitRepositories";

const progress = new ProgressType<CommitProgress>();
let lastToken = 0;

/** Requests a repository's message from the server. Import this file only when needed: the library is large. */
export function askForMessage(parts: {
  client: LanguageClient;
  git: GitApi;
  repository: GitRepository;
}): AskForMessage {
  const { client, git, repository } = parts;
  return async (question, onProgress, signal) => {
    const partialResultToken = `nanotype-draft-${++lastToken}`;
    const params: DraftCommitParams = {
      ...question,
      repositoryUri: client.code2ProtocolConverter.asUri(repository.rootUri),
      gitPath: git.git.path,
      partialResultToken,
    };
    const cancellation = new vscode.CancellationTokenSource();
    const cancel = (): void => cancellation.cancel();
    signal.addEventListener("abort", cancel, { once: true });
    const listening = client.onProgress(progress, partialResultToken, ({ message }) => onProgress(message));
    try {
      return await client.sendRequest<DraftCommitResult>(draftCommitMethod, params, cancellation.token);
    } finally {
      signal.removeEventListener("abort", cancel);
      listening.dispose();
      cancellation.dispose();
    }
  };
}
