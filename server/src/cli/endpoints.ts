import { endpointKinds, keyVariable, parseEndpoint, type Endpoint } from "../settings/endpoint";
import type { ServedModel } from "../model/cloud/servedModels";
import { cleanPastedUrl, isPrivateNetwork } from "../settings/pastedUrl";
import { whyChosen } from "../model/cloud/teamModels";
import { suggestedName } from "../model/routing/describeEndpoint";
import { presetFor, presets } from "../model/cloud/presets";
import { resolveEndpoint } from "../model/cloud/wires";
import { explicitExtras } from "../model/cloud/cloudBackend";
import { systemClock } from "../base/clock";
import { BackendError } from "../model/errors";
import { silentLog } from "../base/log";
import { tryAgain } from "../model/routing/askAgain";
import { certificateWarning } from "../model/routing/certificateWarning";
import { environmentEndpoint } from "../settings/environmentEndpoint";
import { createEndpoint, type LiveEndpoint } from "../model/routing/createEndpoints";
import { Ledger } from "../model/routing/ledger";
import { parseSettings } from "../settings/settings";
import { policyAllowsHost, teamServer } from "../settings/policy";
import { readPolicy } from "../settings/policyFile";
import { accountsPath, readUserSettings, userSettingsPath, type UserSettings } from "../settings/userSettings";
import { changeSettingsFile } from "./changeSettingsFile";
import { CliError } from "./cliError";
import { pick } from "./pick";
import { printable } from "./printable";
import { unknownEndpoint } from "./unknownEndpoint";

/** Options of `nanotype endpoints add`. */
export interface AddOptions {
  readonly preset?: string;
  readonly kind?: string;
  readonly url?: string;
  readonly model?: string;
  readonly apiVersion?: string;
  /** Everything but the address is asked of the server. */
  readonly team?: boolean;
}

/**
 * Adds an endpoint, or changes the one of that name. The address is parsed first; without a model, the
 * server is asked for its models. For a team's server the address is enough, also in place of a name.
 * @throws CliError
 */
export async function addEndpoint(nameOrUrl: string | undefined, options: AddOptions): Promise<void> {
  if (options.team === true) return addTeamServer(nameOrUrl, options);
  if (nameOrUrl === undefined) throw new CliError(2, "Give the endpoint a name.");
  const name = nameOrUrl;
  const preset = options.preset === undefined ? presetFor(options.url ?? "") : presets[options.preset];
  if (options.preset !== undefined && preset === undefined)
    throw new CliError(2, `There is no preset "${options.preset}". Known: ${Object.keys(presets).join(", ")}.`);
  const { kind = preset?.kind, url = preset?.url, apiVersion } = options;
  if (kind === undefined)
    throw new CliError(
      2,
      url === undefined
        ? `Say which server it is: --preset with one of ${Object.keys(presets).join(", ")}; or --url with its address.`
        : `The address does not show what kind of server this is: --kind with one of ${endpointKinds.join(", ")}.`,
    );
  const model =
    options.model ?? (kind === "openai" || kind === "fim" ? await chooseModel({ name, kind, url }) : undefined);
  const requestUrl = await writeEndpoint({
    ...{ name, kind, url, model },
    ...(apiVersion === undefined ? {} : { apiVersion }),
  });
  process.stdout.write(`Added ${name}: requests go to ${requestUrl}\n`);
  const mayBeOpen = isPrivateNetwork(new URL(requestUrl).hostname);
  process.stderr.write(
    `${mayBeOpen ? "If it wants a key, put it" : "Put its key"} into ${keyVariable(name)} where your editor starts, then run: nanotype endpoints test ${name}\n`,
  );
}

/** Adds a team's server: the model, its limits and its prices are asked of the server, with the key that the environment holds. */
async function addTeamServer(nameOrUrl: string | undefined, options: AddOptions): Promise<void> {
  const isUrl = nameOrUrl !== undefined && /[/:.]/.test(nameOrUrl);
  const url = options.url ?? (isUrl ? nameOrUrl : teamServer(readPolicy()));
  if (url === undefined)
    throw new CliError(2, "Give the address of your team's server; your organisation's policy names none.");
  const address = cleanPastedUrl(url);
  if (address.kind === "refused") throw new CliError(2, address.reason);
  const name = (isUrl ? undefined : nameOrUrl) ?? suggestedName(address.url.hostname);
  const asked = checked(parseEndpoint({ name, kind: "openai", url, model: "unknown" }));
  understood(asked);
  const models = await withEndpoint(asked, ({ backend }) => backend.describeModels(new AbortController().signal)).catch(
    (error: unknown) => {
      if (!(error instanceof BackendError)) throw error;
      const isOther = error.kind === "notFound" || error.kind === "badResponse";
      const why = isOther ? "This is not a team's server: it lists no models." : error.message;
      const hasKey = process.env[keyVariable(name)] !== undefined;
      const advice = hasKey || isOther ? "" : ` If it wants a key, put it into ${keyVariable(name)} first.`;
      throw new CliError(1, `Nothing was added. ${why}${advice}`);
    },
  );
  const chosen = options.model === undefined ? models.at(0) : models.find(({ model }) => model === options.model);
  if (chosen === undefined)
    throw new CliError(
      1,
      models.length === 0
        ? `Nothing was added: ${url} serves no model that completes text. Ask who runs it whether your key may use one.`
        : `Nothing was added: ${url} has no model ${options.model ?? ""}. It serves: ${models.map(({ model }) => model).join(", ")}.`,
    );
  const requestUrl = await writeEndpoint({ name, url, kind: "openai", ...chosen });
  const facts = [
    options.model === undefined ? whyChosen(chosen) : `${chosen.model}, as you asked.`,
    `Context: ${chosen.contextTokens === undefined ? "not said by the server" : `${chosen.contextTokens} tokens`}.`,
    `Price: ${chosen.price === undefined ? "not said by the server" : `$${chosen.price.input} in, $${chosen.price.output} out, a million tokens`}.`,
  ];
  process.stdout.write(
    printable(`Added ${name}: requests go to ${requestUrl}\n${facts.map((fact) => `  ${fact}\n`).join("")}`),
  );
}

