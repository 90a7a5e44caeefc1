import { expect, test } from "vitest";
import { LocalModels } from "../../../server/src/model/localModels";
import { ModelSlot } from "../../../server/src/model/modelSlot";

const slot = (): ModelSlot =>
  new ModelSlot({
    create: () => {
      throw new Error("none is chosen");
    },
    onStateChange: () => undefined,
  });

test("a model that isn't chosen yet has used nothing, so that the figures can be read from the start", () => {
  const { rssBytes, promptTokenCount, cpuMs } = new LocalModels({
    code: slot(),
    text: slot(),
    compared: slot(),
  }).usage();
  expect([rssBytes, promptTokenCount, cpuMs]).toEqual([0, 0, 0]);
});
