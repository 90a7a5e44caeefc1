import { afterEach, describe, expect, test } from "vitest";
import { HostileServer } from "../../../support/hostileServer";
import { cloudBackend, completionRequest, textOf } from "../../../support/standIn/cloudFixture";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((part) => part.close()));
});

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Returns a request's result from a server that answers like that: its text, or the error. */
async function outcome({ status = 429, headers = {}, body = "{}" }: Answer): Promise<unknown> {
  const server = await HostileServer.start((response) => {
    response.writeHead(status, headers).end(body);
    return Promise.resolve();
  });
  const { backend, connection } = cloudBackend(server, { endpoint: { name: "box", kind: "openai", model: "m" } });
  open.push(connection, server);
  const stream = backend.stream(completionRequest("return █;"), new AbortController().signal);
  return textOf(stream).catch((error: unknown) => error);
}

const words = (message: string): Answer => ({ body: JSON.stringify({ error: { message } }) });

describe("an endpoint is left alone for as long as it asks:", () => {
  test.each<[string, Answer, number | undefined]>([
    ["in ms", { headers: { "retry-after-ms": "1500" } }, 1_500],
    ["in seconds, where the ms can't be read", { headers: { "retry-after-ms": "abc", "retry-after": "2" } }, 2_000],
    ["with a unit", { headers: { "retry-after": "2s" } }, 2_000],
    ["as a duration", { headers: { "retry-after": "1m30s" } }, 90_000],
    ["in ms with a unit", { headers: { "retry-after": "600ms" } }, 600],
    ["twice in one header", { headers: { "retry-after": "3, 3" } }, 3_000],
    ["for longer than an hour", { headers: { "retry-after": "2h5m" } }, 3_600_000],
    ["in words", words("Rate limit reached. Please try again in 1m30s. See x"), 90_000],
    ["in words with a full stop", words("Please try again in 6m0.5s. Visit y"), 360_500],
    ["in French", words("Trop de requêtes. Réessayez dans 5 secondes."), 5_000],
    ["in German", words("Zu viele Anfragen. Versuchen Sie es in 10 Sekunden erneut."), 10_000],
    ["in Chinese", words("请求过多，请在重试前等待，重试时间 3 秒"), 3_000],
    ["as Google does", { body: JSON.stringify({ error: { details: [{ retryDelay: "37s" }] } }) }, 37_000],
    ["as a number in the body", { body: JSON.stringify({ message: "slow", retry_after: 1.5 }) }, 1_500],
    ["not by a limit's own words", words("The limit is 60 requests per 1 minute."), undefined],
    ["not by a negative number", { headers: { "retry-after": "-5" } }, undefined],
    ["not by a date that is past", { headers: { "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" } }, undefined],
    ["not by a word", { headers: { "retry-after": "soon" } }, undefined],
  ])("%s", async (_name, answer, expected) => {
    expect(await outcome(answer)).toMatchObject({ kind: "rateLimited", retryAfterMs: expected });
  });
});

test.each<[string, Answer, string, string]>([
  [
    "a wrong model that is refused with 400",
    { status: 400, body: '{"error":{"message":"invalid model ID","param":"model"}}' },
    "notFound",
    'box has no model or deployment "m"',
  ],
  [
    "credit that is used up",
    { status: 402, body: '{"error":{"message":"Insufficient credits"}}' },
    "rateLimited",
    "The quota of box is used up (402).",
  ],
])("%s is named", async (_name, answer, kind, message) => {
  const error = await outcome(answer);
  expect(error).toMatchObject({ kind });
  expect(String(error)).toContain(message);
});

const event = (content: string): string => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
test.each([
  ["a byte order mark between two events", `${event("a")}\ufeff${event("b")}`],
  ["an end in small letters", `${event("a")}${event("b")}data: [done]\n\n`],
])("%s loses nothing of the answer", async (_name, body) => {
  expect(await outcome({ status: 200, headers: { "content-type": "text/event-stream" }, body })).toBe("ab");
});
