import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readAuditLog } from "../../server/src/safety/audit/auditLog";
import { EchoModel } from "../../test/support/echoModel";
import type { LspClient } from "../../test/support/lspClient";
import { inMemoryClient } from "../../test/support/lspServers";
import type { Stats } from "../../server/src/protocol";
import { keyVariable, type Endpoint } from "../../server/src/settings/endpoint";
import { SoakServer } from "../soak/soakServer";
import { hostDelayMs, type, type KeySight, type Passage } from "../typist/typist";

/** Address and model of the typists' endpoint. */
export type TeamPlace = Pick<Endpoint, "kind" | "url" | "model" | "family" | "contextTokens">;

/** Figures of one editor. */
export interface EditorFigures {
  readonly keyCount: number;
  /** Requests that were sent and reported back or given up. */
  readonly requestCount: number;
  /** Share of the keys with a suggestion. */
  readonly upShare: number;
  /** From a generation's request to its first whole line, in ms. */
  readonly firstLineMs: { readonly count: number; readonly p50: number; readonly p95: number };
  /** Requests that failed, and nothing answered instead. */
  readonly missedCount: number;
  readonly promptTokenCount: number;
  readonly cachedTokenCount: number;
}

/** An editor's own files, and the variables of its process, which may slow down its disk. */
export interface EditorDisk {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** An editor of a team: a whole language server without a model of its own, in this process or with a disk in one of its own, and a typist at it. */
export class TeamEditor {
  readonly #client: LspClient;
  readonly #passage: Passage;
  readonly #seed: number;
  readonly #folder: string | undefined;
  #sights: readonly KeySight[] = [];

  private constructor(client: LspClient, passage: Passage, params: { seed: number; folder: string | undefined }) {
    this.#client = client;
    this.#passage = passage;
    this.#seed = params.seed;
    this.#folder = params.folder;
  }

  /** Opens an editor of one user; `key` is theirs. */
  static async open(params: {
    place: TeamPlace;
    key: string;
    passage: Passage;
    seed: number;
    others?: readonly Passage[];
    disk?: EditorDisk | undefined;
  }): Promise<TeamEditor> {
    const { place, key, passage, seed, others = [], disk } = params;
    const name = `typist-${seed}`;
    process.env[keyVariable(name)] = key;
    const server = disk && new SoakServer(disk.folder, { ...disk.environment });
    const client = server?.client ?? inMemoryClient({ createModel: () => new EchoModel(() => "") });
    // A process of its own would load the model that comes with it.
    const local = server === undefined ? {} : { local: { model: `${server.folder}/none` } };
    const settings = { mode: "cloud", endpoints: [{ name, ...place }], ...local };
    await client.start({ initializationOptions: { hostDelayMs, settings }, folders: ["file:///work"] });
    for (const other of others) client.open(other.uri, other.before + other.toType + other.after);
    return new TeamEditor(client, passage, { seed, folder: disk?.folder });
  }

  /** Types `maxKeys` keys in the user's own rhythm, with rests of `restMs` on average, or until `end` aborts. */
  async type(params: { maxKeys: number; restMs?: number; end?: AbortSignal }): Promise<void> {
    this.#sights = await type(this.#client, this.#passage, { seed: this.#seed, ...params });
  }

  /** Answers that the endpoint gave as a whole. */
  async answeredCount(): Promise<number> {
    const endpoint = (await this.#client.stats()).endpoints.at(0);
    return endpoint === undefined ? 0 : endpoint.requestCount - endpoint.estimatedCount;
  }

  /** Requests that failed, and nothing answered instead. */
  async missedCount(): Promise<number> {
    return (await this.#client.stats()).model.failureCount;
  }

  async figures(): Promise<EditorFigures> {
    const { endpoints, model, ...stats } = await this.#client.stats();
    const endpoint = endpoints.at(0);
    const stages: Partial<Stats["stages"]> = stats.stages;
    const { firstLine = { count: 0, p50: Number.NaN, p95: Number.NaN } } = stages;
    const upCount = this.#sights.filter(({ suggestion }) => suggestion !== "none").length;
    return {
      keyCount: this.#sights.length,
      requestCount: endpoint?.requestCount ?? 0,
      upShare: upCount / this.#sights.length,
      firstLineMs: { count: firstLine.count, p50: firstLine.p50, p95: firstLine.p95 },
      missedCount: model.failureCount,
      promptTokenCount: endpoint?.promptTokenCount ?? 0,
      cachedTokenCount: endpoint?.cachedTokenCount ?? 0,
    };
  }

  /** Requests of which its audit log has nothing; call it after `close`. 0 for an editor without a disk. */
  async unrecordedCount(sentCount: number): Promise<number> {
    if (this.#folder === undefined) return 0;
    const entries = await readAuditLog(join(this.#folder, "sent.jsonl"));
    return Math.max(0, sentCount - entries.filter(({ purpose }) => purpose === "completion").length);
  }

  close(): Promise<void> {
    return this.#client.stop();
  }
}

/** UTF-16 units before the caret at which a seat's own line is: every prompt has it, and the stand-in doesn't look for it. */
const ownLineBefore = 600;

/** Returns the passage with a line of its own, so that no prompt equals another seat's, which LiteLLM would answer from its cache. */
export function ownPassage(passage: Passage, seat: string): Passage {
  const { before } = passage;
  const at = before.lastIndexOf("\n", before.length - ownLineBefore) + 1;
  return { ...passage, before: `${before.slice(0, at)}// ${seat}\n${before.slice(at)}` };
}

/** Returns passages of this repository's own sources, from one line start to another, and the whole texts. */
export function teamPassages(): { readonly passages: readonly Passage[]; readonly texts: readonly string[] } {
  const files = readdirSync("server/src", { recursive: true, encoding: "utf8" });
  const paths = files.flatMap((file) => (file.endsWith(".ts") ? [join("server/src", file)] : [])).sort();
  const texts = paths.map((path) => readFileSync(path, "utf8"));
  const long = paths.flatMap((path, index) => (texts[index].length > longEnough ? [{ path, text: texts[index] }] : []));
  const passages = long.map(({ path, text }): Passage => {
    const lineAt = (share: number): number => text.indexOf("\n", Math.floor(text.length * share)) + 1;
    const [start, end] = [lineAt(0.4), lineAt(0.8) - 1];
    const [before, toType, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)];
    return { uri: `file:///work/${path}`, before, toType, after };
  });
  return { passages, texts: long.map(({ text }) => text) };
}

/** Shortest file that is typed in, in UTF-16 units: its middle lasts a typist for some minutes. */
const longEnough = 6_000;
