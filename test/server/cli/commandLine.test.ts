// Own folder: each test writes the file that it names, odd ones included.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { canaries } from "../../support/canaries";
import { program, runNanotype, type Run } from "../../support/commandLine";
import type { LspClient } from "../../support/lspClient";
import { stdioClient } from "../../support/lspServers";

const folder = mkdtempSync(join(tmpdir(), "nanotype-cli-"));

/** Runs the built command line in the test's folder. */
const run = (args: readonly string[], params: { closeEarly?: boolean; userSettings?: string } = {}): Promise<Run> =>
  runNanotype(args, {
    folder,
    closeEarly: params.closeEarly ?? false,
    environment: { NANOTYPE_SETTINGS: join(folder, params.userSettings ?? "none.json") },
  });

function file(name: string, text: string): string {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
  return name;
}

describe("nanotype preview and audit", () => {
  test("show what would be sent, without a key, a connection or a secret, and that nothing was", async () => {
    const url = "http://127.0.0.1:9/v1";
    const settings = { endpoints: [{ name: "mine", kind: "openai", url, model: "m" }] };
    const userSettings = file("own/settings.json", JSON.stringify(settings));
    const [, , { secret }] = canaries(1);
    const name = file("shop.ts", `const token = "${secret}";\nopen(\n`);
    const { code, stdout } = await run(["preview", `${name}:2:6`, "--json"], { userSettings });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      requests: [{ endpoint: "mine", url: `${url}/chat/completions`, headers: { authorization: "Bearer (your key)" } }],
      cuts: [{ rule: "github-pat", line: 1, placeholder: "<secret-1>" }],
    });
    expect(stdout).not.toContain(secret);
    expect(await run(["audit"], { userSettings })).toMatchObject({
      code: 0,
      stdout: "Nothing has been sent from this machine.\n",
    });
  });
});

