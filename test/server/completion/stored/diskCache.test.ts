import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AnswerVault } from "../../../../server/src/completion/stored/answerVault";
import { clearDiskCache, DiskCache } from "../../../../server/src/completion/stored/diskCache";
import { readKeyFile } from "../../../../server/src/completion/stored/keyFile";
import { createLog } from "../../../../server/src/base/log";
import { ManualClock } from "../../../support/manualClock";

let folder: string;
let logLines: string[];
const caches: DiskCache[] = [];
const clock = new ManualClock();
const vault = new AnswerVault(Buffer.alloc(32, 7));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nanotype-cache-"));
  logLines = [];
});
afterEach(async () => {
  for (const cache of caches.splice(0)) {
    cache.dispose();
    await cache.settled();
  }
  rmSync(folder, { recursive: true, force: true });
});

/** A server's cache, opened. */
async function opened(
  params: { limits?: { entryCount: number; sizeBytes: number }; folder?: string; vault?: AnswerVault } = {},
) {
  const log = createLog({ sink: (_level, line) => logLines.push(line), level: () => "warn" });
  const cache = new DiskCache({ folder, vault, clock, log, ...params });
  caches.push(cache);
  await cache.settled();
  return cache;
}

/** Lets a cache write what it has gathered. */
async function written(cache: DiskCache): Promise<void> {
  await clock.advance(2_000);
  await cache.settled();
}

/** The text kept for a question. */
function textOf(cache: DiskCache, question: string): string | undefined {
  return cache
    .find(question)
    ?.map(({ text }) => text)
    .join("");
}

const path = () =>
  join(
    folder,
    readdirSync(folder).find((name) => name.startsWith("answers-"))!,
  );
const uri = "file:///work/a.ts";
const one = (text: string) => [{ text, tokenCount: 1 }];

test("an answer survives a restart", async () => {
  const before = await opened();
  before.keep("question", one("sum(prices)"), uri);
  await written(before);
  expect(textOf(await opened(), "question")).toBe("sum(prices)");
});

test("an answer survives a server that ends before it has written", async () => {
  const before = await opened();
  before.keep("question", one("sum(prices)"), uri);
  before.dispose();
  expect(textOf(await opened(), "question")).toBe("sum(prices)");
});

test("the newest answer to a question counts, after a restart too", async () => {
  const before = await opened();
  for (const text of ["first", "second"]) {
    before.keep("question", one(text), uri);
    await written(before);
  }
  expect(textOf(before, "question")).toBe("second");
  expect(textOf(await opened(), "question")).toBe("second");
});

test("neither the file nor its name holds text of a question or an answer", async () => {
  const cache = await opened();
  cache.keep("a question about prices", one("sum(prices)"), "file:///work/prices.ts");
  await written(cache);
  const everything = readdirSync(folder).join() + readFileSync(path(), "latin1");
  expect(everything).not.toMatch(/prices/);
  expect(Buffer.from(readFileSync(path(), "latin1"), "base64").toString("latin1")).not.toMatch(/prices/);
});

test.skipIf(process.platform === "win32")("only the user may read the file and the key", async () => {
  const cache = await opened({ vault: new AnswerVault(await readKeyFile(folder)) });
  cache.keep("question", one("answer"), uri);
  await written(cache);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
});

test("the key is made once", async () => {
  const [first, second] = [await readKeyFile(folder), await readKeyFile(folder)];
  expect(first).toHaveLength(32);
  expect(second.equals(first)).toBe(true);
});

