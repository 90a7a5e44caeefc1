import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { spawnSync } from "node:child_process";

/** True if a real `redis-server` is installed here (apt package of that name). */
export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

/** A real server that keeps nothing on disk, on a port of its own. */
export class RedisServer {
  #child: ReturnType<typeof spawn> | undefined;

  private constructor(
    readonly port: number,
    private readonly options: readonly string[],
  ) {}

  static async start(...options: string[]): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), options);
    await server.restart();
    return server;
  }

  /** Starts it anew, empty, on the same port. */
  async restart(): Promise<void> {
    const port = this.options.includes("--tls-port") ? [] : ["--port", String(this.port)];
    const options = this.options.map((option) => (option === "PORT" ? String(this.port) : option));
    const fixed = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no"];
    this.#child = spawn("redis-server", [...fixed, ...port, ...options], { stdio: "ignore", cwd: tmpdir() });
    while (!(await answers(this.port))) await sleep(10);
  }

  /** Asks the server itself, as an administrator does. */
  cli(...words: string[]): string {
    return execFileSync("redis-cli", ["--no-auth-warning", "-p", String(this.port), ...words], {
      encoding: "utf8",
    }).trim();
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }
}

/** A hostile server's reaction to a command (its words) on a connection. */
export type Hostility = (words: readonly string[], socket: Socket) => void;

/** A server that does what the test says, on a port of its own. It speaks to whoever connects and believes everything. */
export class HostileRedis {
  connectionCount = 0;
  readonly #sockets = new Set<Socket>();
  private constructor(readonly server: Server) {}

  static async start(hostility: Hostility): Promise<HostileRedis> {
    const server = createServer();
    const hostile = new HostileRedis(server);
    server.on("connection", (socket) => {
      hostile.connectionCount++;
      hostile.#sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => hostile.#sockets.delete(socket));
      let text = "";
      socket.on("data", (data: Buffer) => {
        text += data.toString("latin1");
        for (let words = takeCommand(text); words !== undefined; words = takeCommand(text)) {
          text = text.slice(words.length);
          hostility(words.words, socket);
        }
      });
    });
    server.listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    return hostile;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A certificate authority of one certificate for `localhost`, made by openssl; `folder` holds `cert.pem` and `key.pem`. */
export function makeCertificate(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "nanotype-tls-"));
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const key = [
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-keyout",
    join(folder, "key.pem"),
  ];
  execFileSync("openssl", ["req", "-x509", ...key, "-out", join(folder, "cert.pem"), "-days", "2", ...subject], {
    stdio: "ignore",
  });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The first whole command of a stream of them, with how much of the stream it takes. */
function takeCommand(text: string): { words: string[]; length: number } | undefined {
  const count = /^\*(\d+)\r\n/.exec(text);
  if (count === null) return undefined;
  let at = count[0].length;
  const words: string[] = [];
  for (let index = 0; index < Number(count[1]); index++) {
    const length = /^\$(\d+)\r\n/.exec(text.slice(at));
    if (length === null) return undefined;
    const start = at + length[0].length;
    at = start + Number(length[1]) + 2;
    if (text.length < at) return undefined;
    words.push(text.slice(start, at - 2));
  }
  return { words, length: at };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
