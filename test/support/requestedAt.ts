import { expect } from "vitest";
import type { LspClient } from "./lspClient";
import { accepted, atCaret } from "./lspSession";
import { patiently } from "./patiently";

/** Opens a fixture's text and requests at its `█` until accepting the first offer leaves `expected`: early answers may come before the document's tree, or find a busy machine. */
export async function expectRequested(
  client: LspClient,
  uri: string,
  { fixture, expected }: { fixture: string; expected: string | undefined },
): Promise<void> {
  const { text, offset } = atCaret(fixture);
  client.open(uri, text);
  await patiently(async () => {
    const item = (await client.complete(uri, offset, { isInvoked: true })).at(0);
    expect(item && accepted(client, uri, item)).toBe(expected);
  });
  client.close(uri);
}
