import { expect, test } from "vitest";
import { withSetting } from "../../../server/src/settings/withSetting";

test("a setting is changed where it or its neighbours are written, and removed without a value", () => {
  const written = { maxLines: 3, local: { threads: 2, model: "a" }, "cache.redisUrl": "redis://a" };
  expect(withSetting(written, "maxLines", 4)).toEqual({ ...written, maxLines: 4 });
  expect(withSetting(written, "local.model", "b")).toEqual({ ...written, local: { threads: 2, model: "b" } });
  expect(withSetting(written, "cache.redisUrl", "redis://b")).toEqual({ ...written, "cache.redisUrl": "redis://b" });
  expect(withSetting(written, "network.proxy", "http://p")).toEqual({ ...written, "network.proxy": "http://p" });
  expect(withSetting(written, "local.model", undefined)).toEqual({ ...written, local: { threads: 2 } });
  expect(withSetting({ "local.model": "a", local: { model: "b" } }, "local.model", "c")).toEqual({
    local: { model: "c" },
  });
});
