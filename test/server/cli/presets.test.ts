// Own settings: the settings file is what these commands write.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { presets } from "../../../server/src/model/cloud/presets";
import { addEndpoint, testEndpoints } from "../../../server/src/cli/endpoints";
import { StandIn } from "../../support/standIn/standIn";

let folder: string;
let standIn: StandIn;
let printed: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "nanotype-presets-"));
  vi.stubEnv("NANOTYPE_SETTINGS", join(folder, "settings.json"));
  vi.stubEnv("NANOTYPE_KEY_MINE", "secret-key");
  printed = "";
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, "write").mockImplementation((text) => {
      printed += text.toString();
      return true;
    });
  standIn = await StandIn.start();
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await standIn.close();
  rmSync(folder, { recursive: true });
});

test.each(Object.keys(presets))("a server of the preset %s is added and works", async (preset) => {
  const { kind } = presets[preset];
  // Where the server is asked for its models, it has one.
  await addEndpoint("mine", { preset, url: standIn.url });
  await testEndpoints("mine").catch((error: unknown) => {
    throw new Error(printed, { cause: error });
  });
  expect(printed).toMatch(/Added mine: requests go to http:[^]*mine: works; \S+ answered after \d+ ms/);
  expect(standIn.refusals).toEqual([]);
  const path = {
    azure: "/openai/v1/chat/completions",
    openai: "/v1/chat/completions",
    fim: "/v1/completions",
    llamacpp: "/infill",
  };
  expect(standIn.requests.map((request) => request.path)).toEqual([path[kind]]);
});
