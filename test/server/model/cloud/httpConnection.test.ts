import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { connect, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeCertificate } from "../../../support/redisServers";
import { checkConnections } from "../../../support/standIn/checkConnections";
import { cloudBackend, completionRequest, textOf } from "../../../support/standIn/cloudFixture";
import { StandIn } from "../../../support/standIn/standIn";

const signal = new AbortController().signal;
let standIn: StandIn;
const open: (() => unknown)[] = [];

beforeEach(async () => {
  standIn = await StandIn.start();
  for (const name of ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy"])
    vi.stubEnv(name, undefined);
});
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
  await standIn.close();
  vi.unstubAllEnvs();
});

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  open.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Starts a proxy that tunnels (CONNECT), as companies have one. It requires `credential` if one is given. */
async function startProxy(credential?: string, status = 407): Promise<{ url: string; tunnels: string[] }> {
  const tunnels: string[] = [];
  const wanted = credential === undefined ? undefined : `Basic ${Buffer.from(credential).toString("base64")}`;
  const server = createServer();
  server.on("connect", (request: IncomingMessage, socket: Socket) => {
    if (wanted !== undefined && request.headers["proxy-authorization"] !== wanted) {
      socket.end(`HTTP/1.1 ${status} Refused\r\nproxy-authenticate: Basic\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    tunnels.push(request.url ?? "");
    const port = Number(/\d+$/.exec(request.url ?? "")?.[0]);
    const onward = connect(port, "127.0.0.1", () => socket.write("HTTP/1.1 200 OK\r\n\r\n"));
    onward.on("error", () => socket.destroy());
    socket.pipe(onward).pipe(socket);
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, tunnels };
}

/** Starts a server with a company's own certificate in front of the test endpoint. */
async function startTls(): Promise<{ url: string; caFile: string }> {
  const { folder, remove } = makeCertificate();
  open.push(remove);
  const [cert, key] = ["cert.pem", "key.pem"].map((name) => readFileSync(join(folder, name)));
  const server = createTlsServer({ cert, key }, (socket) => {
    const onward = connect(standIn.port, "127.0.0.1");
    onward.on("error", () => socket.destroy());
    socket.on("error", () => onward.destroy()).on("close", () => onward.destroy());
    socket.pipe(onward).pipe(socket);
  });
  return { url: `https://localhost:${await listen(server)}`, caFile: join(folder, "cert.pem") };
}

/** Completes once; `expected` is the text, or a part of the message to the user. */
async function check(
  url: string,
  network: Parameters<typeof cloudBackend>[1] extends { network?: infer N } | undefined ? N : never,
  expected: { text: string } | { told: RegExp },
): Promise<void> {
  const { backend, connection } = cloudBackend(standIn, { endpoint: { kind: "openai", url }, network });
  open.push(() => connection.close());
  const outcome = await textOf(backend.stream(completionRequest("█"), signal)).then(
    (text) => ({ text }),
    (error: unknown) => ({ told: error instanceof Error ? error.message : "" }),
  );
  if ("text" in expected) expect(outcome).toEqual(expected);
  else expect(outcome).toEqual({ told: expect.stringMatching(expected.told) as string });
}

const answered = { text: "answer()\n" };

describe("a proxy", () => {
  test("is used for every endpoint where the setting names one", async () => {
    const proxy = await startProxy();
    await check(standIn.url, { proxyUrl: proxy.url }, answered);
    expect(proxy.tunnels).toEqual([`127.0.0.1:${standIn.port}`]);
  });
  test("gets its user name and password from its address", async () => {
    const proxy = await startProxy("ann:pass word");
    await check(standIn.url, { proxyUrl: proxy.url.replace("//", "//ann:pass%20word@") }, answered);
  });
  test("that asks for a password is reported", async () => {
    const proxy = await startProxy("ann:word");
    await check(standIn.url, { proxyUrl: proxy.url }, { told: /proxy asks for a user name and password \(407\)/ });
    expect(standIn.connectionCount).toBe(0);
  });
  test("that refuses everything is reported", async () => {
    const proxy = await startProxy("nobody", 403);
    await check(standIn.url, { proxyUrl: proxy.url }, { told: /proxy refuses connections to .* \(403\)/ });
  });
  test("that cannot be reached is reported", async () => {
    await check(
      standIn.url,
      { proxyUrl: "http://127.0.0.1:9" },
      { told: /^The proxy on the way .* does not answer \(port 9\)/ },
    );
    expect(standIn.connectionCount).toBe(0);
  });
  test("of the environment is used for other machines, not for this one", async () => {
    const proxy = await startProxy();
    vi.stubEnv("HTTP_PROXY", proxy.url);
    vi.stubEnv("HTTPS_PROXY", proxy.url);
    await check(standIn.url, {}, answered);
    expect(proxy.tunnels).toEqual([]);
    await check(`http://box.test:${standIn.port}`, {}, answered);
    expect(proxy.tunnels).toEqual([`box.test:${standIn.port}`]);
  });
  test("of the environment leaves alone what NO_PROXY names", async () => {
    const proxy = await startProxy();
    vi.stubEnv("HTTP_PROXY", proxy.url);
    vi.stubEnv("NO_PROXY", "box.test");
    await check(`http://box.test:${standIn.port}`, {}, { told: /box\.test:\d+ cannot be found/ });
    expect(proxy.tunnels).toEqual([]);
  });
});

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

describe.skipIf(!hasOpenssl)("a company's own certificate (no openssl here where skipped)", () => {
  test("is trusted where the setting names its file", async () => {
    const { url, caFile } = await startTls();
    await check(url, { caFile }, answered);
  });
  test("costs its handshake seldom: requests in a row reuse their connections, and one after a hang-up finds a warm one", async () => {
    const { url, caFile } = await startTls();
    const { backend, connection } = cloudBackend(standIn, { endpoint: { kind: "openai", url }, network: { caFile } });
    open.push(() => connection.close());
    await checkConnections(backend, standIn);
  });
  test("is not trusted otherwise, and the message says what to do", async () => {
    const { url } = await startTls();
    await check(url, {}, { told: /certificate of localhost:\d+ is not trusted .*nanotype\.network\.caFile/ });
    expect(standIn.requests).toHaveLength(0);
  });
  test("is not trusted either where the environment says to trust every certificate", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    const { url } = await startTls();
    await check(url, {}, { told: /certificate of localhost:\d+ is not trusted/ });
    const proxy = await startProxy();
    await check(url, { proxyUrl: proxy.url }, { told: /certificate of localhost:\d+ is not trusted/ });
    expect(standIn.requests).toHaveLength(0);
  });
  test("is trusted behind a proxy too", async () => {
    const proxy = await startProxy();
    const { url, caFile } = await startTls();
    await check(url, { caFile, proxyUrl: proxy.url }, answered);
    expect(proxy.tunnels).toHaveLength(1);
  });
  test("whose file cannot be read is reported", () => {
    const caFile = join(tmpdir(), "nanotype-absent.pem");
    expect(() => cloudBackend(standIn, { network: { caFile } })).toThrow(/caFile cannot be read/);
  });
  test("that isn't a certificate is reported", async () => {
    const { url, caFile } = await startTls();
    writeFileSync(caFile, "not a certificate");
    await check(url, { caFile }, { told: /not trusted|caFile/ });
  });
});
