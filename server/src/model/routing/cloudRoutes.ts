import { wait, type Clock } from "../../base/clock";
import { inBackground } from "../../base/inBackground";
import { describeError, type Logger } from "../../base/log";
import type { BackendError } from "../errors";
import type { EndpointStats, Remedy } from "../../protocol";
import type { AuditLog } from "../../safety/audit/auditLog";
import type { Settings } from "../../settings/settings";
import type { Exit } from "../../safety/consent/gate";
import type { CreatedEndpoints, LiveEndpoint } from "./createEndpoints";
import type { AskSecret } from "./credentials";
import type { Ledger } from "./ledger";
import { retirementWarning } from "./retirements";
import type { RoutedEndpoint } from "./routedEndpoint";
import { certificateWarning } from "./certificateWarning";
import { modeOf, usesEndpoints } from "../../settings/modes";
import type { Router } from "./router";

/** A sentence for the user, and the action that helps. */
export interface Warning {
  readonly message: string;
  readonly remedy?: Remedy;
}

/** Longest that the endpoints wait for their accounts, in ms. After it the endpoints are listed, but asked only once the money can be counted. // guess */
const countingMs = 3_000;

/** Parts that the routes are built from. */
interface CloudRoutesParts {
  readonly router: Router;
  readonly clock: Clock;
  readonly log: Logger;
  readonly askSecret: AskSecret;
  /** Reports whether a client can answer `askSecret`. */
  readonly hasKeychain?: () => boolean;
  readonly ledger: Ledger;
  readonly audit: AuditLog;
  readonly gate: Exit;
  readonly onChange: () => void;
  /** Called with each failure of a request to an endpoint. */
  readonly onFailure?: (error: unknown) => void;
}

/**
 * Keeps the router's endpoints in line with the settings. The packages that connect to endpoints are loaded with the first one:
 * a user without endpoints pays neither their time nor their memory, and no socket is opened.
 */
export class CloudRoutes {
  readonly #parts: CloudRoutesParts;
  #live: readonly LiveEndpoint[] = [];
  #spans: CreatedEndpoints["spans"];
  #warnings: readonly string[] = [];
  #madeOf = "";
  #dailyCapUsd = 0;
  #applied: Promise<void> = Promise.resolve();
  #counting: Promise<void> = Promise.resolve();
  #isDisposed = false;

  constructor(parts: CloudRoutesParts) {
    this.#parts = parts;
  }

  /** Takes the settings in force; resolves once they apply. Calls take effect in their order. */
  apply(settings: Settings): Promise<void> {
    return this.#next(() => this.#apply(settings));
  }

