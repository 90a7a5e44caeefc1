import type { Connection, InitializeParams, InitializeResult } from "vscode-languageserver";
import type { Emitter } from "../base/emitter";
import type { Engine } from "../engine";
import type { InitializationOptions } from "../protocol";
import type { Configuration } from "../settings/configuration";
import type { Lifecycle } from "./lifecycle";

/** The language server's side of the engine: what each feature is registered with. */
export interface Face {
  readonly connection: Connection;
  readonly lifecycle: Lifecycle;
  readonly engine: Engine;
  readonly configuration: Configuration;
  /** What the client passed as `initializationOptions`. */
  readonly options: InitializationOptions;
  /** What the client can do. */
  readonly client: InitializeParams["capabilities"];
  /** A completion begins (1) or has ended (-1). */
  readonly busy: Emitter<1 | -1>;
}

/** What a registered feature gives back. */
export interface Feature {
  /** What the client is told that the server can do by it. */
  readonly capabilities?: InitializeResult["capabilities"];
  /** Called on `initialized`: only from then on may the server send requests. */
  start?(): void;
  /** Called on `shutdown`. */
  dispose?(): void;
}
