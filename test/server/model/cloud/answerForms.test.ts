import { afterEach, describe, expect, test } from "vitest";
import { HostileServer } from "../../../support/hostileServer";
import { cloudBackend, completionRequest, textOf } from "../../../support/standIn/cloudFixture";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((part) => part.close()));
});

const eventStream = "text/event-stream";
const json = "application/json";
const delta = (content: unknown, finish: string | null = null): string =>
  JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] });
const whole = { choices: [{ index: 0, message: { role: "assistant", content: "größe ** b" }, finish_reason: "stop" }] };
const text = "größe ** b";
const [first, second] = [delta("größe "), delta("** b", "stop")];

/** Returns the results of a server's answer with its bytes sent at once, in two halves, and one by one. */
async function outcomes(body: string, type: string, request = completionRequest("return █;")): Promise<unknown[]> {
  const bytes = Buffer.from(body);
  const found: unknown[] = [];
  for (const size of [bytes.length, Math.ceil(bytes.length / 2), 1]) {
    const server = await HostileServer.start(async (response) => {
      response.writeHead(200, { "content-type": type });
      for (let at = 0; at < bytes.length; at += size) {
        response.write(bytes.subarray(at, at + size));
        await new Promise(setImmediate);
      }
      response.end();
    });
    const { backend, connection } = cloudBackend(server, { endpoint: { name: "box", kind: "openai", model: "m" } });
    open.push(connection, server);
    const signal = new AbortController().signal;
    found.push(
      await textOf(backend.stream(request, signal)).catch((error: unknown) => {
        const { kind, message } = error as { kind: string; message: string };
        return `${kind}: ${message}`;
      }),
    );
  }
  return found;
}

async function check(body: string, type: string, expected: string): Promise<void> {
  expect(await outcomes(body, type)).toEqual(Array(3).fill(expected));
}

describe("an answer is read by its look, not by its label:", () => {
  test.each<[string, string, string]>([
    ["an event stream", `data: ${first}\n\ndata: ${second}\n\ndata: [DONE]\n\n`, eventStream],
    ["an event stream that is called JSON", `data: ${first}\n\ndata: ${second}\n\ndata: [DONE]\n\n`, json],
    ["an event stream that is called text", `data: ${first}\n\ndata: ${second}\n\n`, "text/plain"],
    ["an event stream that is called nothing", `data: ${first}\n\ndata: ${second}\n\n`, "application/octet-stream"],
    ["events without blank lines between", `data: ${first}\ndata: ${second}\ndata: [DONE]\n`, eventStream],
    ["events without a last line end", `data: ${first}\n\ndata: ${second}`, eventStream],
    ["events without a blank behind the colon", `data:${first}\n\ndata:${second}\n\n`, eventStream],
    ["events with CR LF", `data: ${first}\r\n\r\ndata: ${second}\r\n\r\n`, eventStream],
    ["events with CR alone", `data: ${first}\r\rdata: ${second}\r\r`, eventStream],
    ["a byte order mark", `\ufeffdata: ${first}\n\ndata: ${second}\n\n`, eventStream],
    [
      "comments, names, ids and pauses",
      `: hello\n\nevent: message\nid: 1\nretry: 10\ndata: ${first}\n\n: OPENROUTER PROCESSING\n\ndata: ${second}\n\n`,
      eventStream,
    ],
    ["an event over several lines", `data: ${first.replace(",", ",\ndata: ")}\n\ndata: ${second}\n\n`, eventStream],
    ["one object", JSON.stringify(whole), json],
    ["one object that is called an event stream", JSON.stringify(whole), eventStream],
    ["one object over several lines", JSON.stringify(whole, undefined, 2), json],
    ["one object with blank lines in it", JSON.stringify(whole, undefined, 2).replace(/\n/g, "\n\n"), json],
    ["an object a line", `${first}\n${second}\n`, "application/x-ndjson"],
    ["a list of objects", `[${first},${second}]`, json],
    [
      "Ollama's chat",
      `{"model":"m","message":{"role":"assistant","content":"größe "},"done":false}\n{"model":"m","message":{"role":"assistant","content":"** b"},"done":true,"done_reason":"stop"}\n`,
      "application/x-ndjson",
    ],
    [
      "Ollama's completion",
      `{"model":"m","response":"größe ** b","done":false}\n{"model":"m","response":"","done":true}\n`,
      "application/x-ndjson",
    ],
    [
      "content in parts",
      `data: ${delta([{ type: "text", text: "größe " }])}\n\ndata: ${delta([{ type: "text", text: "** b" }], "stop")}\n\n`,
      eventStream,
    ],
    [
      "thinking in a field of its own",
      `data: {"choices":[{"delta":{"reasoning_content":"Hm.","content":null}}]}\n\ndata: {"choices":[{"delta":{"reasoning":"Hm."}}]}\n\ndata: ${first}\n\ndata: ${second}\n\n`,
      eventStream,
    ],
    [
      "thinking in parts",
      `data: ${delta([{ type: "thinking", thinking: [{ type: "text", text: "Hm." }] }])}\n\ndata: ${first}\n\ndata: ${second}\n\n`,
      eventStream,
    ],
    [
      "a whole answer whose end was cut off",
      `data: ${first}\n\ndata: ${second}\n\ndata: {"choices":[], "usa`,
      eventStream,
    ],
  ])("%s", (_name, body, type) => check(body, type, text));
});

