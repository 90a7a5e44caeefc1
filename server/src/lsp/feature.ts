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
  /** The client's `initializationOptions`. */
  readonly options: InitializationOptions;
  /** The client's name and version for people. */
  readonly clientName: string;
  /** The client's capabilities. */
  readonly client: InitializeParams["capabilities"];
  /** A completion begins (1) or has ended (-1). */
  readonly busy: Emitter<1 | -1>;
}

/** Result of registering a feature. */
export interface Feature {
  /** Capabilities that it adds to the server's. */
  readonly capabilities?: InitializeResult["capabilities"];
  /** Called on `initialized`: only from then on may the server send requests. */
  start?(): void;
  /** Called on `shutdown`. */
  dispose?(): void;
}
