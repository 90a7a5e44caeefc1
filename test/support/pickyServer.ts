import { HostileServer } from "./hostileServer";

/** A request's body as a server reads it. */
export type PickyBody = Readonly<Record<string, unknown>>;

/** A refusal: the status and the whole body, an object or words. */
export type PickyRefusal = readonly [status: number, body: object | string];

/** A server that refuses what it does not like, in its own words, and answers everything else with `text`. */
export async function pickyServer(
  refuse: (body: PickyBody) => PickyRefusal | undefined,
  text = "answer()\n",
): Promise<HostileServer> {
  return HostileServer.start((response, server) => {
    const body = JSON.parse(server.requests.at(-1)?.body ?? "{}") as PickyBody;
    const refusal = refuse(body);
    if (refusal !== undefined) {
      const [status, said] = refusal;
      response.writeHead(status, { "content-type": typeof said === "string" ? "text/plain" : "application/json" });
      response.end(typeof said === "string" ? said : JSON.stringify(said));
      return;
    }
    const isChat = "messages" in body;
    const isInfill = "input_prefix" in body;
    const event = isInfill
      ? { content: text, stop: true, stop_type: "eos" }
      : { choices: [{ index: 0, ...(isChat ? { delta: { content: text } } : { text }), finish_reason: "stop" }] };
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(`data: ${JSON.stringify(event)}\n\ndata: [DONE]\n\n`);
  });
}

/** Bodies of the requests so far, parsed. */
export function bodiesOf(server: HostileServer): PickyBody[] {
  return server.requests.map(({ body }) => JSON.parse(body) as PickyBody);
}
