import { LogMessageNotification, MessageType, type Connection } from "vscode-languageserver";
import type { LogLevel, LogSink } from "../base/log";

const messageTypes: Readonly<Record<LogLevel, MessageType>> = {
  error: MessageType.Error,
  warn: MessageType.Warning,
  info: MessageType.Info,
  debug: MessageType.Debug,
};

/** Sends log lines to the client's log window. A closed client is not a failure. */
export function clientLogSink(connection: Connection): LogSink {
  return (level, message) => {
    connection
      .sendNotification(LogMessageNotification.type, { type: messageTypes[level], message })
      .catch(() => undefined);
  };
}