describe("an answer without text says why:", () => {
  const broke = "server: box ended its answer with an error.";
  test.each<[string, string, string]>([
    ["an error object", 'data: {"error":{"message":"x","type":"server_error"}}\n\n', broke],
    ["an error object with a null", 'data: {"id":"1","choices":[],"error":{"message":"x"}}\n\n', broke],
    ["an error in words", 'data: {"error":"the model has crashed"}\n\n', broke],
    ["an event called error", 'event: error\ndata: {"message":"x"}\n\n', broke],
    ["an event called error in words", "event: error\ndata: overloaded\n\n", broke],
    ["llama.cpp's line", 'error: {"message":"x","code":500}\n\n', "server: box failed with an internal error (500)."],
    [
      "vLLM's object",
      '{"object":"error","message":"x","type":"InternalServerError","code":500}',
      "server: box failed with an internal error (500).",
    ],
    [
      "a choice's error",
      'data: {"choices":[{"delta":{"content":""},"finish_reason":"error","error":{"code":502}}]}\n\n',
      broke,
    ],
    [
      "a wrong key in an answer",
      'data: {"error":{"message":"x","code":401}}\n\n',
      "unauthorized: box refused the key (401). Run “Nanotype: Set API Key”.",
    ],
    [
      "a rate limit in an answer",
      'data: {"error":{"message":"x","code":429}}\n\n',
      "rateLimited: box asks us to slow down (429).",
    ],
    [
      "an unknown model",
      '{"error":"model \'m\' not found"}',
      'notFound: box has no model or deployment "m" at this address (404). Run “nanotype endpoints test” to see which there are.',
    ],
    [
      "a tool call",
      'data: {"choices":[{"delta":{"content":null,"tool_calls":[{"index":0,"function":{"name":"f","arguments":"{}"}}]}}]}\n\ndata: {"choices":[{"delta":{},"finish_reason":"tool_calls"}]}\n\n',
      "badResponse: box called a tool instead of answering. Choose a model or route without tools.",
    ],
    [
      "a refusal",
      'data: {"choices":[{"delta":{"refusal":"I cannot"}}]}\n\ndata: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n',
      "contentFiltered: The model of box declined to answer. Other places are not affected.",
    ],
    [
      "a filter",
      'data: {"choices":[{"delta":{},"finish_reason":"content_filter"}]}\n\n',
      "contentFiltered: box's content filter declined this text. Other places are not affected.",
    ],
    [
      "usage alone",
      'data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":0}}\n\ndata: [DONE]\n\n',
      "badResponse: box sent an empty answer. Check the endpoint's url and kind.",
    ],
    [
      "thinking alone",
      'data: {"choices":[{"delta":{"reasoning_content":"Hm"}}]}\n\ndata: {"choices":[{"delta":{},"finish_reason":"length"}]}\n\n',
      "badResponse: m at box used all its tokens for thinking. Choose a model that answers directly.",
    ],
    [
      "a page",
      "<!DOCTYPE html>\n<html><body>Sign in</body></html>",
      "badResponse: box sent a web page instead of an answer. A proxy or a sign-in page may be in the way, or the endpoint's url is a page's.",
    ],
    ["broken JSON", '{"choices": [{"delta": {"conte', "badResponse: box sent an answer that cannot be read."],
    ["nothing", "", "badResponse: box sent an empty answer. Check the endpoint's url and kind."],
  ])("%s", (_name, body, expected) => check(body, body.startsWith("{") ? json : eventStream, expected));

  test("and a model that has nothing to say is heard", () => check(`data: ${delta("", "stop")}\n\n`, eventStream, ""));
});

test("thinking in the text is not counted as an answer, and what follows it is", async () => {
  const thought = `data: ${delta("<think>\n\n")}\n\ndata: ${delta("</think>\n\nret")}\n\ndata: ${delta("urn a;", "stop")}\n\n`;
  await check(thought, eventStream, "return a;");
});

test("a model that used up its tokens with thinking is given more room, once", async () => {
  const bodies: Record<string, unknown>[] = [];
  const server = await HostileServer.start((response, it) => {
    const body = JSON.parse(it.requests.at(-1)?.body ?? "{}") as Record<string, unknown>;
    bodies.push(body);
    const hasRoom = Number(body["max_tokens"]) > 1_000;
    const content = hasRoom ? "<think>Hm.</think>return a;" : "<think>Hm";
    response.writeHead(200, { "content-type": eventStream });
    response.end(`data: ${delta(content, hasRoom ? "stop" : "length")}\n\n`);
  });
  const { backend, connection } = cloudBackend(server, { endpoint: { kind: "openai", model: "m" } });
  open.push(connection, server);
  const ask = (): Promise<string> => textOf(backend.stream(completionRequest("█"), new AbortController().signal));
  await expect(ask()).rejects.toMatchObject({ kind: "badResponse", isAdapted: true });
  expect(await ask()).toBe("return a;");
  expect(bodies[1]).toMatchObject({ max_tokens: 64 + 1_024, reasoning_effort: "low" });
});

test("an answer that begins inside of a thought is known the next time", async () => {
  const server = await HostileServer.start((response) => {
    response.writeHead(200, { "content-type": eventStream });
    response.end(`data: ${delta("a = b\n")}\n\ndata: ${delta("</think>\nreturn a;", "stop")}\n\n`);
  });
  const { backend, connection } = cloudBackend(server, { endpoint: { kind: "openai", model: "m" } });
  open.push(connection, server);
  const ask = (): Promise<string> => textOf(backend.stream(completionRequest("█"), new AbortController().signal));
  await ask();
  expect(await ask()).toBe("return a;");
});
