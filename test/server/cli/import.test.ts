// Own settings: the settings of other tools are files of the test, and the command writes ours.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { readContinue } from "../../../server/src/cli/import/readContinue";
import { readTabby } from "../../../server/src/cli/import/readTabby";
import { readVsCode } from "../../../server/src/cli/import/readVsCode";
import { parseSettings } from "../../../server/src/settings/settings";
import type { Imported } from "../../../server/src/cli/import/imported";
import { runNanotype } from "../../support/commandLine";
import { folderForTest } from "../../support/patient";

const key = ["sk", "proj", "b7Qe2Lr9Xw4Tz8Vn3Kp6"].join("-");

/** Compares what a reader makes of a file; its settings are legal, and hold no key. */
function check({ settings, notes }: Imported, expected: object, notesExpected: readonly RegExp[] = []): void {
  expect(settings).toEqual(expected);
  expect(notes).toEqual(notesExpected.map((note) => expect.stringMatching(note) as string));
  expect(parseSettings(settings).warnings).toEqual([]);
  expect(JSON.stringify([settings, notes])).not.toContain(key);
}

const vsCode = (tool: string, text: string): Imported => {
  const found = readVsCode(text).find((other) => other.tool === tool);
  expect(found).toBeDefined();
  return found?.imported ?? { settings: {}, notes: [] };
};

test("1: Continue's config.yaml with a model of Ollama", () =>
  check(
    readContinue(
      `name: Local Agent
version: 1.0.0
schema: v1
models:
  - name: Llama 3.1 8B
    provider: ollama
    model: llama3.1:8b
    roles: [chat, edit, apply]
  - name: Qwen2.5-Coder 1.5B
    provider: ollama
    model: qwen2.5-coder:1.5b-base
    roles:
      - autocomplete
    autocompleteOptions:
      debounceDelay: 250
      maxPromptTokens: 1024
context:
  - provider: code
`,
      "config.yaml",
    ),
    {
      endpoints: [
        { name: "qwen2.5-coder-1.5b", kind: "fim", url: "http://localhost:11434", model: "qwen2.5-coder:1.5b-base" },
      ],
      "debounce.maxMs": 250,
    },
  ));

test("2: Continue's config.yaml with Codestral, its key, a proxy with a password, and a model of the hub", () =>
  check(
    readContinue(
      `models:
  - uses: mistral/codestral
    with:
      MISTRAL_API_KEY: \${{ secrets.MISTRAL_API_KEY }}
  - name: Codestral
    provider: mistral
    model: codestral-latest
    apiKey: ${key}
    apiBase: https://codestral.mistral.ai/v1
    roles: [autocomplete]
    requestOptions:
      proxy: http://ann:${key}@proxy.example.com:3128
      caBundlePath: /etc/ssl/company.pem
      headers:
        X-Token: ${key}
`,
      "config.yaml",
    ),
    {
      endpoints: [
        { name: "codestral", kind: "fim", url: "https://codestral.mistral.ai/v1", model: "codestral-latest" },
      ],
      "network.proxy": "http://proxy.example.com:3128",
      "network.caFile": "/etc/ssl/company.pem",
    },
    [
      /key of codestral was not copied. Put it into NANOTYPE_KEY_CODESTRAL/,
      /headers of codestral were not copied/,
      /proxy's user/,
      /hub/,
    ],
  ));

test("3: Continue's config.yaml with a deployment on Azure", () =>
  check(
    readContinue(
      `models:
  - name: Azure nano
    provider: azure
    model: gpt-4.1-nano
    apiBase: https://team.openai.azure.com
    apiKey: \${{ secrets.AZURE_KEY }}
    env:
      apiVersion: 2024-10-21
      deployment: nano-eu
      apiType: azure-openai
    roles: [chat, autocomplete]
`,
      "config.yaml",
    ),
    {
      endpoints: [
        {
          name: "azure-nano",
          kind: "azure",
          url: "https://team.openai.azure.com",
          model: "nano-eu",
          apiVersion: "2024-10-21",
        },
      ],
    },
    [/NANOTYPE_KEY_AZURE_NANO/],
  ));

test("4: Continue's config.json, with comments, two models and options", () =>
  check(
    readContinue(
      `{
  "models": [{ "title": "GPT", "provider": "openai", "model": "gpt-4o", "apiKey": "${key}" }],
  // completes
  "tabAutocompleteModel": [
    { "title": "Starcoder", "provider": "lmstudio", "model": "starcoder2-3b" },
    { "title": "Claude", "provider": "anthropic", "model": "claude-3-5-haiku-latest", "apiKey": "${key}" },
  ],
  "tabAutocompleteOptions": { "debounceDelay": 500, "multilineCompletions": "never", "disableInFiles": ["*.md"] },
}`,
      "config.json",
    ),
    {
      endpoints: [{ name: "starcoder", kind: "openai", url: "http://localhost:1234/v1", model: "starcoder2-3b" }],
      "debounce.maxMs": 500,
      multiline: "never",
      exclude: ["*.md"],
    },
    [/“Claude” was left out: its provider anthropic/],
  ));

test("5: Tabby's config.toml", () =>
  check(
    readTabby(`# Tabby agent configuration file
[server]
endpoint = "http://localhost:8080"
token = "${key}"
[server.requestHeaders]
Header1 = "${key}"
[completion]
timeout = 4000
[completion.debounce]
mode = "fixed"
interval = 200
[logs]
level = "silent"
[proxy]
url = "http://proxy.example.com:8080"
authorization = "Basic ${key}"
[tls]
caCerts = "/etc/ssl/certs/ca.pem"
`),
    {
      "debounce.maxMs": 200,
      "network.firstTokenMs": 4000,
      "network.proxy": "http://proxy.example.com:8080",
      "network.caFile": "/etc/ssl/certs/ca.pem",
      "log.level": "error",
    },
    [/Tabby's server http:\/\/localhost:8080 has a completion interface of its own/, /proxy's user/],
  ));

