import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { systemClock, type Clock } from "../../../../server/src/base/clock";
import { AnswerVault } from "../../../../server/src/completion/stored/answerVault";
import { parseRedisUrl } from "../../../../server/src/settings/redisAddress";
import { RedisCache } from "../../../../server/src/completion/stored/redisCache";
import type { RedisAccess } from "../../../../server/src/completion/stored/redisConnection";
import { createLog } from "../../../../server/src/base/log";
import { patiently } from "../../../support/patiently";
import { ManualClock } from "../../../support/manualClock";
import { HostileRedis, hasRedis, makeCertificate, RedisServer, type Hostility } from "../../../support/redisServers";

const vault = new AnswerVault(Buffer.alloc(32, 5));
const one = (text: string) => [{ text, tokenCount: 1 }];
const caches: RedisCache[] = [];
const servers: { stop: () => Promise<void> }[] = [];
let logLines: string[];

beforeEach(() => {
  logLines = [];
});
afterEach(async () => {
  vi.useRealTimers();
  for (const cache of caches.splice(0)) cache.dispose();
  for (const server of servers.splice(0)) await server.stop();
});

interface Member extends Partial<RedisAccess> {
  readonly url?: string;
  readonly vault?: AnswerVault;
  readonly clock?: Clock;
}

/** A member of the team, connecting. */
function member(server: { port: number }, params: Member = {}): RedisCache {
  const address = parseRedisUrl(params.url ?? `redis://127.0.0.1:${server.port}`);
  if (typeof address === "string") throw new Error(address);
  const log = createLog({ sink: (_level, line) => logLines.push(line), level: () => "debug" });
  const cache = new RedisCache({
    access: { ...params, address },
    vault: params.vault ?? vault,
    clock: params.clock ?? systemClock,
    log,
    mayLeave: (uri) => !uri.includes("private"),
    onChange: () => undefined,
  });
  caches.push(cache);
  return cache;
}

/** The text kept for a question. */
async function textOf(cache: RedisCache, question: string): Promise<string | undefined> {
  return (await cache.find(question))?.map(({ text }) => text).join("");
}

/** Waits until the cache holds `text` for a question; only a test waits for connecting and writing. */
const untilKept = (cache: RedisCache, question: string, text: string) =>
  patiently(async () => {
    cache.keep(question, one(text));
    expect(await textOf(cache, question)).toBe(text);
  });

async function started<T extends { stop: () => Promise<void> }>(server: Promise<T>): Promise<T> {
  const running = await server;
  servers.push(running);
  return running;
}