  /** Makes the endpoints anew, e.g. after a key has changed: earlier failures no longer count. */
  renew(settings: Settings): Promise<void> {
    return this.#next(() => {
      this.#madeOf = "";
      return this.#apply(settings);
    });
  }

  /** Runs `task` after the earlier ones, however those ended. */
  #next(task: () => Promise<void>): Promise<void> {
    this.#applied = this.#applied.then(task, task);
    return this.#applied;
  }

  /** Returns an endpoint by its name in the settings; `undefined` unless endpoints take part in the mode in force. */
  endpoint(name: string): RoutedEndpoint | undefined {
    if (!usesEndpoints(this.#parts.router.mode)) return undefined;
    return this.#live.find(({ endpoint }) => endpoint.name === name)?.routed;
  }

  /** Returns an endpoint's backend by its name in the settings, for work that no route takes; `undefined` unless it is in use. */
  backend(name: string): LiveEndpoint["backend"] | undefined {
    return this.#live.find(({ endpoint }) => endpoint.name === name)?.backend;
  }

  /** Warnings about the endpoints for the user: bad addresses, lasting failures, the day's limit, a model's end. */
  warnings(): Warning[] {
    const { router, ledger } = this.#parts;
    const unusable = this.#warnings.map((message) => ({ message, remedy: mendEndpoints }));
    if (!usesEndpoints(router.mode)) return unusable;
    const obstacle = this.#dailyCapUsd === 0 ? undefined : ledger.obstacle;
    if (this.#live.length > 0 && obstacle !== undefined) {
      const message = `${obstacle} Until then, or until tomorrow, endpoints that cost money aren't asked, since nanotype.cost.dailyCapUsd is set. Completions come from this machine.`;
      return [...unusable, { message }];
    }
    if (this.#live.length > 0 && ledger.todayUsd() >= this.#dailyCapUsd && this.#dailyCapUsd > 0) {
      const message = `Today's limit of $${this.#dailyCapUsd} for endpoints is reached. Completions come from this machine until tomorrow; nanotype.cost.dailyCapUsd raises it.`;
      return [...unusable, { message, remedy: { kind: "mendSetting", key: "nanotype.cost.dailyCapUsd" } }];
    }
    const failing = this.#live.flatMap(({ endpoint, routed: { status } }) => {
      if (status.kind !== "open") return [];
      const isAsked = status.error.retryAfterMs !== undefined;
      const untilMs = Date.now() + status.retryAtMs - this.#parts.clock.nowMs();
      return [failureWarning(endpoint.name, status.error, isAsked ? untilMs : undefined)];
    });
    const ending = this.#live.flatMap(({ backend, retires }) => {
      const date = retires();
      const message = date === undefined ? undefined : retirementWarning(backend, date, ledger.today);
      return message === undefined ? [] : [{ message, remedy: mendEndpoints }];
    });
    const unverified = this.#live.length > 0 ? certificateWarning(process.env) : undefined;
    return [...unusable, ...failing, ...ending, ...(unverified === undefined ? [] : [{ message: unverified }])];
  }

  /** Notices that need no action by the user: pauses that endpoints ask for, and texts that they declined. */
  notices(): string[] {
    if (!usesEndpoints(this.#parts.router.mode)) return [];
    const { obstacle } = this.#parts.ledger;
    const accounts = obstacle === undefined || this.#dailyCapUsd > 0 ? [] : [obstacle];
    const endpoints = this.#live.flatMap(({ routed: { status, pause, remark } }) => {
      if (status.kind === "open") return [];
      if (pause !== undefined) return [`${pause.error.message} ${until(pause.untilMs)} Local completions continue.`];
      return remark === undefined ? [] : [`${remark.message} Local completions continue.`];
    });
    return [...accounts, ...endpoints];
  }

  stats(): EndpointStats[] {
    return this.#live.map(({ endpoint, backend, routed, usage, connections, price }) => ({
      name: endpoint.name,
      model: backend.model,
      state: routed.status.kind === "open" ? "failing" : "ok",
      ...usage(),
      price: price(),
      used: this.#parts.ledger.used(endpoint.name),
      connectionCount: connections().opened,
    }));
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#drop();
    this.#parts.ledger.dispose();
  }

  /** Disposes of it, and writes the cost of the last requests. */
  async close(): Promise<void> {
    this.dispose();
    // A request that was just cancelled reports its cost a moment later.
    await new Promise(setImmediate);
    await this.#parts.ledger.save();
  }

  /** Resolves once it is known whether spending can be counted, if there is a limit. */
  ready(): Promise<void> {
    return this.#counting;
  }

  async #apply(settings: Settings): Promise<void> {
    if (this.#isDisposed) return;
    const { router, gate, onChange } = this.#parts;
    this.#dailyCapUsd = settings.costDailyCapUsd;
    const mode = modeOf(settings);
    // Without a receiver nothing can be sent, but problems with the addresses can be reported.
    const isNeeded = usesEndpoints(mode) && (gate.isOpen || gate.receivers.length === 0);
    const { endpoints, networkProxy, networkCaFile, networkAllowedHosts, networkFirstTokenMs, tracesUrl } = settings;
    const madeOf = isNeeded
      ? JSON.stringify([endpoints, networkProxy, networkCaFile, networkAllowedHosts, networkFirstTokenMs, tracesUrl])
      : "";
    if (isNeeded && this.#dailyCapUsd > 0) {
      this.#counting = this.#parts.ledger.open(onChange).then(onChange);
      // Usually a few milliseconds; no endpoint is in use before.
      const over = new AbortController();
      if (this.#live.length === 0)
        await Promise.race([this.#counting, wait(this.#parts.clock, countingMs, over.signal)]);
      over.abort();
    }
    if (madeOf !== this.#madeOf) {
      this.#madeOf = madeOf;
      this.#drop();
      this.#warnings = [];
      if (isNeeded) await this.#create(settings);
    }
    router.use({
      mode: isNeeded || mode === "offline" ? mode : "local",
      hedge: settings.hedge,
      endpoints: this.#live.map(({ routed }) => routed),
    });
    onChange();
  }

  /** Closes the endpoints, and sends the traces of their last requests. */
  #drop(): void {
    for (const endpoint of this.#live) endpoint.dispose();
    this.#live = [];
    if (this.#spans !== undefined) inBackground("sending the last traces", this.#spans.close());
    this.#spans = undefined;
  }

  async #create(settings: Settings): Promise<void> {
    try {
      const { createEndpoints } = await import("./createEndpoints");
      const { gate } = this.#parts;
      const { live, warnings, spans } = createEndpoints({
        ...this.#parts,
        settings,
        mayConnectTo: (host) => gate.mayConnectTo(host),
        accounts: {
          add: (...spent) => this.#parts.ledger.add(...spent),
          reserve: (usd) => this.#parts.ledger.reserve(usd),
          mayBeUsed: () => this.#parts.ledger.hasMoney(this.#dailyCapUsd),
        },
      });
      this.#live = live;
      this.#spans = spans;
      this.#warnings = warnings.map((warning) => `${warning} Local completions continue.`);
    } catch (error) {
      this.#parts.log.error("The endpoints could not be set up.", { error: describeError(error) });
      this.#warnings = ["The endpoints could not be set up; the log has more. Local completions continue."];
    }
  }
}

const mendEndpoints: Remedy = { kind: "mendSetting", key: "nanotype.endpoints" };

/** Builds the warning about an endpoint's failure, with the action that helps besides waiting. */
function failureWarning(endpoint: string, { kind, message }: BackendError, untilMs: number | undefined): Warning {
  const text = [message, untilMs === undefined ? [] : until(untilMs), "Local completions continue."].flat().join(" ");
  if (kind === "unauthorized") return { message: text, remedy: { kind: "setApiKey", endpoint } };
  return kind === "notFound" || kind === "badRequest" || kind === "badResponse"
    ? { message: text, remedy: mendEndpoints }
    : { message: text };
}

/** Formats when a pause ends, on this machine's clock. */
function until(atMs: number): string {
  return `Paused until ${new Date(Math.ceil(atMs / 1_000) * 1_000).toTimeString().slice(0, 8)}.`;
}