/** Writes an endpoint to the settings file, in the place of the one of that name. Returns the address of its requests. */
async function writeEndpoint(wanted: Readonly<Record<string, unknown>> & { readonly name: string }): Promise<string> {
  let requestUrl = "";
  await changeSettingsFile((settings) => {
    const { name } = wanted;
    const known = fileEndpoints(settings);
    // Its other settings, such as headers, are kept.
    const earlier = known.find((other) => other.name === name && other.kind === wanted["kind"]);
    const given = checked(parseEndpoint({ ...earlier, ...wanted }));
    const { repairs, wire, model: resolvedModel } = understood(given);
    const endpoint = { ...given, model: resolvedModel }; // a deployment in the address counts
    for (const repair of repairs) process.stderr.write(`nanotype: ${repair}.\n`);
    requestUrl = wire.requestUrl;
    const isNew = !known.some((other) => other.name === name);
    const changed = known.map((other) => (other.name === name ? endpoint : other));
    return { ...settings, endpoints: isNew ? [...changed, endpoint] : changed };
  });
  return requestUrl;
}

/** Lists the endpoints, one a line, the preferred one first. */
export function listEndpoints(options: { readonly json: boolean }): void {
  const endpoints = knownEndpoints();
  if (options.json) {
    process.stdout.write(`${JSON.stringify(endpoints)}\n`);
    return;
  }
  if (endpoints.length === 0) process.stderr.write(`nanotype: there are no endpoints in ${userSettingsPath()}.\n`);
  for (const { name, kind, model, url } of endpoints) process.stdout.write(`${name}\t${kind}\t${model}\t${url}\n`);
}

/** Prints each endpoint's usage today and in this month: tokens sent, those of them that were cached, tokens received, and money. */
export function printUsage(options: { readonly json: boolean }): void {
  const ledger = new Ledger({ path: accountsPath(), clock: systemClock, log: silentLog });
  if (ledger.obstacle !== undefined) process.stderr.write(`nanotype: ${ledger.obstacle}\n`);
  // VS Code's endpoints are not in the settings file, but their usage is in the same accounts.
  const names = new Set([...knownEndpoints().map(({ name }) => name), ...ledger.names]);
  const usage = [...names].map((name) => ({ name, ...ledger.used(name) }));
  if (options.json) {
    process.stdout.write(`${JSON.stringify(usage)}\n`);
    return;
  }
  const row = (cells: readonly (string | number)[]): void => void process.stdout.write(`${cells.join("\t")}\n`);
  row(["endpoint", "time", "tokens in", "of these cached", "tokens out", "US dollars"]);
  for (const { name, today, month } of usage)
    for (const [time, account] of [
      ["today", today],
      ["month", month],
    ] as const)
      row([name, time, account.promptTokens, account.cachedTokens, account.completionTokens, account.usd.toFixed(4)]);
}

/**
 * Removes an endpoint.
 * @throws CliError
 */
export async function removeEndpoint(name: string): Promise<void> {
  await changeSettingsFile((settings) => {
    const endpoints = fileEndpoints(settings);
    if (!endpoints.some((endpoint) => endpoint.name === name)) throw unknownEndpoint(name, endpoints);
    return { ...settings, endpoints: endpoints.filter((endpoint) => endpoint.name !== name) };
  });
  process.stdout.write(`Removed ${name}\n`);
}

/**
 * Requests one token from each endpoint and prints how long it took, or what is wrong. All of them unless one is named.
 * @throws CliError if one of them does not work.
 */
export async function testEndpoints(name: string | undefined): Promise<void> {
  const endpoints = knownEndpoints();
  const chosen = name === undefined ? endpoints : endpoints.filter((endpoint) => endpoint.name === name);
  if (chosen.length === 0) throw unknownEndpoint(name ?? "", endpoints);
  let failedCount = 0;
  for (const endpoint of chosen) {
    try {
      process.stdout.write(`${printable(await tested(endpoint))}\n`);
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      failedCount++;
      process.stdout.write(`${printable(`${endpoint.name}: ${error.message}`)}\n`);
    }
  }
  if (failedCount > 0) throw new CliError(1, `${failedCount} of ${chosen.length} did not work.`);
}

