// Forks the model process, loads the embedded model and tells its process id. Killed by the test.
import { fork } from "node:child_process";

const child = fork("dist/modelProcess.js", [], { serialization: "advanced" });
child.send({
  type: "load",
  options: { modelFolder: "server/models/nanotype-6m", quantization: "q8", threadCount: 1, memoryLimitBytes: 5e8 },
});
child.once("message", () => process.send(child.pid));
