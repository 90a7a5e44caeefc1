import { isRecord } from "../../base/isRecord";
import { EventReader, webPage } from "./eventReader";

/** Most of a refusal that is read, in bytes. */
const mostErrorBytes = 64_000;

/**
 * Converts a successful answer into a plain event stream, whatever its form and label.
 * @throws BackendError `badResponse` for a web page, also while the stream is read.
 */
export async function asEventStream(response: Response, endpointName: string): Promise<Response> {
  if ((response.headers.get("content-type") ?? "").toLowerCase().includes("text/html")) {
    await response.body?.cancel();
    throw webPage(endpointName);
  }
  const reader = new EventReader(endpointName);
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  const framed = (events: readonly string[]): Uint8Array[] =>
    events.map((event) => encoder.encode(`${event.replace(/^/gm, "data: ")}\n\n`));
  const body = response.body?.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(bytes, controller) {
        const events = reader.add(decoder.decode(bytes, { stream: true }));
        for (const event of framed(events)) controller.enqueue(event);
      },
      flush(controller) {
        const events = [...reader.add(decoder.decode()), ...reader.end()];
        for (const event of framed(events)) controller.enqueue(event);
      },
    }),
  );
  return new Response(body ?? "", { status: response.status, headers: { "content-type": "text/event-stream" } });
}

/** Moves a refusal's body below `error`, where the client library expects it: FastAPI, Mistral and Ollama have it elsewhere. */
export async function withErrorObject(response: Response): Promise<Response> {
  const text = await beginningOf(response);
  if (text === "") return new Response(null, { status: response.status, headers: response.headers });
  return new Response(JSON.stringify({ error: errorIn(text) }), { status: response.status, headers: response.headers });
}

function errorIn(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    const body: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
    if (isRecord(body)) return isRecord(body["error"]) ? body["error"] : body;
  } catch {
    // words, or a page
  }
  return { message: text.slice(0, 4_000) };
}

async function beginningOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let byteCount = 0;
  const body: AsyncIterable<Uint8Array> | readonly Uint8Array[] = response.body ?? [];
  for await (const bytes of body) {
    text += decoder.decode(bytes, { stream: true });
    byteCount += bytes.length;
    if (byteCount > mostErrorBytes) break; // leaving the loop closes the connection
  }
  return text + decoder.decode();
}