describe("nanotype complete", () => {
  // The line already occurs in the file, so that the memory knows it whatever the model predicts.
  const repeated = `const totalPrice = computeTotalPrice(basket, discountRate);\n${"// more\n".repeat(3)}const totalPrice = computeTot\n`;

  test("prints the text to insert and nothing else", async () => {
    const name = file("basket.ts", repeated);
    const { code, stdout, stderr } = await run(["complete", `${name}:5:30`]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^alPrice\(basket, discountRate\);?/);
    expect(readFileSync(join(folder, name), "utf8")).toBe(repeated);
  });

  test("an excluded file gets no completions, and the reason is given", async () => {
    const { code, stdout, stderr } = await run(["complete", `${file(".env", "TOKEN=\n")}:1:7`]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(".env gets no completions: files of this type usually contain secrets");
  });

  test("--json prints one object, with as many candidates as asked for", async () => {
    const { code, stdout } = await run([
      "complete",
      `${file("json.ts", repeated)}:5:30`,
      "--json",
      "--candidates",
      "3",
    ]);
    const object: unknown = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(stdout.trimEnd()).not.toContain("\n");
    expect(object).toMatchObject({
      file: "json.ts",
      line: 5,
      column: 30,
      languageId: "typescript",
      model: "nanotype-6m",
    });
    const { completions } = object as { completions: { text: string; replacesLength: number }[] };
    expect(completions.length).toBeGreaterThan(1);
    expect(completions.length).toBeLessThanOrEqual(3);
    expect(new Set(completions.map(({ text }) => text)).size).toBe(completions.length);
  });

  test("reports the closing bracket that the text replaces", async () => {
    const { stdout } = await run([
      "complete",
      `${file("bracket.ts", repeated.replace("computeTot\n", "computeTotalPrice()\n"))}:5:38`,
      "--json",
    ]);
    const { completions } = JSON.parse(stdout) as { completions: { text: string; replacesLength: number }[] };
    expect(completions[0]).toMatchObject({ text: expect.stringContaining(")") as string, replacesLength: 1 });
  });

  test("several candidates are parted by a NUL character", async () => {
    const { stdout } = await run(["complete", `${file("nul.ts", repeated)}:5:30`, "--candidates", "3"]);
    expect(stdout.split("\0").length).toBeGreaterThan(1);
    expect(stdout.endsWith("\n")).toBe(false);
  });

  test("learns from files beside the one at hand", async () => {
    file(
      "neighbour.py",
      "def reconcile_ledger(entries, opening_balance):\n    return opening_balance + sum(entries)\n",
    );
    const { stdout } = await run(["complete", `${file("ledger.py", "import neighbour\n\ndef reconcile_led")}:3:18`]);
    expect(stdout).toMatch(/^ger\(entries, opening_balance\)/);
  });

  test("without a model the memory still answers, and standard error says what is wrong", async () => {
    const { code, stdout, stderr } = await run([
      "complete",
      `${file("alone.mjs", repeated)}:5:30`,
      "--set",
      "local.model=./nowhere",
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^alPrice\(basket/);
    expect(stderr).toMatch(/no model folder/);
  });

  test("without a model and a memory it fails", async () => {
    const args = ["--set", "local.model=./nowhere", "--set", "memory.enabled=false"];
    const { code, stdout, stderr } = await run(["complete", `${file("alone.mjs", repeated)}:5:30`, ...args]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/no model folder/);
  });

  test("the user's own settings count, and the command line's override them", async () => {
    const userSettings = file("user.json", '{"local": {"model": "./nowhere"}, "nonsense": 1}');
    const caret = `${file("alone.mjs", repeated)}:5:30`;
    const own = await run(["complete", caret], { userSettings });
    expect(own.stderr).toMatch(/nonsense does not exist[^]*no model folder/);
    const overruled = await run(["complete", caret, "--set", "local.model=nanotype-6m"], { userSettings });
    expect(overruled.stderr).not.toMatch(/no model folder/);
    expect(overruled.stdout).toMatch(/^alPrice\(basket/);
  });

  test("--explain says on standard error what every step decided", async () => {
    const { stdout, stderr } = await run(["complete", `${file("e.ts", repeated)}:5:30`, "--explain"]);
    expect(stderr).toMatch(/ms {2}trigger: Explicit request in code/);
    expect(stdout).not.toContain("trigger");
  });

  test("a reader that hangs up early isn't a failure", async () => {
    const { code, stderr } = await run(["complete", `${file("e.ts", repeated)}:5:30`], { closeEarly: true });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test.each([
    [["complete"], 2, /missing required argument/],
    [["complete", "basket.ts"], 2, /is not FILE:LINE:COLUMN/],
    [["complete", "basket.ts:1:999"], 2, /ends at column \d+; there is no column 999/],
    [["complete", "basket.ts:999:1"], 2, /there is no line 999/],
    [["complete", "basket.ts:1:1", "--candidates", "4"], 2, /must be 1, 2 or 3/],
    [["complete", "basket.ts:1:1", "--set", "maxLines=many"], 2, /maxLines must be a whole number/],
    [["complete", "basket.ts:1:1", "--set", "nosuch=1"], 2, /nosuch does not exist/],
    [["complete", "basket.ts:1:1", "--set", "maxLines"], 2, /is not KEY=VALUE/],
    [["complete", "no-such-file.ts:1:1"], 1, /no such file/],
    [["complete", ".:1:1"], 1, /it is a folder/],
    [["complete", "binary.bin:1:1"], 1, /looks like a binary file/],
    [["complete", "large.txt:1:1"], 1, /is larger than 2048 KB/],
    [["complete", "pipe.ts:1:1"], 1, /is not a plain file/],
    [["complete", "/dev/zero:1:1"], 1, /is not a plain file/],
    [["preview", "pipe.ts:1:1"], 1, /is not a plain file/],
    [["complete", "sparse.ts:1:1"], 1, /is larger than 2048 KB/],
    [["complete", "circle.ts:1:1"], 1, /its links lead in a circle/],
    [["serve"], 2, /'--stdio' not specified/],
    [["no-such-verb"], 2, /unknown command/],
    [[], 2, /Usage: nanotype/],
  ])("%j ends with %i and says why", async (args, code, message) => {
    file("basket.ts", repeated);
    file("binary.bin", "a\0b");
    file("large.txt", "x\n".repeat(1_100_000));
    truncateSync(join(folder, file("sparse.ts", "")), 8e9); // far more than a text can hold
    if (!existsSync(join(folder, "pipe.ts"))) {
      execFileSync("mkfifo", [join(folder, "pipe.ts")]);
      symlinkSync("circle.ts", join(folder, "circle.ts"));
    }
    const outcome = await run(args);
    expect(outcome).toMatchObject({ code, stdout: "" });
    expect(outcome.stderr).toMatch(message);
  });
});

describe("nanotype", () => {
  /** Checks the help of a command and of those below it; returns how many there are. */
  async function checkHelp(...verbs: string[]): Promise<number> {
    const { code, stdout } = await run([...verbs, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: ${["nanotype", ...verbs].join(" ")}`);
    expect(stdout).not.toMatch(/default:\s+(?:false|\[\])/);
    expect(stdout.match(/Exit codes:/g)).toHaveLength(1);
    expect(stdout).toMatch(/[^\n]\n\nExit codes:\n {2}0 .*\n {2}1 .*\n {2}2 .*\n$/);
    const commands = /\nCommands:\n((?: {2}.+\n)+)/.exec(stdout)?.[1] ?? "";
    const below = [...commands.matchAll(/^ {2}([a-z]+)/gm)].map(([, verb]) => verb).filter((verb) => verb !== "help");
    const counts = await Promise.all(below.map((verb) => checkHelp(...verbs, verb)));
    return counts.reduce((sum, count) => sum + count, 1);
  }

  test("every command's help has no default that says nothing, and ends with the exit codes behind a blank line", async () => {
    expect(await checkHelp()).toBeGreaterThan(30);
    expect((await run(["help", "complete"])).stdout).toMatch(/Usage: nanotype complete[^]*Exit codes:/);
  });

  test("--version names the package's", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(await run(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });
});

describe("nanotype serve --stdio", () => {
  let client: LspClient | undefined;
  afterEach(() => client?.stop());

  test("is the language server", async () => {
    client = stdioClient([program, "serve", "--stdio"]);
    const { serverInfo } = await client.start();
    expect(serverInfo?.name).toBe("nanotype");
    client.open("file:///a.ts", "const first = compute(alpha, beta);\nconst first = compute(al");
    await client.ready();
    const items = await client.complete("file:///a.ts", 60, { isInvoked: true });
    expect(items[0]?.insertText).toMatch(/^pha, beta\)/);
  });
});

test.each([
  "endpoints add",
  "endpoints list --wrong",
  "cache clear --wrong",
  "consent --wrong",
  "consent allow --wrong",
  "preview",
  "audit --wrong",
])("wrong use of %s has exit code 2", async (args) => {
  expect((await run(args.split(" "))).code).toBe(2);
});