describe("bounds", () => {
  test("the least used answers go first, and the file is written anew before it is twice as large", async () => {
    const limits = { entryCount: 20, sizeBytes: 4_000 };
    const cache = await opened({ limits });
    for (let index = 0; index < 200; index++) {
      cache.keep(`question ${index}`, one(`answer ${index}`), uri);
      cache.find("question 0");
      await written(cache);
      expect(statSync(path()).size).toBeLessThan(2 * limits.sizeBytes + 200);
    }
    expect(cache.entryCount).toBe(20);
    expect(textOf(cache, "question 0")).toBe("answer 0");
    const after = await opened({ limits });
    expect(textOf(after, "question 199")).toBe("answer 199");
    expect(textOf(after, "question 100")).toBeUndefined();
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("the bytes are bounded, too", async () => {
    const cache = await opened({ limits: { entryCount: 1_000, sizeBytes: 3_000 } });
    for (let index = 0; index < 30; index++) cache.keep(`question ${index}`, one("x".repeat(300)), uri);
    expect(cache.entryCount).toBeLessThan(7);
    expect(cache.entryCount).toBeGreaterThan(3);
  });
});

describe("damage", () => {
  /** A file with three answers, as a server leaves it. */
  async function threeAnswers(): Promise<void> {
    const cache = await opened();
    for (const index of [1, 2, 3]) {
      cache.keep(`question ${index}`, one(`answer ${index}`), uri);
      await written(cache);
    }
  }
  const found = (cache: DiskCache) => [1, 2, 3].map((index) => textOf(cache, `question ${index}`));

  test("a torn last line costs that answer alone, and what is kept next is safe", async () => {
    await threeAnswers();
    truncateSync(path(), statSync(path()).size - 20);
    const cache = await opened();
    expect(found(cache)).toEqual(["answer 1", "answer 2", undefined]);
    cache.keep("question 3", one("again"), uri);
    await written(cache);
    expect(found(await opened())).toEqual(["answer 1", "answer 2", "again"]);
  });

  test("a changed byte costs that answer alone", async () => {
    await threeAnswers();
    const text = readFileSync(path(), "latin1");
    const at = text.split("\n").slice(0, 5).join("\n").length - 6; // in the second answer
    writeFileSync(path(), `${text.slice(0, at)}${text[at] === "A" ? "B" : "A"}${text.slice(at + 1)}`, "latin1");
    expect(found(await opened())).toEqual(["answer 1", undefined, "answer 3"]);
  });

  test.each([
    [
      "junk in lines",
      Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index % 97 === 0 ? 10 : (index * 7) % 256))),
    ],
    ["junk without line ends", Buffer.alloc(1_000_000, "x")],
    ["zeros", Buffer.alloc(200_000)],
  ])("%s in the middle is passed over", async (_name, junk) => {
    await threeAnswers();
    appendFileSync(path(), Buffer.concat([junk, Buffer.from("\n")]));
    const cache = await opened();
    cache.keep("question 4", one("answer 4"), uri);
    await written(cache);
    const after = await opened();
    expect(found(after)).toEqual(["answer 1", "answer 2", "answer 3"]);
    expect(textOf(after, "question 4")).toBe("answer 4");
  });

  test("a file that is far too large is begun anew", async () => {
    const limits = { entryCount: 20, sizeBytes: 4_000 };
    writeFileSync(join(folder, `answers-${vault.id}.txt`), Buffer.alloc(100_000, "x"));
    const cache = await opened({ limits });
    cache.keep("question", one("answer"), uri);
    await written(cache);
    expect(statSync(path()).size).toBeLessThan(400);
    expect(textOf(await opened({ limits }), "question")).toBe("answer");
  });

  test("a file of another form is begun anew, silently", async () => {
    writeFileSync(
      join(folder, `answers-${vault.id}.txt`),
      `nanotype answers 1 ${"A".repeat(16)}\n${"a".repeat(24)} AAAA\n`,
    );
    const cache = await opened();
    expect([logLines, cache.entryCount]).toEqual([[], 0]);
    expect(readFileSync(path(), "latin1")).toMatch(/^nanotype answers 2 .{16}\n$/);
  });

  test("answers of another secret are not found, and left alone", async () => {
    await threeAnswers();
    expect(found(await opened({ vault: new AnswerVault(Buffer.alloc(32, 8)) }))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(found(await opened())).toEqual(["answer 1", "answer 2", "answer 3"]);
  });

  test("a file that no secret has opened for a month is removed", async () => {
    await threeAnswers();
    const old = path();
    utimesSync(old, new Date(0), new Date(0));
    await opened({ vault: new AnswerVault(Buffer.alloc(32, 8)) });
    expect(readdirSync(folder).map((name) => join(folder, name))).not.toContain(old);
  });
});

describe("two servers at once", () => {
  test("learn from each other and lose nothing", async () => {
    const [a, b] = [await opened(), await opened()];
    a.keep("from a", one("a"), uri);
    b.keep("from b", one("b"), uri);
    await clock.advance(2_000);
    await Promise.all([a.settled(), b.settled()]);
    a.keep("more from a", one("more"), uri);
    b.keep("more from b", one("more"), uri);
    await clock.advance(2_000);
    await Promise.all([a.settled(), b.settled()]);
    expect(textOf(a, "from b")).toBe("b");
    expect(textOf(b, "from a")).toBe("a");
    const after = await opened();
    expect(["from a", "from b", "more from a", "more from b"].map((question) => textOf(after, question))).toEqual([
      "a",
      "b",
      "more",
      "more",
    ]);
  });

  test("forget together: what one clears the other does not bring back", async () => {
    const [a, b] = [await opened(), await opened()];
    a.keep("old", one("old"), uri);
    await written(a);
    b.keep("new", one("new"), uri);
    await written(b);
    expect(textOf(b, "old")).toBe("old");
    await a.clear();
    b.keep("newer", one("newer"), uri);
    await written(b);
    const after = await opened();
    for (const cache of [a, b, after]) expect(textOf(cache, "old")).toBeUndefined();
    expect(textOf(after, "newer")).toBe("newer");
  });

  test("continue when one of them rewrites the file", async () => {
    const limits = { entryCount: 100, sizeBytes: 1_500 };
    const [a, b] = [await opened({ limits }), await opened({ limits })];
    for (let index = 0; index < 60; index++) {
      const cache = index % 2 === 0 ? a : b;
      cache.keep(`question ${index}`, one(`answer ${index}`), uri);
      await written(cache);
    }
    const after = await opened({ limits });
    expect(textOf(after, "question 59")).toBe("answer 59");
    expect(textOf(after, "question 58")).toBe("answer 58");
  });
});

