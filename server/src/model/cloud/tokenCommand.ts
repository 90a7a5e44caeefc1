import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { isAbsolute } from "node:path";
import * as z from "zod/mini";
import { tokenCommandEnvironment, withSafePath } from "../../base/childEnvironment";
import { BackendError } from "../errors";
import { findProgram, foldersOf, pathOf } from "../../base/findProgram";

/** Time limit of a command, in ms: `az` takes seconds on a cold start. // guess */
const patienceMs = 20_000;

/** Lifetime of a token that doesn't state its expiry, in ms. // guess */
const unknownLifeMs = 5 * 60_000;

/** Renewal of a token: in the background `aheadMs` before its expiry; within `lastMs` of it the token is no longer sent. // guess */
const renewal = { aheadMs: 60_000, lastMs: 10_000 };

/** A bearer token and its expiry, in ms since 1970. */
interface Token {
  readonly value: string;
  readonly endsAtMs: number;
}

/**
 * Gets an endpoint's token from a program of the user's, such as `az account get-access-token`, and keeps it until it expires.
 * The program is started without a shell, in the user's home folder, with the variables it may need (not the keys of other endpoints). A name without
 * a folder is looked up on the PATH, but never in the workspace. The program prints the token alone, or JSON with `accessToken` (`access_token`,
 * `token`) and,
 * optionally, `expires_on` or `expires_in` in seconds. A JWT's own expiry is read from it.
 */
export class TokenCommand {
  readonly #name: string;
  readonly #argv: readonly string[];
  #token: Token | undefined;
  #running: Promise<Token> | undefined;

  constructor(params: { endpointName: string; argv: readonly string[] }) {
    this.#name = params.endpointName;
    this.#argv = params.argv;
  }

  /** @throws BackendError `unauthorized` if the command gives none. */
  async token(): Promise<string> {
    const leftMs = (this.#token?.endsAtMs ?? 0) - Date.now();
    if (this.#token === undefined || leftMs < renewal.lastMs) return (await this.#run()).value;
    if (leftMs < renewal.aheadMs) this.#run().catch(() => undefined); // reported once the token has expired
    return this.#token.value;
  }

  /** Forgets the token, e.g. after the endpoint has refused it. */
  forget(): void {
    this.#token = undefined;
  }

  #run(): Promise<Token> {
    this.#running ??= this.#start().finally(() => (this.#running = undefined));
    return this.#running;
  }

  #start(): Promise<Token> {
    const [program = "", ...args] = this.#argv;
    const folder = process.cwd(); // folders of the workspace, from which no program may come or be read
    const path = pathOf(process.env);
    const found = isAbsolute(program) ? program : findProgram(program, { path, folder });
    const env = withSafePath(tokenCommandEnvironment(process.env), foldersOf(folder));
    const options = { timeout: patienceMs, windowsHide: true, cwd: homedir(), env };
    return new Promise((resolve, reject) => {
      if (found === undefined) {
        const message = `The token command of ${this.#name} was not found outside of the workspace: ${program}. Name it by its whole path.`;
        reject(new BackendError("unauthorized", message));
        return;
      }
      execFile(found, args, options, (error, stdout) => {
        const token = error === null ? readToken(stdout) : undefined;
        if (token !== undefined) {
          this.#token = token;
          resolve(token);
          return;
        }
        const why = error === null ? "printed no token" : `failed (${error.killed ? "too slow" : String(error.code)})`;
        const message = `The token command of ${this.#name} ${why}. Run it in a terminal to see why: ${program}.`;
        // Its output may contain a secret, so it isn't passed on.
        reject(new BackendError("unauthorized", message));
      });
    });
  }
}

function readToken(printed: string): Token | undefined {
  const text = printed.trim();
  if (text.startsWith("{")) return readJson(text);
  // One line of characters that a header can carry.
  return /^[\x21-\x7e]{8,16384}$/.test(text) ? { value: text, endsAtMs: endOfJwt(text) ?? ownEnd() } : undefined;
}

/** A value of another type counts as missing. */
const text = z.catch(z.optional(z.string().check(z.minLength(1))), undefined);
/** A time in seconds, which some programs print as a text. */
const seconds = z.catch(z.optional(z.pipe(z.union([z.string(), z.number()]), z.coerce.number())), undefined);
const answerType = z.object({
  accessToken: text,
  access_token: text,
  token: text,
  expires_on: seconds,
  expires_in: seconds,
});
const payloadType = z.object({ exp: z.number() });

function readJson(printed: string): Token | undefined {
  const answer = parsed(answerType, printed); // else reported as “printed no token”
  const value = answer?.accessToken ?? answer?.access_token ?? answer?.token;
  if (answer === undefined || value === undefined) return undefined;
  const { expires_on: atS, expires_in: inS } = answer;
  const endsAtMs = atS !== undefined ? atS * 1_000 : inS !== undefined ? Date.now() + inS * 1_000 : endOfJwt(value);
  return { value, endsAtMs: endsAtMs ?? ownEnd() };
}

/** Returns the expiry that a JWT names (RFC 7519, `exp`), in ms since 1970. */
function endOfJwt(token: string): number | undefined {
  const [, payload = ""] = token.split(".");
  const read = parsed(payloadType, Buffer.from(payload, "base64url").toString("utf8"));
  return read && read.exp * 1_000;
}

/** Reads JSON of a type; `undefined` if it is anything else. */
function parsed<T extends z.ZodMiniType>(type: T, json: string): z.infer<T> | undefined {
  try {
    return type.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined; // not JSON
  }
}

function ownEnd(): number {
  return Date.now() + unknownLifeMs;
}
