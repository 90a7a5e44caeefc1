// Own folders: copies of the model that are damaged, repositories with hooks, and a real Redis server.
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createGit } from "../../../server/src/commit/change/git";
import type { Check, Fault, Patient } from "../../../server/src/doctor/check";
import { hookCheck } from "../../../server/src/doctor/checks/hookCheck";
import { modelCheck } from "../../../server/src/doctor/checks/modelCheck";
import { modelFilesCheck } from "../../../server/src/doctor/checks/modelFilesCheck";
import { neovimCheck } from "../../../server/src/doctor/checks/neovimCheck";
import { recordsCheck } from "../../../server/src/doctor/checks/recordsCheck";
import { settingsCheck } from "../../../server/src/doctor/checks/settingsCheck";
import { switchesCheck } from "../../../server/src/doctor/checks/switchesCheck";
import { teamCacheCheck } from "../../../server/src/doctor/checks/teamCacheCheck";
import { machineCheck } from "../../../server/src/doctor/checks/machineCheck";
import { runNanotype } from "../../support/commandLine";
import { createRepository, gitEnvironment } from "../../support/gitFixture";
import { examined, folderForTest, patient } from "../../support/patient";
import { HostileRedis, hasRedis, RedisServer } from "../../support/redisServers";

/** Expects one fault of a check. */
async function check(
  of: Check,
  examinedPatient: Patient,
  expected: { what: RegExp; mend?: Partial<Record<string, unknown>> },
): Promise<void> {
  const { faults } = await examined(of, examinedPatient);
  expect(faults).toEqual([expect.objectContaining({ what: expect.stringMatching(expected.what) as string })]);
  expect(faults[0].mend).toMatchObject(expected.mend ?? {});
}

async function faultsOf(of: Check, examinedPatient: Patient): Promise<Fault[]> {
  return (await examined(of, examinedPatient)).faults;
}

describe("settings", () => {
  test("wrong and unknown ones are named, with what removes them; right ones aren't", async () => {
    await check(settingsCheck, patient({ maxLines: "many" }), {
      what: /nanotype.maxLines must be a whole number from 1 to 50\.$/,
      mend: { kind: "set", key: "maxLines" },
    });
    await check(settingsCheck, patient({ maxLine: 3 }), { what: /maxLine does not exist/, mend: { key: "maxLine" } });
    expect(await faultsOf(settingsCheck, patient({ maxLines: 3 }))).toEqual([]);
  });

  test("a settings file that can't be read is named, with what sets it aside", () =>
    check(
      settingsCheck,
      { ...patient(), fileFault: "It is not a JSON object." },
      {
        what: /not a JSON object/,
        mend: { kind: "shell", shell: expect.stringMatching(/^mv \S+ \S+\.damaged$/) },
      },
    ));

  test("each wrong endpoint is named, and its mend leaves the others", async () => {
    const right = { name: "right", kind: "llamacpp", url: "http://a" };
    const { faults } = await examined(
      settingsCheck,
      patient({ endpoints: [{ name: "work" }, right, { name: "home", kind: "openai", url: "http://a/v1" }] }),
    );
    const mend = { kind: "command", argument: "nanotype.endpoints" };
    expect(faults).toMatchObject([
      { id: "setting:endpoints", what: expect.stringContaining('"work" needs a kind'), mend },
      { id: "setting:endpoints:2", what: expect.stringContaining('"home" needs a model'), mend },
    ]);
  });

  test("a policy that can't be read is named", () =>
    check(settingsCheck, patient({}, { policy: { kind: "broken", path: "/etc/p.json", reason: "it is not JSON" } }), {
      what: /policy \/etc\/p.json cannot be read/,
      mend: { shell: "cat /etc/p.json" },
    }));

  test("languages that are off are named: everywhere, and those of the open documents", async () => {
    const off = { enable: { "*": true, python: false, comments: false } };
    await check(switchesCheck, patient(off), {
      what: /off in python/,
      mend: { key: "enable", entry: "python", value: true },
    });
    await check(switchesCheck, patient(off, { languages: ["python", "go"] }), { what: /off in python/ });
    expect(await faultsOf(switchesCheck, patient(off, { languages: ["go"] }))).toEqual([]);
    await check(switchesCheck, patient({ enable: { "*": false } }), { what: /off in every language/ });
  });

  test("a switched-off checking of certificates is named where endpoints are used", () =>
    check(machineCheck, patient({ mode: "cloud" }, { environment: { NODE_TLS_REJECT_UNAUTHORIZED: "0" } }), {
      what: /NODE_TLS_REJECT_UNAUTHORIZED=0 is set/,
      mend: { shell: "unset NODE_TLS_REJECT_UNAUTHORIZED" },
    }));
});

