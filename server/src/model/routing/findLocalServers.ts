import { parseEndpoint } from "../../settings/endpoint";
import { modeOf, usesEndpoints } from "../../settings/modes";
import { cleanPastedUrl, isLoopback } from "../../settings/pastedUrl";
import { restrictByPolicy, teamServer, type Policy } from "../../settings/policy";
import type { Settings } from "../../settings/settings";
import type { FoundServer } from "../../protocol";
import { presets } from "../cloud/presets";

/** Longest wait for a server on this machine to say what it is, in ms. A closed port answers at once. */
const patienceMs = 700; // guess

/** A server program that can be recognized by the answer at one of its paths. */
interface Program {
  readonly label: string;
  readonly preset: "ollama" | "llamacpp" | "lmstudio";
  /** Path of the question, and a field that only this program's answer has; from each program's manual. */
  readonly path: string;
  readonly field: string;
}

const programs: readonly Program[] = [
  { label: "Ollama", preset: "ollama", path: "/api/version", field: "version" },
  { label: "llama.cpp", preset: "llamacpp", path: "/props", field: "default_generation_settings" },
  { label: "LM Studio", preset: "lmstudio", path: "/api/v0/models", field: "data" },
];

/**
 * Looks for servers that run on this machine, at their usual ports or where `OLLAMA_HOST` says, behind the one that the policy names. Connects to loopback
 * addresses only, and to none in Restricted Mode, in the mode `offline`, or against the administrator's policy.
 */
export async function findLocalServers(parts: {
  readonly settings: Settings;
  readonly policy: Policy;
  readonly isTrusted: boolean;
  readonly environment: NodeJS.ProcessEnv;
}): Promise<FoundServer[]> {
  const { settings, isTrusted, environment } = parts;
  if (!isTrusted || settings.mode === "offline") return [];
  const found = await Promise.all(
    programs.map(async (program) => {
      const server = serverOf(program, environment["OLLAMA_HOST"]);
      const isMeant = server !== undefined && isAllowed(server, parts) && (await answersAs(program, server.url));
      return isMeant ? [server] : [];
    }),
  );
  return [...organisationServer(parts.policy).filter((server) => isAllowed(server, parts)), ...found.flat()];
}

function serverOf({ label, preset }: Program, ollamaHost: string | undefined): FoundServer | undefined {
  const { kind, url: usual } = presets[preset];
  const address = preset === "ollama" && ollamaHost !== undefined ? cleanPastedUrl(ollamaHost) : undefined;
  const url = address?.kind === "ok" ? `${address.url.origin}/v1` : usual;
  if (url === undefined || !isLoopback(new URL(url).hostname)) return undefined;
  return { label, kind, url, isOnThisMachine: true };
}

/** Returns the server that the administrator's policy names. It isn't contacted. */
function organisationServer(policy: Policy): FoundServer[] {
  const url = teamServer(policy);
  return url === undefined
    ? []
    : [{ label: "Your organisation's server", kind: "openai", url, isOnThisMachine: false }];
}

function isAllowed(
  { kind, url }: FoundServer,
  { settings, policy }: { readonly settings: Settings; readonly policy: Policy },
): boolean {
  const endpoint = parseEndpoint({ name: "box", kind, url, model: "any" });
  if (typeof endpoint === "string") return false;
  const { settings: allowed } = restrictByPolicy({ ...settings, mode: "hybrid", endpoints: [endpoint] }, policy);
  return allowed.endpoints.includes(endpoint) && usesEndpoints(modeOf(allowed));
}

/** Asks an address what answers there. Redirections are refused: they could lead away from this machine. */
async function answersAs({ path, field }: Program, url: string): Promise<boolean> {
  try {
    const answer = await fetch(new URL(path, url), { signal: AbortSignal.timeout(patienceMs), redirect: "error" });
    const body: unknown = answer.ok ? await answer.json() : undefined;
    return typeof body === "object" && body !== null && field in body;
  } catch {
    // Nothing listens there, or something else: it is not proposed.
    return false;
  }
}
