import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Real weights of a larger model, beside the repository; their graph comes in parts. */
const source = "../shared/models/smollm2-135m";

/** Copies the larger model with its graph whole into a folder that is removed when this process ends; `undefined` if it isn't here. */
export function smolModelFolder(): string | undefined {
  if (!existsSync(source)) return undefined;
  const folder = join(mkdtempSync(join(tmpdir(), "nanotype-larger-")), "smollm2-135m");
  process.on("exit", () => rmSync(join(folder, ".."), { recursive: true, force: true }));
  cpSync(source, folder, { recursive: true, filter: (path) => !path.includes(".part") });
  const parts = readdirSync(join(source, "onnx")).toSorted();
  writeFileSync(
    join(folder, "onnx/model_q4.onnx"),
    Buffer.concat(parts.map((part) => readFileSync(join(source, "onnx", part)))),
  );
  return folder;
}