describe.skipIf(!hasRedis)("a real redis-server", () => {
  test("is not taken for slow when its reply came while this process was busy", async () => {
    const server = await started(RedisServer.start());
    const clock = new ManualClock();
    const cache = member(server, { clock });
    await untilKept(cache, "question", "sum(prices)");
    const found = textOf(cache, "question");
    server.cli("PING"); // this process waits for it, and by then the first reply has come
    await clock.advance(1_000);
    expect(await found).toBe("sum(prices)");
    expect(cache.warning).toBeUndefined();
  });

  test("gives one member another's kept answers, and gives none without the secret", async () => {
    const server = await started(RedisServer.start());
    await untilKept(member(server), "question", "sum(prices)");
    const colleague = member(server);
    await patiently(async () => expect(await textOf(colleague, "question")).toBe("sum(prices)"));
    const stranger = member(server, { vault: new AnswerVault(Buffer.alloc(32, 6)) });
    await untilKept(stranger, "other", "x()");
    expect(await textOf(stranger, "question")).toBeUndefined();
  });

  test("holds no text of questions and answers, and forgets after a month", async () => {
    const server = await started(RedisServer.start());
    await untilKept(member(server), "a question about prices", "sum(prices)");
    const key = server.cli("KEYS", "*");
    expect(key).toMatch(/^nanotype:1:[\w-]{24}$/);
    expect(server.cli("GET", key)).not.toContain("prices");
    expect(Number(server.cli("TTL", key))).toBeGreaterThan(29 * 24 * 3_600);
  });

  test("cannot make one answer pass for another", async () => {
    const server = await started(RedisServer.start());
    const cache = member(server);
    await untilKept(cache, "question", "sum(prices)");
    await untilKept(cache, "other", "launch()");
    const [name, other] = ["question", "other"].map((question) => `nanotype:1:${vault.nameOf(question)}`);
    server.cli("COPY", other, name, "REPLACE");
    expect(await textOf(cache, "question")).toBeUndefined();
    server.cli("SET", name, "launch()");
    expect(await textOf(cache, "question")).toBeUndefined();
    server.cli("DEL", name);
    server.cli("LPUSH", name, "launch()"); // a value of the wrong type
    expect(await textOf(cache, "question")).toBeUndefined();
    expect(await textOf(cache, "other")).toBe("launch()");
    expect(cache.warning).toBeUndefined();
    expect(logLines.filter((line) => line.includes("not sealed with this team's secret"))).toHaveLength(1);
  });

  test("is signed in to, into its own database", async () => {
    const server = await started(RedisServer.start("--requirepass", "pass word"));
    await untilKept(
      member(server, { password: "pass word", url: `redis://127.0.0.1:${server.port}/5` }),
      "q",
      "sum(prices)",
    );
    expect(server.cli("-a", "pass word", "-n", "5", "DBSIZE")).toBe("1");
    server.cli("-a", "pass word", "ACL", "SETUSER", "team", "on", ">other", "~*", "+@all");
    await untilKept(member(server, { password: "other", url: `redis://team@127.0.0.1:${server.port}` }), "q", "x()");
  });

  test.each([undefined, "wrong"])("that refuses the password %s says so", async (password) => {
    const server = await started(RedisServer.start("--requirepass", "right"));
    const cache = member(server, password === undefined ? {} : { password });
    await patiently(() => expect(cache.warning).toMatch(/refuses the password .* Completions continue without it\.$/));
  });

  test("is spoken to over TLS, if its certificate is trusted", async () => {
    const { folder, remove } = makeCertificate();
    const tls = [
      "--tls-port",
      "PORT",
      "--port",
      "0",
      "--tls-cert-file",
      `${folder}/cert.pem`,
      "--tls-key-file",
      `${folder}/key.pem`,
      "--tls-ca-cert-file",
      `${folder}/cert.pem`,
      "--tls-auth-clients",
      "no",
    ];
    const server = await started(RedisServer.start(...tls));
    const url = `rediss://localhost:${server.port}`;
    const certificates = readFileSync(`${folder}/cert.pem`, "utf8");
    remove();
    await untilKept(member(server, { url, certificates }), "question", "sum(prices)");
    // A variable that tells Node to trust everybody changes nothing.
    for (const trust of [undefined, "0"]) {
      vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", trust);
      const careful = member(server, { url });
      await patiently(() => expect(careful.warning).toMatch(/cannot be reached/));
      expect(await textOf(careful, "question")).toBeUndefined();
    }
    vi.unstubAllEnvs();
  });

  test("that goes away is said, and used again by itself when it is back", async () => {
    const server = await started(RedisServer.start());
    const cache = member(server);
    await untilKept(cache, "question", "sum(prices)");
    await server.stop();
    await patiently(() =>
      expect(cache.warning).toMatch(
        /^The team's cache at 127\.0\.0\.1:\d+ cannot be reached\. Completions continue without it\.$/,
      ),
    );
    expect(await textOf(cache, "question")).toBeUndefined();
    await server.restart();
    await patiently(() => expect(cache.warning).toBeUndefined());
    await untilKept(cache, "question", "sum(prices)");
  });
});

/** Makes a server that accepts every login and then does `hostility` with every question. */
const afterSignIn = (hostility: Hostility): Promise<HostileRedis> =>
  started(
    HostileRedis.start((words, socket) => {
      if (words[0] === "PING") socket.write("+PONG\r\n");
      else hostility(words, socket);
    }),
  );

/** Goes to a server and back some times, so that everything sent before has arrived. */
async function roundTrips({ port }: { port: number }, count: number): Promise<void> {
  for (let index = 0; index < count; index++)
    await new Promise<void>((resolve) => {
      const socket = connect({ host: "127.0.0.1", port });
      socket.once("data", () => socket.destroy());
      socket.once("close", () => resolve());
      socket.write("*1\r\n$4\r\nPING\r\n");
    });
}

/** Endless writing that stops when the other side has gone. */
function flood(socket: Socket, bytes: Buffer): void {
  const more = (): void => {
    while (!socket.destroyed && socket.writableLength < 8 * bytes.length) if (!socket.write(bytes)) break;
    if (!socket.destroyed) setImmediate(more);
  };
  more();
}

