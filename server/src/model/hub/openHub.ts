import type { Policy } from "../../settings/policy";
import type { Settings } from "../../settings/settings";
import { createDispatcher, reachOf, tlsOptions } from "../cloud/dispatcher";
import { Hub } from "./hub";
import { hubAddress } from "./hubAddress";
import { PullError } from "./pullError";

/** Longest wait for a connection, TLS included, in ms. // guess */
const connectMs = 15_000;
/** Time without a byte after which a connection counts as dead, in ms. // guess */
const usualSilentMs = 30_000;

/**
 * Runs a task with access to the hub, by the settings of the network. No connection is opened before the task requests one.
 * @throws PullError `offline` in that mode
 */
export async function withHub<T>(
  by: {
    readonly settings: Settings;
    readonly policy: Policy;
    readonly environment?: Readonly<Partial<Record<string, string>>>;
    /** Time without a byte after which a connection counts as dead, in ms; for tests. */
    readonly silentMs?: number;
  },
  task: (hub: Hub) => Promise<T>,
): Promise<T> {
  const { settings, policy, environment = process.env, silentMs = usualSilentMs } = by;
  if (settings.mode === "offline")
    throw new PullError(
      "offline",
      "nanotype.mode is offline, in which no connection is opened. Nothing was downloaded; the models on this machine work. Choose another mode to pull one.",
    );
  const address = hubAddress(settings.networkModelHub, environment);
  if (address === undefined)
    throw new PullError(
      "refused",
      "The address of the hub isn't one. Check nanotype.network.modelHub and HF_ENDPOINT.",
    );
  const reach = reachOf(settings, connectMs);
  const dispatcher = createDispatcher({ proxyUrl: reach.proxyUrl, tls: tlsOptions(reach), silentMs });
  try {
    const { networkAllowedHosts: allowedHosts } = settings;
    const token = environment["HF_TOKEN"];
    return await task(new Hub({ address, dispatcher, silentMs, allowedHosts, policy, token }));
  } finally {
    await dispatcher.destroy();
  }
}
