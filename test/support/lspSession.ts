import { afterEach } from "vitest";
import type { LspClient, OfferedItem } from "./lspClient";

/** Keeps clients for the length of a test: gives a function that takes one in, and stops them all after each test. */
export function usingClients(): <C extends LspClient>(client: C) => C {
  const clients: LspClient[] = [];
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.stop()));
  });
  return (client) => {
    clients.push(client);
    return client;
  };
}

/** A document with its caret: the fixture's `█`. */
export function atCaret(fixture: string): { text: string; offset: number } {
  const offset = fixture.indexOf("█");
  return { text: fixture.replace("█", ""), offset };
}

/** The client's document after accepting `item`, with `├…┤` around the inserted text. */
export function accepted(client: LspClient, uri: string, item: OfferedItem): string {
  const text = client.text(uri);
  const [start, end] = [item.range.start, item.range.end].map((position) => client.offsetAt(uri, position));
  return `${text.slice(0, start)}├${item.insertText}┤${text.slice(end)}`;
}
