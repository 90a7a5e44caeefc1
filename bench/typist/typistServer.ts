// The whole language server over stdio, for bench/typist.ts: with the embedded model, or with `--slow MS TRUTH.json` a
// model that takes that long. Both are counted; the request `bench/modelCounts` returns the counts.
import { readFileSync } from "node:fs";
import { createConnection } from "vscode-languageserver/node";
import { createLocalModel } from "../../server/src/model/local/localModel";
import { systemClock } from "../../server/src/base/clock";
import { pathsBeside } from "../../server/src/engine";
import { startServer } from "../../server/src/server";
import { counted, TruthModel, type ModelCounts } from "./truthModel";

const connection = createConnection();
const counts: ModelCounts = { requests: 0, hangUps: 0 };
const paths = pathsBeside(`${process.cwd()}/dist`);
const slow = process.argv.indexOf("--slow");
startServer({
  connection,
  paths,
  createModel(choice, log) {
    if (slow < 0)
      return counted(createLocalModel({ ...choice, bundlePath: paths.modelProcess, clock: systemClock, log }), counts);
    const [latencyMs = "0", truthPath = ""] = process.argv.slice(slow + 1);
    return counted(new TruthModel(JSON.parse(readFileSync(truthPath, "utf8")) as string[], Number(latencyMs)), counts);
  },
});
connection.onRequest("bench/modelCounts", () => counts);
connection.listen();
