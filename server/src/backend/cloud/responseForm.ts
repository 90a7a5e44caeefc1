import { BackendError } from "../../errors";

/** Largest answer that is read whole, in bytes. */
const mostBytes = 1_000_000;

/**
 * Makes an event stream of a successful answer. A server that ignores `stream` answers with one JSON object, which becomes the
 * only event; a web page means that something else stands in the way.
 * @throws BackendError `badResponse`.
 */
export async function asEventStream(response: Response, endpointName: string): Promise<Response> {
  const type = (response.headers.get("content-type") ?? "").toLowerCase();
  if (type.includes("text/html")) {
    await response.body?.cancel();
    throw new BackendError(
      "badResponse",
      `${endpointName} sent a web page instead of an answer. A proxy or a sign-in page may be in the way, or the endpoint's url is a page's.`,
    );
  }
  if (!type.includes("application/json")) return response;
  const text = await readText(response, endpointName);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new BackendError("badResponse", `${endpointName} sent an answer that cannot be read.`, { cause });
  }
  return new Response(`data: ${JSON.stringify(value)}\n\n`, {
    status: response.status,
    headers: { "content-type": "text/event-stream" },
  });
}

async function readText(response: Response, endpointName: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  const body: AsyncIterable<Uint8Array> | readonly Uint8Array[] = response.body ?? [];
  for await (const bytes of body) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length > mostBytes)
      throw new BackendError("badResponse", `${endpointName} sent an answer that is far too long.`);
  }
  return text + decoder.decode();
}