describe("the model", () => {
  /** A copy of the embedded models, as a program that was installed has them. */
  function installed(damage: (model: string) => void): Pick<Patient, "modelsFolder"> & { folder: string } {
    const modelsFolder = folderForTest();
    cpSync("server/models", modelsFolder, { recursive: true });
    const folder = join(modelsFolder, "nanotype-6m");
    damage(folder);
    return { modelsFolder, folder };
  }

  test("one that works gives no finding", async () => {
    const healthy = patient();
    healthy.useModel();
    expect(await examined(modelCheck, healthy)).toEqual({ faults: [], notes: [] });
    expect(await faultsOf(modelFilesCheck, healthy)).toEqual([]);
  });

  test("files that are cut short, altered or missing are named, also those that would load", async () => {
    const { modelsFolder, folder } = installed((model) => {
      truncateSync(join(model, "onnx/model_q4.onnx"), 4_000_000);
      flip(join(model, "onnx/model_quantized.onnx"));
      renameSync(join(model, "tokenizer.json"), join(model, "away.json"));
    });
    const usual = patient();
    const choice = { ...usual.allowedModel.choose(usual.settings).code, modelFolder: folder };
    const allowedModel = { choose: () => ({ code: choice, text: undefined }), refusal: undefined };
    const faults = await faultsOf(modelFilesCheck, { ...usual, modelsFolder, allowedModel });
    expect(faults.map(({ what }) => what).sort()).toEqual([
      expect.stringMatching(/model_q4.onnx hasn't the size that was published/),
      expect.stringMatching(/model_quantized.onnx is not the one that was published/),
      expect.stringMatching(/tokenizer.json is missing/),
    ]);
    expect(faults[0].mend).toMatchObject({ title: "Install Nanotype again" });
  });

  test("a folder of the user's that is cut short is named, and the embedded model mends it", async () => {
    const { folder } = installed((model) => truncateSync(join(model, "onnx/model_quantized.onnx"), 1_000_000));
    const ill = patient({ "local.model": folder });
    ill.useModel();
    await check(modelCheck, ill, {
      what: /model_quantized.onnx cannot be loaded/,
      mend: { kind: "set", key: "local.model" },
    });
  });

  test("a folder that isn't there is named, for prose too", async () => {
    const ill = patient({ "local.model": "/nowhere/model", "local.textModel": "/nowhere/text" });
    ill.useModel();
    const faults = await faultsOf(modelCheck, ill);
    expect(faults.map(({ what }) => what)).toEqual([
      expect.stringMatching(/^There is no model folder at \/nowhere\/model\.$/),
      expect.stringMatching(/local.textModel: There is no model folder at \/nowhere\/text\.$/),
    ]);
  });

  test("damaged files of the model for prose are named, with the setting that names it", async () => {
    const { folder } = installed((model) => flip(join(model, "onnx/model_quantized.onnx")));
    const usual = patient();
    const choice = usual.allowedModel.choose(usual.settings).code;
    const prose = { ...choice, modelFolder: folder };
    const blob = join(folderForTest(), "b".repeat(64));
    writeFileSync(blob, "weights");
    symlinkSync(blob, join(folder, "onnx", "other.onnx"));
    const allowedModel = { choose: () => ({ code: choice, text: prose }), refusal: undefined };
    await check(
      modelFilesCheck,
      { ...usual, allowedModel },
      {
        what: /other.onnx is not the one/,
        mend: { kind: "set", key: "local.textModel" },
      },
    );
  });

  test("weights of the hub's cache whose contents aren't those of their name are named", async () => {
    const folder = folderForTest();
    const blob = join(folderForTest(), "a".repeat(64));
    writeFileSync(blob, "weights");
    cpSync("server/models/nanotype-6m/config.json", join(folder, "config.json"));
    mkdirSync(join(folder, "onnx"));
    symlinkSync(blob, join(folder, "onnx", "model.onnx"));
    await check(modelFilesCheck, patient({ "local.model": folder }), { what: /model.onnx is not the one/ });
  });

  test("a limit that the model can't keep is named, with one that it can", async () => {
    const ill = patient({ "local.memoryLimitMb": 16 });
    ill.useModel();
    const [fault] = await faultsOf(modelCheck, ill);
    expect(fault.what).toMatch(/memory/);
    expect(fault.mend).toMatchObject({ kind: "set", key: "local.memoryLimitMb" });
  });
});

describe.skipIf(!hasRedis)("a team's cache (redis-server where skipped)", () => {
  const environment = { NANOTYPE_CACHE_SECRET: "a secret of the whole team" };
  const cached = (port: number, change: Readonly<Record<string, string>> = {}): Patient =>
    patient(
      { mode: "cloud", "cache.redisUrl": `redis://127.0.0.1:${port}` },
      { environment: { ...environment, ...change } },
    );
  const started = async (...options: string[]): Promise<RedisServer> => {
    const server = await RedisServer.start(...options);
    onTestFinished(() => server.stop());
    return server;
  };

  test("a server that works gives no finding", async () =>
    expect(await examined(teamCacheCheck, cached((await started()).port))).toEqual({ faults: [], notes: [] }));

  test("a wrong password, a missing secret, a server that is stopped or can't be written to are named", async () => {
    const { port } = await started("--requirepass", "right");
    const password = { mend: { argument: "nanotype:redis" } };
    await check(teamCacheCheck, cached(port), { what: /refuses the password/, ...password });
    await check(teamCacheCheck, cached(port, { NANOTYPE_REDIS_PASSWORD: "wrong" }), {
      what: /refuses the password/,
      ...password,
    });
    await check(teamCacheCheck, cached(port, { NANOTYPE_CACHE_SECRET: "short" }), {
      what: /too short/,
      mend: { argument: "nanotype:team" },
    });
    await check(teamCacheCheck, cached(1), {
      what: /cannot be reached/,
      mend: { shell: "redis-cli -u redis://127.0.0.1:1 ping" },
    });
    const replica = await started("--replicaof", "127.0.0.1", "1");
    await check(teamCacheCheck, cached(replica.port), { what: /refuses our commands/ });
  });

  test("one that takes connections and says nothing is named, and one that speaks something else", async () => {
    const silent = await HostileRedis.start(() => undefined);
    onTestFinished(() => silent.stop());
    await check(teamCacheCheck, cached(silent.port), { what: /does not answer/ });
    const other = await HostileRedis.start((_words, socket) => void socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
    onTestFinished(() => other.stop());
    await check(teamCacheCheck, cached(other.port), { what: /invalid answers/ });
  });

  test("it isn't connected to in the mode offline", async () => {
    const server = await HostileRedis.start(() => undefined);
    onTestFinished(() => server.stop());
    const offline = patient({ mode: "offline", "cache.redisUrl": `redis://127.0.0.1:${server.port}` }, { environment });
    expect(await examined(teamCacheCheck, offline)).toEqual({ faults: [], notes: [expect.stringMatching(/offline/)] });
    expect(server.connectionCount).toBe(0);
  });
});

describe("the git hook", () => {
  /** A repository with our hook, installed by the command line; and its examination. */
  async function withHook(): Promise<{
    hook: string;
    folder: string;
    examine: Patient;
    git: (...args: string[]) => string;
  }> {
    const repository = createRepository();
    onTestFinished(() => repository.dispose());
    const { folder } = repository;
    const { code } = await runNanotype(["commit", "--install-hook"], {
      folder,
      environment: { GIT_CONFIG_GLOBAL: "/dev/null" },
    });
    expect(code).toBe(0);
    const git = createGit({
      folder,
      environment: gitEnvironment(),
      keepsPlace: false,
      signal: new AbortController().signal,
    });
    return {
      folder,
      hook: join(folder, ".git/hooks/prepare-commit-msg"),
      examine: patient({}, { folder, git, askVersion: () => Promise.resolve(undefined) }),
      git: (...args) => repository.git(...args),
    };
  }

  test("as it was installed it gives no finding; as git doesn't run it, it is named", async () => {
    const { hook, folder, examine, git } = await withHook();
    expect(await examined(hookCheck, examine)).toEqual({ faults: [], notes: [] });
    chmodSync(hook, 0o644);
    await check(hookCheck, examine, { what: /may not be executed/, mend: { shell: `chmod +x ${hook}` } });
    chmodSync(hook, 0o755);

    const text = readFileSync(hook, "utf8");
    writeFileSync(hook, text.replaceAll(process.execPath, "/old/node"));
    await check(hookCheck, examine, {
      what: /starts \/old\/node, which is not there/,
      mend: { shell: `cd ${folder} && nanotype commit --install-hook` },
    });
    writeFileSync(hook, text.replaceAll("dist/nanotype.js", "gone/nanotype.js"));
    await check(hookCheck, examine, { what: /starts .*gone\/nanotype.js, which is not there/ });
    writeFileSync(hook, `${text}echo mine\n`);
    await check(hookCheck, examine, {
      what: /not as this version writes it/,
      mend: { shell: `rm ${hook} && cd ${folder} && nanotype commit --install-hook` },
    });

    // As lefthook does to a hook that it finds.
    writeFileSync(`${hook}.old`, text);
    writeFileSync(hook, "#!/bin/sh\nlefthook run prepare-commit-msg\n");
    await check(hookCheck, examine, { what: /another program's hook has taken its place/ });
    writeFileSync(hook, text);
    mkdirSync(join(folder, "team-hooks"));
    git("config", "core.hooksPath", "team-hooks");
    await check(hookCheck, examine, { what: /git does not run Nanotype's hook .*it looks in .*team-hooks/ });
  });

  test("a repository without one, or with another program's, is healthy, and a note says so", async () => {
    const { hook, examine } = await withHook();
    writeFileSync(hook, "#!/bin/sh\n");
    expect(await examined(hookCheck, examine)).toEqual({
      faults: [],
      notes: [expect.stringMatching(/belongs to another program/)],
    });
    renameSync(hook, `${hook}-away`);
    expect(await examined(hookCheck, examine)).toEqual({ faults: [], notes: [expect.stringMatching(/has no hook/)] });
    execFileSync("mkfifo", [hook]);
    expect(await examined(hookCheck, examine)).toMatchObject({ faults: [] }); // a pipe is never read
  });
});

describe("records", () => {
  test("damaged ones are named, with what sets them aside", async () => {
    const folder = folderForTest();
    vi.stubEnv("NANOTYPE_SETTINGS", join(folder, "settings.json"));
    onTestFinished(() => void vi.unstubAllEnvs());
    const endpoints = [{ name: "a", kind: "openai", url: "http://localhost:1", model: "m" }];
    expect(await faultsOf(recordsCheck, patient({ endpoints }))).toEqual([]);
    writeFileSync(join(folder, "accounts.json"), "{ not");
    writeFileSync(join(folder, "consent.json"), "{ not");
    const faults = await faultsOf(recordsCheck, patient({ endpoints }));
    expect(faults.map(({ mend }) => mend)).toEqual(
      ["accounts.json", "consent.json"].map(
        (name) =>
          expect.objectContaining({ shell: `mv ${join(folder, name)} ${join(folder, `${name}.damaged`)}` }) as unknown,
      ),
    );
  });
});

describe("Neovim", () => {
  const setUp = `vim.lsp.config("nanotype", { cmd = { "node", "PROGRAM", "serve", "--stdio" } })
vim.lsp.enable("nanotype")
vim.lsp.inline_completion.enable(true)
`;
  /** A configuration, and a Neovim of a version on the PATH. */
  function neovim(init: string, version = "NVIM v0.12.1"): Patient {
    const folder = folderForTest();
    mkdirSync(join(folder, "nvim", "lua"), { recursive: true });
    writeFileSync(join(folder, "nvim", "init.lua"), 'require("lsp")\n');
    writeFileSync(
      join(folder, "nvim", "lua", "lsp.lua"),
      init.replace("PROGRAM", join(process.cwd(), "dist/nanotype.js")),
    );
    writeFileSync(join(folder, "nvim", "ran.lua"), `io.open("${folder}/ran", "w")`);
    mkdirSync(join(folder, "bin"));
    writeFileSync(join(folder, "bin", "nvim"), "#!/bin/sh\n", { mode: 0o755 });
    const environment = { ...process.env, XDG_CONFIG_HOME: folder, PATH: join(folder, "bin") };
    return patient({}, { environment, askVersion: () => Promise.resolve(version), folder: "/" });
  }

  test.each<[string, Patient | (() => Patient), RegExp]>([
    ["an old version", () => neovim(setUp, "NVIM v0.10.4"), /Neovim 0.10 has no inline completion; 0.12 or newer has/],
    [
      "a program that isn't there",
      () => neovim(setUp.replace("PROGRAM", "/gone/nanotype.js")),
      /starts \/gone\/nanotype.js, which is not there/,
    ],
    ["a node that isn't there", () => neovim(setUp.replace('"node"', '"/gone/node"')), /starts \/gone\/node/],
    ["no enabling", () => neovim(setUp.replace(/vim.lsp.enable.*\n/, "")), /never enables it/],
    [
      "no inline completion",
      () => neovim(setUp.replace(/.*inline_completion.*\n/, "")),
      /never turns inline completion on/,
    ],
    ["no verb", () => neovim(setUp.replace(', "serve", "--stdio"', "")), /without "serve", "--stdio"/],
  ])("%s is named", (_name, made, what) => check(neovimCheck, typeof made === "function" ? made() : made, { what }));

  test("a set-up as docs/editors.md has it gives no finding, nor does one without Nanotype", async () => {
    expect(await faultsOf(neovimCheck, neovim(setUp))).toEqual([]);
    expect(await faultsOf(neovimCheck, neovim("-- nanotype\n", "NVIM v0.9.0"))).toEqual([]);
    // A line that begins with a quote isn't a comment in Lua.
    const list = setUp.replace('"serve", "--stdio"', '\n  "serve",\n  "--stdio",\n');
    expect(await faultsOf(neovimCheck, neovim(list))).toEqual([]);
  });
});

/** Changes one byte in the middle of a file. */
function flip(path: string): void {
  const bytes = readFileSync(path);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}
