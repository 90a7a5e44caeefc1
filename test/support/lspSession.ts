import { readFileSync } from "node:fs";
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

/** The client's document after accepting `item`, with `├…┤` around what was inserted. */
export function accepted(client: LspClient, uri: string, item: OfferedItem): string {
  const text = client.text(uri);
  const [start, end] = [item.range.start, item.range.end].map((position) => client.offsetAt(uri, position));
  return `${text.slice(0, start)}├${item.insertText}┤${text.slice(end)}`;
}

/** Asks again and again until there is an answer; the test's own time limit ends it. */
export async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Ids of the processes that a process has started and that still run. Linux only. */
export function childrenOf(processId: number): number[] {
  const text = readFileSync(`/proc/${processId}/task/${processId}/children`, "utf8");
  return text.split(" ").filter(Boolean).map(Number);
}

/** Resolves when a process is gone. A zombie that nobody waits for counts as gone. */
export async function gone(processId: number): Promise<void> {
  await eventually(() => Promise.resolve(isGone(processId) || undefined));
}

function isGone(processId: number): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${processId}/stat`, "utf8").replace(/^.*\)/s, ""));
  } catch {
    return true;
  }
}
