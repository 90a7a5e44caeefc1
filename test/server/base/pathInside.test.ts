import { expect, test } from "vitest";
import { pathInside } from "../../../server/src/base/pathInside";

test.each([
  ["/a/b", "/a/b/c", "c"],
  ["/a/b/", "/a/b/c/d/", "c/d"],
  ["/a/b", "/a/b", undefined],
  ["/a/b", "/a/b/", undefined],
  ["/a/b", "/a", undefined],
  ["/a/b", "/a/", undefined],
  ["/a/b", "/a/bc", undefined],
  ["/a/b/c", "/a", undefined],
  ["/a/b", "/a/b/../c", undefined],
  ["/a", "/a/..b", "..b"],
  ["/a", "/a/..", undefined],
  ["/a", "/a/.../x", ".../x"],
  ["/", "/a", "a"],
])("in %s, %s is %s", (folder, path, expected) => expect(pathInside(folder, path)).toBe(expected));