async function tested(endpoint: Endpoint): Promise<string> {
  const { signal } = new AbortController();
  return withEndpoint(endpoint, async ({ backend, price }) => {
    const startMs = performance.now();
    try {
      await tryAgain(() => backend.probe(signal, explicitExtras), signal);
    } catch (error) {
      if (!(error instanceof BackendError) || error.kind !== "notFound") throw error;
      // Lists the models that exist; a server without such a list leaves the first message.
      const models = await backend.listModels(signal).catch(() => []);
      if (models.length === 0) throw error;
      throw new BackendError("notFound", `${error.message} It serves: ${listed(models)}.`);
    }
    const elapsedMs = Math.round(performance.now() - startMs);
    const { adaptations } = backend;
    const adapted =
      adaptations.length === 0 ? "" : `\n  It refused the usual request, so requests use: ${adaptations.join("; ")}.`;
    const warning = certificateWarning(process.env);
    const unpriced =
      price() === "unknown"
        ? `\n  Its price is not known, so nanotype.cost.dailyCapUsd does not limit it. "price" in ${userSettingsPath()} sets one.`
        : "";
    return `${endpoint.name}: works; ${backend.model} answered after ${elapsedMs} ms${adapted}${unpriced}${warning === undefined ? "" : `\n  ${warning}`}`;
  });
}

/** Returns the server's only model, if it has just one; else lets the user pick one, or lists them if no user can answer. */
async function chooseModel(wanted: { name: string; kind: string; url: string | undefined }): Promise<string> {
  const endpoint = checked(parseEndpoint({ ...wanted, model: "unknown" }));
  const models = await withEndpoint(endpoint, ({ backend }) => backend.listModels(new AbortController().signal)).catch(
    (error: unknown) => {
      const why = error instanceof BackendError ? error.message : "";
      throw new CliError(2, `Name the model with --model; the server could not be asked for it. ${why}`);
    },
  );
  const only = models.length === 1 ? models[0] : undefined;
  if (only !== undefined) return only.id;
  if (models.length === 0) throw new CliError(2, "Name the model with --model; the server lists none.");
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new CliError(2, `Name the model with --model. It serves: ${listed(models)}.`);
  const names = models.map(({ id }) => id);
  const picked = await pick(`${wanted.name} serves:`, names, { input: process.stdin, output: process.stderr });
  if (picked === undefined) throw new CliError(2, "No model was picked; nothing was added.");
  return picked;
}

function listed(models: readonly ServedModel[]): string {
  return models
    .slice(0, 20)
    .map(({ id }) => id)
    .join(", ");
}

async function withEndpoint<T>(endpoint: Endpoint, use: (live: LiveEndpoint) => Promise<T>): Promise<T> {
  const settings = parseSettings(fileSettings(readUserSettings())).settings;
  const policy = readPolicy();
  const askSecret = () => Promise.resolve(undefined);
  const onChange = () => undefined;
  const accounts = { add: () => undefined, reserve: () => () => undefined, mayBeUsed: () => true };
  const live = createEndpoint({
    endpoint,
    settings,
    clock: systemClock,
    log: silentLog,
    askSecret,
    accounts,
    // The user who runs this command wants it, and it sends no text of theirs; the administrator's policy still applies.
    mayConnectTo: (host) => policyAllowsHost(policy, new URL(`https://${host}`).hostname),
    onChange,
  });
  try {
    return await use(live);
  } finally {
    live.dispose();
  }
}

function fileSettings({ settings, fault }: UserSettings): UserSettings["settings"] {
  if (fault !== undefined) throw new CliError(1, `${fault} Nothing was changed; fix it first.`);
  return settings;
}

function fileEndpoints(settings: Readonly<Record<string, unknown>>): readonly Endpoint[] {
  const { settings: parsed, warnings } = parseSettings({ endpoints: settings["endpoints"] });
  if (warnings.length > 0)
    throw new CliError(1, `${userSettingsPath()}: ${warnings.map(({ message }) => message).join(" ")}`);
  return parsed.endpoints;
}

/** Returns the file's endpoints; if there are none, the one that the environment describes. */
function knownEndpoints(): readonly Endpoint[] {
  const endpoints = fileEndpoints(fileSettings(readUserSettings()));
  const inEnvironment = environmentEndpoint(process.env);
  return endpoints.length > 0 || inEnvironment === undefined ? endpoints : [inEnvironment];
}

function checked(parsed: Endpoint | string): Endpoint {
  if (typeof parsed === "string") throw new CliError(2, parsed);
  return parsed;
}

function understood(endpoint: Endpoint): ReturnType<typeof resolveEndpoint> {
  try {
    return resolveEndpoint(endpoint);
  } catch (error) {
    throw error instanceof BackendError ? new CliError(2, error.message) : error;
  }
}
