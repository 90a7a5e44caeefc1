import type { Connection, MessageReader, MessageWriter, RemoteConsole } from "vscode-languageserver";
import { createConnection } from "vscode-languageserver/node";

/** Opens the connection to a client. The protocol's library then reports there without quoting errors or messages, which may hold text of the user's. */
export function openConnection(reader: MessageReader, writer: MessageWriter): Connection {
  return createConnection({ __brand: "features", console: withoutDetails }, reader, writer);
}

/** Reports which kind of message could not be handled, and nothing else. */
function withoutDetails(Console: new () => RemoteConsole): new () => RemoteConsole {
  return class extends Console {
    override error(message: string): void {
      // "Notification handler 'textDocument/didOpen' failed with message: …"; not "Received message which is neither …".
      const method = /^(?:Notification|Response) handler '([\w$/]{1,60})'/.exec(message)?.[1];
      super.error(`A message of the client could not be handled${method ? ` (${method})` : ""}; completions continue.`);
    }
  };
}
