import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildConnector } from "undici";
import { SpareConnections } from "../../../../server/src/model/cloud/spareConnections";
import { ManualClock } from "../../../support/manualClock";
import { patiently } from "../../../support/patiently";

let server: Server;
/** The server's ends of the connections that are open, the oldest first. */
let accepted: Socket[];
let acceptedCount: number;
let clock: ManualClock;
let spares: SpareConnections;

beforeEach(async () => {
  accepted = [];
  acceptedCount = 0;
  server = createServer((socket) => {
    const mine = accepted;
    mine.push(socket);
    acceptedCount++;
    socket.on("error", () => undefined).resume();
    socket.on("close", () => mine.splice(mine.indexOf(socket), 1));
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  clock = new ManualClock();
  spares = new SpareConnections({ open: buildConnector({}), clock });
});
afterEach(() => {
  spares.close();
  for (const socket of accepted) socket.destroy();
  server.close();
});

/** Takes a connection as undici does. */
function take(): Promise<Socket> {
  const { port } = server.address() as AddressInfo;
  const target = { hostname: "127.0.0.1", protocol: "http:", port: String(port) };
  return new Promise((resolve, reject) =>
    spares.connect(target, (...[error, socket]) => {
      if (error === null) resolve(socket);
      else reject(error);
    }),
  );
}

const openCount = (count: number): Promise<void> => patiently(() => expect(accepted).toHaveLength(count));

test("two connections are kept beside the one in use, and the next request takes one of them", async () => {
  await take();
  await openCount(3);
  const known = accepted.map(({ remotePort }) => remotePort);
  const { localPort } = await take();
  expect(known).toContain(localPort);
  await openCount(4); // another was opened behind it
});

test("one that the server has closed meanwhile is not given out", async () => {
  await take();
  await openCount(3);
  for (const socket of accepted.slice(1)) socket.end();
  await openCount(1);
  expect((await take()).destroyed).toBe(false);
  expect(acceptedCount).toBeGreaterThan(3);
});

test("an idle user keeps none after half a minute, until the next request", async () => {
  await take();
  await openCount(3);
  await clock.advance(30_000);
  await openCount(1);
  spares.renew();
  await openCount(3);
});

test("none is left open at the end", async () => {
  (await take()).destroy();
  spares.close();
  await openCount(0);
  spares.renew();
  expect(acceptedCount).toBeLessThanOrEqual(3);
});
