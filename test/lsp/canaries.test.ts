// Own folder: secrets are planted in every place that a session touches, which no shared workspace may hold.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { serverNodeArguments, auditMethod, draftCommitMethod, previewMethod } from "../../server/src/protocol";
import { canaries, type Canary } from "../support/canaries";
import { createRepository, type GitFixture } from "../support/gitFixture";
import { LspClient } from "../support/lspClient";
import { StandIn, type Received } from "../support/standIn/standIn";

const key = ["the", "user's", "key"].join("-");

/** Secrets of all kinds; each place has its own. */
const planted = {
  openFile: canaries(101),
  sibling: canaries(102),
  privateFile: canaries(103),
  diff: canaries(104),
  clipboard: canaries(105),
  environment: canaries(106),
  settings: canaries(107),
  typed: canaries(108),
};

let standIn: StandIn;
let repository: GitFixture;
let folder: string;
beforeEach(async () => {
  standIn = await StandIn.start({ keys: [key] });
  repository = createRepository();
  folder = mkdtempSync(join(tmpdir(), "nanotype-canaries-"));
});
afterEach(async () => {
  await standIn.close();
  repository.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the real server in a separate process, with everything it writes. */
function startServer(): { client: LspClient; stderr: () => string } {
  // A crash whose message contains a secret, as a parser's error may.
  const crash = join(folder, "crash.cjs");
  const message = JSON.stringify(planted.openFile.map(({ line }) => line).join("\n"));
  writeFileSync(crash, `process.on("SIGUSR2", () => { throw new Error(${message}); });\n`);
  const names = Object.fromEntries(planted.environment.map(({ secret }, index) => [`SERVICE_${index}_TOKEN`, secret]));
  const child = spawn(process.execPath, [...serverNodeArguments, "--require", crash, "dist/server.js", "--stdio"], {
    stdio: ["pipe", "pipe", "pipe"],
    env: {
      ...process.env,
      ...names,
      OPENAI_API_KEY: planted.environment[8].secret,
      AWS_SECRET_ACCESS_KEY: planted.environment[1].secret,
      NANOTYPE_SETTINGS: join(folder, "own", "settings.json"),
      NANOTYPE_CACHE: join(folder, "cache"),
      NANOTYPE_KEY_TEAM: key,
    },
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
  const client = new LspClient(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin), child);
  return { client, stderr: () => stderr };
}

/** Returns pieces that reveal a secret anywhere: whole and in part, in plain text, in JSON, and in base64. */
function traces({ secret }: Canary): string[] {
  const parts = [0, 12, 24].map((at) => secret.slice(at, at + 12)).filter((part) => part.length === 12);
  const base64 = Buffer.from(secret).toString("base64").slice(0, 16);
  return [secret, JSON.stringify(secret).slice(1, -1), base64, ...(secret.length < 12 ? [] : parts)];
}

/** Fails with the name of each planted secret that `text` contains in part. */
function checkClean(where: string, text: string, places: Partial<typeof planted> = planted): void {
  const leaks = Object.entries(places).flatMap(([place, secrets]) =>
    secrets
      .filter((canary) => traces(canary).some((part) => text.includes(part)))
      .map(({ kind }) => `${place}: ${kind}`),
  );
  expect({ where, leaks }).toEqual({ where, leaks: [] });
}

function filesIn(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );
}

const code = (name: string, secrets: readonly Canary[]): string =>
  `export const ${name} = 1;\n\n${secrets.map(({ line }, index) => `${line}\nconst value${index} = ${index};`).join("\n")}\n\nconst last = `;

/** Answers with the last placeholder of the prompt, as a model that repeats a value. */
function repeatPlaceholder({ body }: Received): { kind: "answer"; text: string } {
  const placeholder = [...JSON.stringify(body).matchAll(/<secret-\d+>/g)].at(-1)?.[0] ?? "nothing";
  return { kind: "answer", text: `${placeholder}\`);\n` };
}

test(
  "no planted secret of 30 kinds reaches an endpoint, the log, the metrics, a file or the crash output; its place in a completion has it again",
  { timeout: 180_000 },
  async () => {
    const uriOf = (path: string): string => pathToFileURL(join(repository.folder, path)).href;
    repository.commit("feat: begin", { "src/shop.ts": "export const prices = [1];\n" });
    repository.write("src/diff.ts", `${code("diff", planted.diff)}2;\n`);
    repository.git("add", "-A");
    standIn.usual = repeatPlaceholder;

    const { client, stderr } = startServer();
    const settings = {
      mode: "cloud",
      endpoints: [{ name: "team", kind: "azure", url: standIn.url, model: "gpt-4.1-nano" }],
      log: { level: "debug" },
      eagerness: planted.settings[2].secret,
      debounce: { maxMs: planted.settings[4].secret },
      someServiceToken: planted.settings[7].secret,
    };
    await client.start({ configuration: settings, folders: [pathToFileURL(repository.folder).href] });

    // Open files, one beside the other, and one that is full of secrets.
    const open = { "src/main.ts": planted.openFile, "src/sibling.ts": planted.sibling, ".env": planted.privateFile };
    for (const [path, secrets] of Object.entries(open))
      client.open(uriOf(path), code(path.replace(/\W/g, ""), secrets));
    const main = uriOf("src/main.ts");
    await vi.waitFor(async () => expect((await client.stats()).endpoints).toHaveLength(1), { timeout: 30_000 });
    const preview = async (): Promise<unknown> =>
      client.connection.sendRequest(previewMethod, {
        textDocument: { uri: main },
        position: { line: 1, character: 0 },
      });
    await vi.waitFor(async () => expect(await preview()).toMatchObject({ hindrance: "" }), { timeout: 30_000 });

    // Completions at the end and at the beginning of each, so that all of it is before or behind the caret.
    for (const path of Object.keys(open))
      for (const at of [client.text(uriOf(path)).length, 0])
        await client.complete(uriOf(path), at, { isInvoked: true });
    const sentForEnv = standIn.wire.filter(({ body }) => body.includes(".env"));
    expect(sentForEnv).toEqual([]);

    // The clipboard: pasted whole, with a request at the same moment.
    client.open(uriOf("src/paste.ts"), "\n");
    void client.change(uriOf("src/paste.ts"), 0, 0, code("pasted", planted.clipboard));
    await client.complete(uriOf("src/paste.ts"), client.text(uriOf("src/paste.ts")).length - 1, { isInvoked: true });

    // Each secret entered as a separate line, with a request before the line can have been scanned.
    client.open(uriOf("src/typed.ts"), "export const typed = 1;\n");
    for (const { line, secret } of planted.typed) {
      const before = client.text(uriOf("src/typed.ts")).length;
      void client.change(uriOf("src/typed.ts"), before, before, `${line}\nuse(\``);
      const at = client.text(uriOf("src/typed.ts")).length;
      const items = await client.complete(uriOf("src/typed.ts"), at, { isInvoked: true });
      // All lines of a key are cut; its first line alone would leave the string open, so nothing is offered. Invisible
      // characters are removed from every offer.
      if (!line.includes("KEY-----"))
        expect({ line: line.slice(0, 30), offered: items.map(({ insertText }) => insertText) }).toMatchObject({
          offered: expect.arrayContaining([expect.stringContaining(secret.replaceAll("\u200b", ""))]) as string[],
        });
      void client.change(uriOf("src/typed.ts"), at, at, "`);\n");
    }

    // A draft of a commit message from a diff.
    const draft = await client.connection.sendRequest(draftCommitMethod, {
      repositoryUri: pathToFileURL(repository.folder).href,
    });

    const seen = {
      preview: await preview(),
      audit: await client.connection.sendRequest(auditMethod),
      stats: await client.stats(),
      explanations: await Promise.all(Object.keys(open).map((path) => client.explain(uriOf(path)))),
      statuses: client.statuses,
      questions: client.questions,
      log: client.logLines,
    };
    for (const [where, what] of Object.entries(seen)) checkClean(where, JSON.stringify(what));
    checkClean("draft", JSON.stringify(draft), { ...planted, diff: [] }); // its own secrets may come back to their user
    expect(standIn.wire.length).toBeGreaterThan(40);
    checkClean("requests", standIn.wire.map(({ head, body }) => `${head}\n${body}`).join("\n"));

    // Traces that the server leaves behind, and its output when a part of it breaks.
    client.process!.kill("SIGUSR2");
    await vi.waitFor(() => expect(stderr()).toMatch(/a part of the server failed \(Error at/), { timeout: 30_000 });
    await client.stop();
    checkClean("stderr", stderr());
    const files = [join(folder, "own"), join(folder, "cache")].flatMap((path) => {
      mkdirSync(path, { recursive: true });
      return filesIn(path);
    });
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) checkClean(file, readFileSync(file, "latin1"));
  },
);
