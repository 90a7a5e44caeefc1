// Own folder: one document in memory, so that ten thousand changes can be compared with a copy.
import { expect, test } from "vitest";
import { EchoModel } from "../support/echoModel";
import { usingClients } from "../support/lspSession";
import { eventually } from "../support/processes";
import { inMemoryClient, stdioClient } from "../support/lspServers";

const use = usingClients();
const uri = "file:///work/a.ts";
const base = `${"function repeated(value: number): number {\n  return value + 1;\n}\n\n".repeat(500)}const total = `;

test("stays in step through ten thousand changes and cancelled requests in a burst", async () => {
  let seen = "";
  const model = new EchoModel(({ prompt }) => {
    seen = prompt.prefix.slice(-40);
    return "answer;";
  });
  const client = use(inMemoryClient({ createModel: () => model }));
  await client.start();
  client.open(uri, base);
  const cancelled: Promise<unknown>[] = [];
  let random = 1;
  let offset = base.length;
  for (let count = 0; count < 10_000; count++) {
    random = (random * 48_271) % 2_147_483_647;
    const text = ["x", "é", "日", "\n", "(", ""][random % 6];
    const removed = random % 3 === 0 && offset > base.length + 10 ? 2 : 0;
    void client.change(uri, offset - removed, offset, text);
    offset += text.length - removed;
    const abort = new AbortController();
    cancelled.push(client.complete(uri, offset, { signal: abort.signal }).catch(() => []));
    abort.abort();
  }
  await Promise.all(cancelled);
  offset = client.type(uri, offset, "\nconst sum = ");
  const items = await client.complete(uri, offset, { isInvoked: true });
  expect(items).toMatchObject([{ insertText: "answer;" }]);
  expect(seen).toBe(client.text(uri).slice(-40));
  expect((await client.stats()).requests).toMatchObject({ total: 10_001, failed: 0 });
}, 120_000);

test("answers with the real model after a burst", async () => {
  const client = use(stdioClient());
  await client.start();
  client.open(uri, base);
  await client.ready();
  const cancelled: Promise<unknown>[] = [];
  for (let count = 0; count < 10_000; count++) {
    void client.change(uri, base.length, base.length + (count % 2), count % 2 === 0 ? "x" : "");
    const abort = new AbortController();
    cancelled.push(client.complete(uri, base.length, { signal: abort.signal }).catch(() => []));
    abort.abort();
  }
  await Promise.all(cancelled);
  const offset = client.type(uri, base.length, "repeated(1);\nfor (const value of ");
  const [item] = await eventually(async () => {
    const items = await client.complete(uri, offset, { isInvoked: true });
    return items.length > 0 ? items : undefined;
  });
  expect(item.insertText).toMatch(/\w/);
  const { requests } = await client.stats();
  expect(requests.failed).toBe(0);
}, 120_000);