describe("a hostile server", () => {
  const sealedForOther = vault.seal(vault.nameOf("other"), one("launch()"));
  const value = (bytes: Buffer | string) => `$${bytes.length}\r\n${bytes.toString("latin1")}\r\n`;

  test.each<[string, Hostility, RegExp | undefined]>([
    ["doesn't speak the protocol", (_words, socket) => socket.write("HTTP/1.1 200 OK\r\n\r\n"), /invalid answers/],
    ["answers without a question", (_words, socket) => socket.write("$-1\r\n$-1\r\n"), /invalid answers/],
    ["pushes messages", (_words, socket) => socket.write(">1\r\n$-1\r\n"), /invalid answers/],
    ["announces a huge value", (_words, socket) => socket.write("$9999999999\r\n"), /invalid answers/],
    ["announces a deep list", (_words, socket) => socket.write("*1\r\n".repeat(10_000)), /invalid answers/],
    ["hangs up in mid-value", (_words, socket) => socket.end("$100\r\nabc"), /cannot be reached/],
    ["floods", (_words, socket) => flood(socket, Buffer.alloc(65_536, "x")), /invalid answers/],
    ["floods with lines", (_words, socket) => flood(socket, Buffer.from("+OK\r\n".repeat(10_000))), /invalid answers/],
    [
      "gives the answer to another question",
      (_words, socket) => socket.write(value(sealedForOther), "latin1"),
      undefined,
    ],
    ["gives an answer of its own", (_words, socket) => socket.write(value("launch()")), undefined],
    ["gives an empty answer", (_words, socket) => socket.write(value("")), undefined],
    ["answers with a line instead of a value", (_words, socket) => socket.write("+launch()\r\n"), undefined],
    ["refuses", (_words, socket) => socket.write("-ERR launch()\r\n"), undefined],
  ])("that %s gives no answer", async (_name, hostility, warning) => {
    let askedCount = 0;
    const server = await afterSignIn((words, socket) => {
      askedCount++;
      hostility(words, socket);
    });
    const cache = member(server);
    const heapBytes = process.memoryUsage().arrayBuffers;
    await patiently(async () => {
      expect(await cache.find("question")).toBeUndefined();
      expect(askedCount).toBeGreaterThan(0);
    });
    if (warning === undefined) expect(cache.warning).toBeUndefined();
    else await patiently(() => expect(cache.warning).toMatch(warning));
    expect(process.memoryUsage().arrayBuffers - heapBytes).toBeLessThan(16 * 1024 * 1024);
  });

  test.each<[string, Hostility]>([
    ["never answers", () => undefined],
    [
      "lets an answer drip",
      (_words, socket) => {
        const timer = setInterval(() => socket.write("$"), 20);
        socket.once("close", () => clearInterval(timer));
        socket.write("$60000\r\n");
      },
    ],
  ])("that %s is left alone after a second, and asked no more than 8 times until then", async (_name, hostility) => {
    vi.useFakeTimers({ toFake: ["Date"] }); // the resilience library reads the wall clock
    const clock = new ManualClock();
    let askedCount = 0;
    const server = await afterSignIn((words, socket) => {
      askedCount++;
      hostility(words, socket);
    });
    const cache = member(server, { clock });
    const found: Promise<unknown>[] = [];
    while (askedCount === 0) {
      found.push(cache.find("question"));
      await new Promise(setImmediate);
    }
    for (let index = 0; index < 30; index++) found.push(cache.find(`question ${index}`));
    await roundTrips(server, 3);
    expect(askedCount).toBeLessThanOrEqual(8);
    await clock.advance(1_000);
    expect(new Set(await Promise.all(found))).toEqual(new Set([undefined]));
    expect(cache.warning).toMatch(/does not answer/);
    const before = askedCount;
    expect(await cache.find("question")).toBeUndefined();
    expect(askedCount).toBe(before);
  });

  test("that hangs up after every sign-in is not called in a loop", async () => {
    const server = await started(
      HostileRedis.start((_words, socket) => {
        socket.end("+PONG\r\n");
      }),
    );
    const cache = member(server, { clock: new ManualClock() }); // so that its next try never comes
    await patiently(() => expect(cache.warning).toMatch(/cannot be reached/));
    await roundTrips(server, 10);
    expect(server.connectionCount).toBe(11);
  });

  test("that does not even let us in is said", async () => {
    const server = await started(HostileRedis.start((_words, socket) => void socket.write("*1\r\n")));
    const cache = member(server);
    await patiently(() => expect(cache.warning).toMatch(/invalid answers/));
  });
});

test("nobody is there: it is said, and nothing waits", async () => {
  const server = await HostileRedis.start(() => undefined);
  const { port } = server;
  await server.stop();
  const cache = member({ port });
  expect(await cache.find("question")).toBeUndefined();
  await patiently(() => expect(cache.warning).toMatch(/cannot be reached/));
});

test("a document whose text may not leave is neither asked nor told about", () => {
  const cache = member({ port: 9 });
  expect(cache.serves("file:///work/a.ts")).toBe(true);
  expect(cache.serves("file:///private/a.ts")).toBe(false);
});
