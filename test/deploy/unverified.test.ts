import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { areEnginesInstalled, notInstalledNote } from "../engines/engine";

const folder = "deploy/unverified";
const files = execFileSync("git", ["ls-files", folder], { encoding: "utf8" }).trim().split("\n");
const python = ".cache/engines/bin/python3";

test.each(files.filter((file) => !/\.json$|\.gitignore$/.test(file)))(
  "%s says in its first line that it is untested",
  (file) => {
    expect(readFileSync(file, "utf8").split("\n", 1)[0]).toContain("Untested: ");
  },
);

test("the tested settings are the ones that Compose and Kubernetes use", () => {
  const paths = ["compose/compose.yaml", "kubernetes/kustomization.yaml"].flatMap((file) =>
    [...readFileSync(join(folder, file), "utf8").matchAll(/\.\.\/\.\.\/[\w./-]+/g)].map(([path]) =>
      join(folder, dirname(file), path),
    ),
  );
  expect(paths).toContain("deploy/litellm/config.yaml");
  expect(paths.filter((path) => !existsSync(path))).toEqual([]);
});

describe.skipIf(!areEnginesInstalled)(`the form of untested files (${notInstalledNote} where skipped)`, () => {
  test.each(["compose.yaml", "postgres.yaml"])("%s follows the Compose specification", (name) => {
    const schema = ["-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"];
    const { status, stdout } = spawnSync(python, [...schema, join(folder, "compose", name)], { encoding: "utf8" });
    expect([status, stdout]).toEqual([0, "ok -- validation done\n"]);
  });

  test("Kubernetes' schemas know every field", () => {
    const names = ["litellm", "redis", "vllm", "autoscaling"].map((name) => join(folder, "kubernetes", `${name}.yaml`));
    const { status, stderr } = spawnSync(python, ["-m", "kubernetes_validate", "--strict", ...names], {
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([0, expect.any(String)]);
  });
});