test("6: Tabby's config.toml as it is installed, all comments", () =>
  check(readTabby('# [server]\n# endpoint = ""\n'), {}));

test("7: llama.vscode", () =>
  check(
    vsCode(
      "llama.vscode",
      `{
  // local server
  "llama-vscode.endpoint": "http://127.0.0.1:8012",
  "llama-vscode.api_key": "${key}",
  "llama-vscode.auto": true,
  "llama-vscode.languageSettings": { "*": true, "markdown": false },
  "llama-vscode.n_prefix": 256,
}`,
    ),
    {
      endpoints: [{ name: "llama.vscode", kind: "llamacpp", url: "http://127.0.0.1:8012" }],
      enable: { "*": true, markdown: false },
    },
    [/key of llama.vscode was not copied/],
  ));

test("8: twinny", () =>
  check(
    vsCode(
      "twinny",
      `{
  "twinny.apiHostname": "gpu.example.lan",
  "twinny.apiFimPort": 11434,
  "twinny.fimModelName": "codellama:7b-code",
  "twinny.apiBearerToken": "${key}",
  "twinny.debounceWait": 300,
  "twinny.maxLines": 80,
  "twinny.useMultiLineCompletions": true,
  "twinny.disableAutoSuggest": false
}`,
    ),
    {
      endpoints: [{ name: "twinny", kind: "fim", url: "http://gpu.example.lan:11434", model: "codellama:7b-code" }],
      "debounce.maxMs": 300,
      maxLines: 50,
      multiline: "auto",
    },
    [/NANOTYPE_KEY_TWINNY/],
  ));

test("9: Copilot's languages and eagerness", () =>
  check(
    vsCode(
      "Copilot",
      `{
  "github.copilot.enable": { "*": true, "plaintext": false, "markdown": false, "scminput": false },
  "github.copilot.nextEditSuggestions.enabled": false,
  "github.copilot.nextEditSuggestions.eagerness": "low",
}`,
    ),
    { enable: { plaintext: false, markdown: false, scminput: false }, nextEdit: "off", eagerness: "quiet" },
  ));

test("10: Copilot turned off, and an unrelated settings.json", () => {
  check(
    vsCode(
      "Copilot",
      `{ "github.copilot.enable": { "*": false }, "github.copilot.editor.enableAutoCompletions": false }`,
    ),
    {},
    [/Nanotype stays on/, /only on request/],
  );
  expect(readVsCode(`{ "editor.fontSize": 12 }`)).toEqual([]);
});

let folder: string;
beforeEach(() => {
  folder = folderForTest();
  vi.stubEnv("NANOTYPE_SETTINGS", join(folder, "ours.json"));
  vi.stubEnv("HOME", folder);
  vi.stubEnv("XDG_CONFIG_HOME", join(folder, ".config"));
  onTestFinished(() => void vi.unstubAllEnvs());
});

function write(path: string, text: string): string {
  const whole = join(folder, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text);
  return whole;
}

test("nothing is changed without --write; with it, what the user has set is kept, and no key is written", async () => {
  write(
    ".continue/config.yaml",
    `models: [{ name: box, provider: vllm, model: m, apiKey: ${key}, roles: [autocomplete], autocompleteOptions: { debounceDelay: 90 } }]`,
  );
  write(".config/Code/User/settings.json", `{ "twinny.debounceWait": 300, "twinny.maxLines": 5 }`);
  const ours = write(
    "ours.json",
    JSON.stringify({
      debounce: { maxMs: 123 },
      endpoints: [{ name: "own", kind: "fim", url: "http://localhost:1", model: "x" }],
    }),
  );
  const before = readFileSync(ours, "utf8");
  const shown = await runNanotype(["import"]);
  expect(shown).toMatchObject({ code: 0, stderr: expect.stringContaining("--write sets it") as string });
  expect(shown.stdout).toContain("endpoint box: fim m at http://localhost:8000/v1");
  expect(shown.stdout).toContain("You have set nanotype.debounce.maxMs already; it is kept.");
  expect(readFileSync(ours, "utf8")).toBe(before);
  const written = await runNanotype(["import", "--write"]);
  expect(written).toMatchObject({ code: 0, stderr: expect.stringContaining("set in") as string });
  expect(JSON.parse(readFileSync(ours, "utf8"))).toEqual({
    debounce: { maxMs: 123 },
    maxLines: 5,
    endpoints: [
      { name: "own", kind: "fim", url: "http://localhost:1", model: "x" },
      { name: "box", kind: "fim", url: "http://localhost:8000/v1", model: "m" },
    ],
  });
  expect(JSON.stringify([shown, written, readFileSync(ours, "utf8")])).not.toContain(key);
});

test("a file that can't be read is named without its text, and one that isn't there is wrong use", async () => {
  const broken = write("config.toml", `token = "${key}`);
  const { code, stderr, stdout } = await runNanotype(["import", broken]);
  expect([code, stdout + stderr]).toEqual([1, `nanotype: ${broken} can't be read: its form is wrong.\n`]);
  expect(await runNanotype(["import", "/nowhere.json"])).toMatchObject({ code: 2 });
});
