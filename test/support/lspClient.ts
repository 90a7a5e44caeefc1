import type { ChildProcess } from "node:child_process";
import {
  CancellationTokenSource,
  createProtocolConnection,
  type CancellationToken,
  type CodeAction,
  type Diagnostic,
  type Registration,
  type RegistrationParams,
  type InitializeParams,
  type InitializeResult,
  type Command,
  type MessageReader,
  type MessageWriter,
  type Position,
  type ProtocolConnection,
  type Range,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import {
  acceptedMethod,
  draftCommentMethod,
  consentMethod,
  explainMethod,
  requestsMethod,
  statsMethod,
  statusMethod,
  type ConsentParams,
  type ConsentResult,
  type DraftCommentResult,
  type Explanation,
  type RequestsResult,
  type Stats,
  type Status,
} from "../../server/src/protocol";

/** An inline completion as this server sends it. */
export interface OfferedItem {
  readonly insertText: string;
  readonly range: Range;
  readonly command: Command;
}

/** A client's introduction of itself. */
export interface StartParams {
  /** The client's answer to `workspace/configuration`; without it the client says it cannot be asked. */
  readonly configuration?: unknown;
  readonly initializationOptions?: unknown;
  readonly folders?: readonly string[];
}

/** A language client that is as strict as an editor: it keeps its own copy of each document and sends incremental changes. */
export class LspClient {
  /** Every status the server sent, oldest first. */
  readonly statuses: Status[] = [];
  /** Every line of the server's log, oldest first. */
  readonly logLines: string[] = [];
  /** Questions that the server put to the user, oldest first. */
  readonly questions: string[] = [];
  /** Chooses the button of a question that the user presses; `undefined` closes it. */
  answerTo: (question: string) => string | undefined = () => "Allow";
  /** The newest hints of each document that the server has sent any for. */
  readonly #diagnostics = new Map<string, { taken: boolean; list: Diagnostic[] }>();
  /** The next answers to `workspace/configuration`; `configurationChanged()` lets the server know. */
  configuration: unknown;
  /** The server's registrations. */
  readonly registrations: Registration[] = [];
  readonly connection: ProtocolConnection;
  readonly #documents = new Map<string, TextDocument>();
  readonly #watchers = new Set<() => void>();
  #stopped: Promise<void> | undefined;

  constructor(
    reader: MessageReader,
    writer: MessageWriter,
    /** The server's process, where it has one of its own. */
    readonly process?: ChildProcess,
  ) {
    this.connection = createProtocolConnection(reader, writer);
    this.connection.onNotification(statusMethod, (status: Status) => this.#note(() => this.statuses.push(status)));
    this.connection.onNotification(
      "textDocument/publishDiagnostics",
      ({ uri, diagnostics }: { uri: string; diagnostics: Diagnostic[] }) =>
        this.#note(() => this.#diagnostics.set(uri, { taken: false, list: diagnostics })),
    );
    this.connection.onNotification("window/logMessage", ({ message }: { message: string }) =>
      this.#note(() => this.logLines.push(message)),
    );
    this.connection.onRequest("workspace/configuration", ({ items }: { items: unknown[] }) =>
      items.map(() => this.configuration ?? null),
    );
    this.connection.onRequest("client/registerCapability", ({ registrations }: RegistrationParams) => {
      this.registrations.push(...registrations);
      return null;
    });
    this.connection.onRequest("window/showMessageRequest", ({ message }: { message: string }) => {
      this.#note(() => this.questions.push(message));
      const title = this.answerTo(message);
      return title === undefined ? null : { title };
    });
    this.connection.listen();
  }

  /** Sends `initialize` and `initialized`. */
  async start(params: StartParams = {}): Promise<InitializeResult> {
    const result = await this.initialize(params);
    await this.connection.sendNotification("initialized", {});
    return result;
  }

  /** Sends `initialize` alone. */
  initialize({ configuration, initializationOptions, folders }: StartParams = {}): Promise<InitializeResult> {
    this.configuration = configuration;
    const canBeAsked = configuration !== undefined;
    const params: InitializeParams = {
      processId: this.process ? process.pid : null,
      // oxlint-disable-next-line typescript/no-deprecated -- the field must still be there
      rootUri: null,
      capabilities: {
        workspace: { configuration: canBeAsked, didChangeConfiguration: { dynamicRegistration: canBeAsked } },
      },
      workspaceFolders: (folders ?? []).map((uri) => ({ uri, name: uri })),
      initializationOptions,
    };
    return this.connection.sendRequest("initialize", params);
  }

  open(uri: string, text: string, languageId = "typescript"): void {
    this.#documents.set(uri, TextDocument.create(uri, languageId, 1, text));
    void this.connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  /** Says that a file was saved. */
  saved(uri: string): void {
    void this.connection.sendNotification("textDocument/didSave", { textDocument: { uri } });
  }

  close(uri: string): void {
    this.#documents.delete(uri);
    void this.connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
  }

  /** The client's own copy. */
  text(uri: string): string {
    return this.#document(uri).getText();
  }

  /** The version of the client's own copy. */
  version(uri: string): number {
    return this.#document(uri).version;
  }

  positionAt(uri: string, offset: number): Position {
    return this.#document(uri).positionAt(offset);
  }

  /** The offset of a position in the client's own copy. */
  offsetAt(uri: string, position: Position): number {
    return this.#document(uri).offsetAt(position);
  }

  /** Replaces the text from `start` to `end` (offsets). Resolves when the message is written, not when it is handled. */
  change(uri: string, start: number, end: number, text: string): Promise<void> {
    const document = this.#document(uri);
    const change = { range: { start: document.positionAt(start), end: document.positionAt(end) }, text };
    TextDocument.update(document, [change], document.version + 1);
    return this.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: document.version },
      contentChanges: [change],
    });
  }

  /** Types `text` at an offset, one change a UTF-16 unit as editors send it; returns the offset after it. */
  type(uri: string, offset: number, text: string): number {
    for (let index = 0; index < text.length; index++)
      void this.change(uri, offset + index, offset + index, text.charAt(index));
    return offset + text.length;
  }

  /** Asks for completions at an offset, or at an LSP position as given. */
  async complete(
    uri: string,
    at: number | Position,
    params: { isInvoked?: boolean; signal?: AbortSignal } = {},
  ): Promise<OfferedItem[]> {
    const list = await this.connection.sendRequest<{ items: OfferedItem[] }>(
      "textDocument/inlineCompletion",
      {
        textDocument: { uri },
        position: typeof at === "number" ? this.#document(uri).positionAt(at) : at,
        context: { triggerKind: params.isInvoked ? 1 : 2 },
      },
      tokenOf(params.signal),
    );
    return list.items;
  }

  draftComment(uri: string, offset: number): Promise<DraftCommentResult> {
    const params = { textDocument: { uri }, position: this.#document(uri).positionAt(offset) };
    return this.connection.sendRequest(draftCommentMethod, params);
  }

  /** Requests the code actions at an offset: as a user does, or as the editor's light bulb does. */
  codeActions(uri: string, offset: number, params: { isAutomatic?: boolean } = {}): Promise<CodeAction[]> {
    const position = this.#document(uri).positionAt(offset);
    return this.connection.sendRequest("textDocument/codeAction", {
      textDocument: { uri },
      range: { start: position, end: position },
      context: { diagnostics: [], triggerKind: params.isAutomatic ? 2 : 1 },
    });
  }

  /** Resolves with the next hints that the server sends for a document, or has sent and no caller has taken. */
  diagnostics(uri: string): Promise<Diagnostic[]> {
    return this.#until(() => {
      const sent = this.#diagnostics.get(uri);
      if (sent === undefined || sent.taken) return undefined;
      sent.taken = true;
      return sent.list;
    });
  }

  /** Sends any request, right or wrong. */
  request(method: string, params: unknown, signal?: AbortSignal): Promise<unknown> {
    return this.connection.sendRequest(method, params, tokenOf(signal));
  }

  explain(uri?: string): Promise<Explanation> {
    return this.connection.sendRequest(explainMethod, uri === undefined ? {} : { textDocument: { uri } });
  }

  /** Asks whether text of a place may leave this machine, or changes that. */
  consent(uri: string, change?: ConsentParams["change"]): Promise<ConsentResult> {
    return this.connection.sendRequest(consentMethod, { uri, ...(change && { change }) });
  }

  stats(): Promise<Stats> {
    return this.connection.sendRequest(statsMethod, {});
  }

  requests(): Promise<RequestsResult> {
    return this.connection.sendRequest(requestsMethod, {});
  }

  accepted(itemId: string): void {
    void this.connection.sendNotification(acceptedMethod, { itemId });
  }

  configurationChanged(configuration: unknown): void {
    this.configuration = configuration;
    void this.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  }

  /** Resolves with the first status that fits, the last one sent included. */
  status(fits: (status: Status) => boolean): Promise<Status> {
    return this.#until(() =>
      this.statuses.length > 0 && fits(this.statuses.at(-1)!) ? this.statuses.at(-1) : undefined,
    );
  }

  /** Resolves with the first question that matches. */
  question(pattern: RegExp): Promise<string> {
    return this.#until(() => this.questions.find((question) => pattern.test(question)));
  }

  /** Resolves with the first line of the log that matches. */
  logLine(pattern: RegExp): Promise<string> {
    return this.#until(() => this.logLines.find((line) => pattern.test(line)));
  }

  /** Resolves once the model has loaded. */
  async ready(): Promise<void> {
    await this.status(({ state }) => state === "ready");
  }

  /** Resolves with the exit code of the server's process, or its signal. */
  exited(): Promise<number | NodeJS.Signals | null> {
    const child = this.process!;
    if (child.exitCode !== null || child.signalCode !== null)
      return Promise.resolve(child.exitCode ?? child.signalCode);
    return new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal)));
  }

  /** Says `shutdown`, and `exit` to a server with a process of its own; resolves when it is gone. */
  stop(): Promise<void> {
    return (this.#stopped ??= this.#stop());
  }

  async #stop(): Promise<void> {
    const { process: child } = this;
    const isGone = child !== undefined && (child.exitCode !== null || child.signalCode !== null);
    if (!isGone) {
      await this.connection.sendRequest("shutdown").catch(() => undefined);
      if (child) {
        await this.connection.sendNotification("exit").catch(() => undefined);
        await this.exited();
      }
    }
    this.connection.dispose();
  }

  #document(uri: string): TextDocument {
    return this.#documents.get(uri) ?? TextDocument.create(uri, "", 0, "");
  }

  #note(add: () => void): void {
    add();
    for (const watcher of this.#watchers) watcher();
  }

  #until<T>(find: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = find();
        if (found === undefined) return;
        this.#watchers.delete(look);
        resolve(found);
      };
      this.#watchers.add(look);
      look();
    });
  }
}

function tokenOf(signal: AbortSignal | undefined): CancellationToken {
  const source = new CancellationTokenSource();
  if (signal?.aborted) source.cancel();
  signal?.addEventListener("abort", () => source.cancel());
  return source.token;
}
