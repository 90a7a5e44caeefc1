import { describe, expect, test } from "vitest";
import { encodeCommand, RedisReplies } from "../../../../server/src/completion/stored/redisReplies";
import { mulberry32 } from "../../../../server/src/base/mulberry32";

/** Reads `text`, passed in pieces of `pieceBytes`; a fault ends the list. */
function read(text: string, pieceBytes = Infinity): string[] {
  const replies = new RedisReplies();
  const bytes = Buffer.from(text, "latin1");
  const seen: string[] = [];
  try {
    for (let at = 0; at < bytes.length; at += pieceBytes)
      for (const reply of replies.read(bytes.subarray(at, at + pieceBytes)))
        seen.push("bytes" in reply ? reply.bytes.toString("latin1") : "code" in reply ? reply.code : reply.kind);
  } catch {
    seen.push("fault");
  }
  return seen;
}

describe("what a server may say", () => {
  test.each([
    ["a line", "+OK\r\n", ["ok"]],
    ["a value", "$5\r\nhello\r\n", ["hello"]],
    ["an empty value", "$0\r\n\r\n", [""]],
    ["a value with line ends", "$6\r\na\r\nb\r\n\r\n", ["a\r\nb\r\n"]],
    ["nothing", "$-1\r\n", ["nothing"]],
    ["an error", "-WRONGPASS invalid password\r\n", ["WRONGPASS"]],
    ["several at once", "+PONG\r\n$1\r\nx\r\n$-1\r\n", ["ok", "x", "nothing"]],
  ])("%s, whole or a byte at a time", (_name, text, expected) => {
    expect(read(text)).toEqual(expected);
    expect(read(text, 1)).toEqual(expected);
  });
});

describe("what none says", () => {
  test.each([
    ["an array", "*1\r\n+OK\r\n"],
    ["an array in an array in an array", "*1\r\n".repeat(1_000)],
    ["a number", ":1\r\n"],
    ["a push message", ">1\r\n$-1\r\n"],
    ["a value larger than any of ours", "$65537\r\n"],
    ["a value of negative length", "$-2\r\n"],
    ["a length that isn't a number", "$1e3\r\n"],
    ["a length beyond all numbers", `$${"9".repeat(300)}\r\n`],
    ["a value without its end", "$2\r\nabcd"],
    ["a line without end", `+${"x".repeat(600)}`],
    ["a line that ends by half", "+OK\n"],
    ["a web page", "HTTP/1.1 400 Bad Request\r\n\r\n"],
  ])("%s", (_name, text) => {
    expect(read(text)).toEqual(["fault"]);
    expect(read(text, 1)).toEqual(["fault"]);
  });

  test("random bytes never give a value that was not said whole", () => {
    const random = mulberry32(7);
    const letters = "$+-*:>_0123456789\r\n\r\n\r\nabc";
    for (let round = 0; round < 2_000; round++) {
      const text = Array.from({ length: 40 }, () => letters[Math.floor(random() * letters.length)]).join("");
      for (const said of read(text))
        if (!["ok", "nothing", "fault", "ERR"].includes(said)) expect(text).toContain(`$${said.length}\r\n${said}\r\n`);
    }
  });
});

test("a command is written with its words' lengths in bytes", () =>
  expect(encodeCommand(["SET", "größe", Buffer.from([0, 255])]).toString("latin1")).toBe(
    `*3\r\n$3\r\nSET\r\n$7\r\n${Buffer.from("größe").toString("latin1")}\r\n$2\r\n\0\xff\r\n`,
  ));