describe("a document that is forgotten", () => {
  const other = "file:///work/b.ts";

  test("loses all of its answers, here, in the file and in another server, and no other document does", async () => {
    const [a, b] = [await opened(), await opened()];
    for (const index of [1, 2]) a.keep(`question ${index}`, one(`answer ${index}`), uri);
    a.keep("kept", one("kept"), other);
    await written(a);
    b.keep("question 3", one("answer 3"), uri); // which the first one has not read yet
    await written(b);
    a.keep("question 4", one("answer 4"), uri); // not written yet
    a.forget(uri);
    expect(textOf(a, "question 1")).toBeUndefined();
    await a.settled();
    expect(readFileSync(path(), "latin1").match(/^[\w-]{24} /gm)).toHaveLength(1);
    b.keep("new", one("new"), other);
    await written(b);
    for (const cache of [a, b, await opened()]) {
      for (const index of [1, 2, 3, 4]) expect(textOf(cache, `question ${index}`)).toBeUndefined();
      expect(textOf(cache, "kept")).toBe("kept");
    }
    expect(textOf(await opened(), "new")).toBe("new");
  });

  test("each document of which answers are kept is known after a restart, by name", async () => {
    const before = await opened();
    for (const index of [1, 2, 3]) before.keep(`question ${index}`, one("x"), index === 3 ? other : uri);
    await written(before);
    expect((await (await opened()).documentUris()).toSorted()).toEqual([uri, other]);
  });
});

describe("a disk that fails", () => {
  test("is reported once, and the answers of this server continue", async () => {
    const cache = await opened({ folder: join(folder, "file", "below") });
    writeFileSync(join(folder, "file2"), "");
    const blocked = await opened({ folder: join(folder, "file2") }); // a file is where the folder should be
    for (const index of [1, 2, 3]) {
      blocked.keep(`question ${index}`, one(`answer ${index}`), uri);
      await written(blocked);
    }
    expect(textOf(blocked, "question 2")).toBe("answer 2");
    expect(logLines).toEqual([expect.stringMatching(/^Completions cannot be kept on disk; .*E(EXIST|NOTDIR)/)]);
    expect(cache.entryCount).toBe(0);
  });

  test("works again by itself when it is repaired", async () => {
    const cache = await opened();
    rmSync(path());
    const place = join(folder, `answers-${vault.id}.txt`);
    mkdirSync(place); // a folder where the file should be, made behind its back
    cache.keep("another", one("answer"), uri);
    await written(cache);
    rmdirSync(place);
    cache.keep("question", one("answer"), uri);
    await written(cache);
    expect(textOf(await opened(), "question")).toBe("answer");
    expect(logLines).toHaveLength(1);
  });

  test.skipIf(process.platform !== "linux")("a full disk is reported once, and reads stay correct", async () => {
    const cache = await opened();
    rmSync(path());
    // Every write to it fails as on a full disk.
    symlinkSync("/dev/full", join(folder, `answers-${vault.id}.txt`));
    for (const index of [1, 2]) {
      cache.keep(`question ${index}`, one(`answer ${index}`), uri);
      await written(cache);
    }
    expect(textOf(cache, "question 1")).toBe("answer 1");
    expect(logLines).toEqual([expect.stringContaining("ENOSPC")]);
  });
});

test("clearing removes every file of answers, and no other", async () => {
  const cache = await opened();
  cache.keep("question", one("answer"), uri);
  await written(cache);
  writeFileSync(join(folder, "answers-0123.txt.99.tmp"), "half");
  writeFileSync(join(folder, "other"), "");
  expect(await clearDiskCache(folder)).toBeGreaterThan(100);
  expect(readdirSync(folder)).toEqual(["other"]);
});
