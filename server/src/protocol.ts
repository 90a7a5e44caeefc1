/**
 * The custom messages between a client and the server; everything else is plain LSP 3.18.
 * The client imports only this file and `settings.ts` from the server.
 *
 * What comes from a client has a schema, from which its type derives. Schemas are functions: each is built when its first
 * message comes (`lsp/checked.ts`), since a dozen of them would cost every start 2 ms.
 */
import { isAbsolute } from "node:path";
import * as z from "zod/mini";

/** server → client notification: the server's status, which is all that the status bar shows. */
export const statusMethod = "nanotype/status";
export interface Status {
  /** `ok`: completions work; `warning`: they work with a restriction; `error`: nothing can be offered. */
  readonly health: "ok" | "warning" | "error";
  /** State of the model: not yet started or loading, ready, computing, or stopped by a failure. */
  readonly state: "loading" | "ready" | "busy" | "stopped";
  /** One sentence for people: the problem or the current work, what still works, what to do. Empty when all is well. */
  readonly message: string;
  /** Name of the backend that answers, e.g. `local`. */
  readonly backend: string;
  /** The answering models, for people: a model's id, or e.g. `nanotype-6m + gpt-4.1-nano at work`. Failing endpoints are left out. */
  readonly model: string;
  /** The user's remedy for the problem in `message`; absent if only the log can help. */
  readonly remedy?: Remedy;
  /** Set while endpoints wait for the user's consent to send code. */
  readonly isConsentWanted?: true;
  /** Set while the session is being recorded. */
  readonly isRecording?: true;
  /** Share of a large model's weights that has been read, 0–1; absent before, and while the runtime prepares them. */
  readonly progress?: number;
  /** URIs of open documents that get no completions, with the reason in plain words ("one line is longer than 20,000 characters"). */
  readonly skippedDocuments: readonly SkippedDocument[];
}

/** A document without completions; `setting` decides about it, if one does. */
interface SkippedDocument {
  readonly uri: string;
  readonly reason: string;
  readonly setting?: string;
}

/** A remedy: fix the setting `key` (`nanotype.maxLines`), choose a model that can be loaded, give an endpoint's key. */
export type Remedy =
  | { readonly kind: "mendSetting"; readonly key: string }
  | { readonly kind: "chooseModel" }
  | { readonly kind: "setApiKey"; readonly endpoint: string };

/** client → server request: a snapshot of the metrics since the server started. */
export const statsMethod = "nanotype/stats";
export interface Stats {
  readonly uptimeMs: number;
  /** Requests by outcome; `offered` counts answers that were not empty and not cancelled. */
  readonly requests: {
    readonly total: number;
    readonly offered: number;
    readonly empty: number;
    readonly cancelled: number;
    readonly failed: number;
  };
  readonly acceptedCount: number;
  readonly acceptedCharCount: number;
  /** Next edits; `chained` counts those taken after another one of the same change. */
  readonly nextEdits: {
    readonly offered: number;
    readonly taken: number;
    readonly refused: number;
    readonly chained: number;
    /** Those of each kind that was offered; the sums above don't count those of the editor's own. */
    readonly byKind: readonly {
      readonly kind: string;
      readonly offered: number;
      readonly taken: number;
      readonly refused: number;
      readonly chained: number;
    }[];
  };
  /** Sources of offered answers. */
  readonly answeredBy: {
    readonly typeThrough: number;
    readonly cache: number;
    readonly joined: number;
    readonly model: number;
    readonly memory: number;
    /** Kept on disk or in the team's cache. */
    readonly stored: number;
    /** Doc comments drafted from their declaration. */
    readonly declaration: number;
  };
  /** Latency in ms by stage of the pipeline. */
  readonly stages: Readonly<Record<string, LatencyPercentiles>>;
  readonly model: {
    /** Generations requested; fewer than requests, since answers are reused. */
    readonly requestCount: number;
    readonly failureCount: number;
    readonly promptTokenCount: number;
    readonly reusedTokenCount: number;
    readonly generatedTokenCount: number;
  };
  /** Resident memory in bytes. */
  readonly memory: { readonly serverBytes: number; readonly modelProcessBytes: number };
  /** Files of the workspace that are remembered although they aren't open, and their memory in bytes, estimated; part of the model process's. */
  readonly workspace: { readonly fileCount: number; readonly bytes: number };
  /** The endpoints in use, the preferred one first. */
  readonly endpoints: readonly EndpointStats[];
}

/** An endpoint's figures since the server started (or its settings changed). */
export interface EndpointStats {
  readonly name: string;
  readonly model: string;
  /** `failing`: it gets no requests until a probe finds it working. */
  readonly state: "ok" | "failing";
  readonly requestCount: number;
  readonly promptTokenCount: number;
  /** Prompt tokens from the provider's prefix cache; part of `promptTokenCount`. */
  readonly cachedTokenCount: number;
  readonly generatedTokenCount: number;
  /** Requests whose tokens are estimates, since they were cancelled before the endpoint could report them. */
  readonly estimatedCount: number;
  readonly connectionCount: number;
  /** `unknown`: its cost is neither counted nor limited; `none`: it runs in the user's own network. */
  readonly price: "known" | "unknown" | "none";
  /** Kept across restarts. */
  readonly used: { readonly today: EndpointAccount; readonly month: EndpointAccount };
}

/** An endpoint's usage in a period. */
interface EndpointAccount {
  /** The cached ones included. */
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly completionTokens: number;
  /** Money by the price table, in US dollars; 0 without a known price. */
  readonly usd: number;
}

/** Percentiles of a latency, in ms. */
export interface LatencyPercentiles {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** client → server request: the figures of all servers of this user on this machine, today included; docs/metrics.md has their meaning. */
export const usageMethod = "nanotype/usage";
export const usageParams = () =>
  z.object({
    /** Number of days up to today. */
    days: z.int().check(z.gte(1), z.lte(90)),
  });
export type UsageParams = z.infer<ReturnType<typeof usageParams>>;

/** Reactions of the user to suggestions. */
export interface SuggestionCounts {
  readonly offered: number;
  /** Taken whole. */
  readonly accepted: number;
  readonly partlyAccepted: number;
  /** Taken texts that were still there 30 s later. */
  readonly kept: number;
  /** Hidden with Escape. */
  readonly dismissed: number;
  /** Taken texts that were deleted or undone within 5 s. */
  readonly deleted: number;
  readonly savedKeys: number;
}

/** Suggestions of one model of a comparison, and what the user made of them. */
export interface ComparedSuggestions extends Omit<SuggestionCounts, "savedKeys"> {
  /** Its name for people. */
  readonly name: string;
}

/** Two models that take turns while the user works (`nanotype.compareWith`), since the comparison began. */
export interface ComparisonReport {
  /** The models that the settings name. */
  readonly a: ComparedSuggestions;
  /** The other one. */
  readonly b: ComparedSuggestions;
  /** Suggestions of each after which the comparison ends, set beforehand. */
  readonly offersEach: number;
  /** Why the other one doesn't take its turns now, in a sentence; only a running server knows. */
  readonly obstacle?: string;
  /** The verdict for people, or what it waits for: sentences. */
  readonly says: readonly string[];
  /** Absent until both were shown as often. */
  readonly verdict?: {
    /** The one whose suggestions are taken more often; absent if the interval of the difference contains zero. */
    readonly better?: "a" | "b";
    /** Share of its suggestions that are taken, whole or in part: A's less B's, from 0 to 1, with the 95 % interval. */
    readonly difference: { readonly value: number; readonly low: number; readonly high: number };
  };
}

/** The read model of everything that is counted: for the dashboard, `nanotype stats` and its JSON. Latencies are in ms. */
export interface UsageReport {
  /** The first and the last day, as `YYYY-MM-DD` in the user's time zone. */
  readonly from: string;
  readonly to: string;
  readonly suggestions: SuggestionCounts;
  /** Those shown most first. */
  readonly byLanguage: readonly ({ readonly name: string } & SuggestionCounts)[];
  /** Names for people of the languages in the report. */
  readonly languageNames: Readonly<Partial<Record<string, string>>>;
  readonly byKind: readonly ({ readonly name: string } & SuggestionCounts)[];
  readonly byBackend: readonly ({ readonly name: string } & SuggestionCounts)[];
  readonly requests: Readonly<Partial<Record<string, number>>>;
  readonly answeredBy: Readonly<Partial<Record<string, number>>>;
  readonly cacheHits: Readonly<Partial<Record<string, number>>>;
  /** By stage. */
  readonly waits: Readonly<Partial<Record<string, LatencyPercentiles>>>;
  readonly waitsBySource: Readonly<Partial<Record<string, LatencyPercentiles>>>;
  readonly failures: readonly { readonly origin: string; readonly kind: string; readonly count: number }[];
  readonly localTokens: { readonly prompt: number; readonly reused: number; readonly generated: number };
  readonly endpoints: {
    readonly prompt: number;
    readonly cached: number;
    readonly generated: number;
    readonly usd: number;
  };
  readonly cpuSeconds: { readonly server: number; readonly model: number };
  /** Absent if no models are compared. */
  readonly comparison?: ComparisonReport;
  /** Every day of the period, in ascending order. */
  readonly days: readonly UsageDay[];
}

/** A day of a report. */
export interface UsageDay extends SuggestionCounts {
  readonly date: string;
  /** Those shown most first; `taken` counts whole and in part. */
  readonly byLanguage: readonly {
    readonly name: string;
    readonly offered: number;
    readonly taken: number;
    readonly savedKeys: number;
  }[];
  readonly waitP50Ms: number;
  readonly waitP95Ms: number;
  readonly usd: number;
}

/** client → server request, without params: the last requests for suggestions, the newest first; at most 100. */
export const requestsMethod = "nanotype/requests";
export interface RequestsResult {
  readonly requests: readonly RequestStory[];
}
/** A request for a suggestion, and its story. No text, names or paths of the user's, except the names of endpoints' models. */
export interface RequestStory {
  /** Counts from the server's start. */
  readonly id: number;
  /** Time of the request, in ms since 1970. */
  readonly atMs: number;
  /** Name of the language at the caret, for people; empty if the request was refused before the caret's place was read. */
  readonly language: string;
  /** As in `UsageReport.byKind`; absent without a language. */
  readonly kind?: string;
  /** True if the user has asked by key. */
  readonly isInvoked: boolean;
  /** `offered`: a suggestion was shown; `empty`: there was none; `cancelled`: the editor wanted none any more; `failed`: a model or Nanotype failed. */
  readonly outcome: "offered" | "empty" | "cancelled" | "failed";
  /** From the request to its answer, in ms. */
  readonly waitMs: number;
  /** The writer, as in `UsageReport.byBackend`; absent without a suggestion. */
  readonly writer?: string;
  /** The endpoint's model that wrote it. */
  readonly model?: string;
  /** One sentence: the source of the suggestion, or the reason why there was none. */
  readonly summary: string;
  readonly steps: Explanation["steps"];
}

/** client → server request, without params: forgets every completion kept in memory and on this machine's disk. */
export const clearCacheMethod = "nanotype/clearCache";

/** client → server notification, without params: a key was stored, changed or removed; endpoints are tried anew. */
export const secretChangedMethod = "nanotype/secretChanged";

/** server → client request, only to clients that say `keepsSecrets`: a key by its name; `null` if there is none. */
export const secretMethod = "nanotype/secret";
export interface SecretParams {
  /** The endpoint's name in `nanotype.endpoints`, or one of the three below. */
  readonly name: string;
}
/** Name of the secret that seals completions kept on disk: 32 random bytes in base64, which the client makes when it has none. */
export const diskCacheSecret = "nanotype:disk";
/** Name of the secret that a team shares to seal the completions in its cache. */
export const redisTeamSecret = "nanotype:team";
/** Name of the password of the server that holds a team's cache. */
export const redisPasswordSecret = "nanotype:redis";
export const secretResult = () =>
  z.object({
    /** `token`: an Entra access token, sent as a bearer token. */
    kind: z.enum(["key", "token"]),
    value: z.string().check(z.minLength(1)),
  });
export type SecretResult = z.infer<ReturnType<typeof secretResult>>;

/**
 * client → server request: asks an endpoint for one token, with a key that is about to be stored if one is given. No text of
 * the user's is sent.
 */
export const testEndpointMethod = "nanotype/testEndpoint";
export const testEndpointParams = () =>
  z.object({
    /** The endpoint's name in `nanotype.endpoints`. */
    name: z.string(),
    key: z.optional(z.string()),
    /** An Entra token instead of a key. */
    token: z.optional(z.string()),
    /** An endpoint that is not in the settings yet, in their form. Without a model it is asked for its models. */
    endpoint: z.optional(z.record(z.string(), z.unknown())),
  });
export type TestEndpointParams = z.infer<ReturnType<typeof testEndpointParams>>;
export interface TestEndpointResult {
  readonly outcome: "works" | "keyRefused" | "failed";
  /** A sentence for the user. */
  readonly message: string;
  /** Models that it serves, the best one for code first, if the request asked for them. */
  readonly models?: readonly OfferedModel[];
}
/** A model that an endpoint serves, as fields of `nanotype.endpoints`; a field that the endpoint doesn't say is absent. */
export interface OfferedModel {
  readonly model: string;
  readonly kind?: string;
  readonly family?: string;
  readonly contextTokens?: number;
  readonly price?: { readonly input: number; readonly cachedInput?: number; readonly output: number };
}

/** client → server request: parses a pasted address, for a user who adds an endpoint. Opens no connection. */
export const describeEndpointMethod = "nanotype/describeEndpoint";
export const describeEndpointParams = () =>
  z.object({
    url: z.string(),
    /** As in `nanotype.endpoints`, once it is known. */
    kind: z.optional(z.string()),
    apiVersion: z.optional(z.string()),
  });
export type DescribeEndpointParams = z.infer<ReturnType<typeof describeEndpointParams>>;
export type DescribeEndpointResult =
  | { readonly kind: "refused"; readonly reason: string }
  /** The address does not show what it is. */
  | {
      readonly kind: "unclear";
      readonly choices: readonly { readonly kind: string; readonly label: string; readonly hint: string }[];
    }
  | {
      readonly kind: "ok";
      /** A suggested name. */
      readonly name: string;
      readonly endpointKind: string;
      readonly requestUrl: string;
      /** Corrections made to the address, in words. */
      readonly repairs: readonly string[];
      /** The deployment that the address names. */
      readonly model?: string;
      /** The required scope of a Microsoft account's token. */
      readonly entraScope?: string;
      /** True if it is on this machine or in the user's own network, where servers often want no key. */
      readonly isOwn: boolean;
    };

/**
 * client → server request: examines the set-up: settings, models, endpoints, the team's cache, the git hook. Endpoints are asked for one token,
 * without any text of the user's; in the modes `offline` and `local`, and in Restricted Mode, no connection is opened.
 */
export const doctorMethod = "nanotype/doctor";
export const doctorParams = () =>
  z.object({
    /** Language ids of the open documents. */
    languages: z.array(z.string()),
    /** Folder whose git hook is examined. */
    folderUri: z.optional(z.string()),
  });
export type DoctorParams = z.infer<ReturnType<typeof doctorParams>>;
export interface DoctorResult {
  readonly findings: readonly Finding[];
  /** Facts that need no mend, a sentence each: what wasn't tried, and why. */
  readonly notes: readonly string[];
  /** Names of the parts that were examined. */
  readonly checked: readonly string[];
}
/** client → server request, with the params of `nanotype/doctor`: a bug report in Markdown, without text of documents and without keys. */
export const reportMethod = "nanotype/report";
export interface ReportResult {
  readonly text: string;
}
/** A fault of a set-up. */
export interface Finding {
  /** The same for the same fault: `endpoint:work`. */
  readonly id: string;
  /** The fault, in a sentence. */
  readonly what: string;
  /** Its effect for the user, in a sentence. */
  readonly why: string;
  readonly mend: Mend;
}
/** A step that mends a fault: a button of a client, or one command in a terminal. */
export type Mend = { readonly title: string } & (
  | {
      /** Sets `nanotype.<key>` or one `entry` of it, or removes it if there is no value. */
      readonly kind: "set";
      readonly key: string;
      readonly entry?: string;
      readonly value?: unknown;
    }
  | {
      /** Changes fields of an entry of `nanotype.endpoints`. */
      readonly kind: "endpoint";
      readonly endpoint: string;
      readonly changes: Readonly<Record<string, string>>;
    }
  | {
      /** Runs a command of VS Code; `shell` does as much in a terminal. */
      readonly kind: "command";
      readonly command: string;
      readonly argument?: string;
      readonly shell: string;
      /** Title in a terminal, where `shell` doesn't do what `title` says. */
      readonly shellTitle?: string;
    }
  | { readonly kind: "shell"; readonly shell: string }
);

/**
 * client → server request, without params: looks for servers that run on this machine and could be endpoints. Opens
 * connections to loopback addresses only.
 */
export const findServersMethod = "nanotype/findServers";
/** A server program that answers on this machine. */
export interface FoundServer {
  /** The program's name. */
  readonly label: string;
  /** False for the organisation's own server, which the administrator's policy names. */
  readonly isOnThisMachine: boolean;
  /** Kind and address as in `nanotype.endpoints`. */
  readonly kind: string;
  readonly url: string;
}

/** client → server request, without params: the models for this machine. Contacts no host. */
export const listModelsMethod = "nanotype/model/list";
/** A model that can run on this machine. */
export interface ModelInfo {
  readonly id: string;
  /** Absent, as the rest, for a folder of the user's own. */
  readonly name?: string;
  readonly about?: string;
  /** `code`, `text` or both; the first is what it does best. */
  readonly roles: readonly ("code" | "text")[];
  readonly licence?: { readonly id: string; readonly url: string };
  /** `partial`: a download can be continued; `own`: a folder of the user's. */
  readonly state: "embedded" | "installed" | "partial" | "absent" | "own";
  /** Size on this machine. */
  readonly bytes: number;
  /** Size of the usual download, in MB; a rounded figure. */
  readonly downloadMb?: number;
  readonly usedFor: readonly ("code" | "text")[];
  /** Time from a key to a line where it was measured, in ms, and on which machine. */
  readonly speed?: { readonly answerMs: number; readonly machine: string };
  /** True if these files were never loaded by Nanotype's authors. */
  readonly isUntried: boolean;
}

/** client → server request: downloads a model, whose licence the user has accepted, and reports progress; cancelling keeps what has arrived. */
export const pullModelMethod = "nanotype/model/pull";
export const pullModelParams = () =>
  z.object({
    id: z.string(),
    /** The licence that the user was shown. */
    acceptedLicence: z.string(),
    /** Gets `ModelProgress` values by `$/progress`. */
    partialResultToken: z.optional(z.union([z.string(), z.number()])),
  });
export type PullModelParams = z.infer<ReturnType<typeof pullModelParams>>;
export interface ModelProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** All of it in a few words, with speed and time left. */
  readonly text: string;
}
export interface PullModelResult {
  readonly outcome: "installed" | "cancelled" | "failed";
  /** A sentence for people, if it isn't installed. */
  readonly message: string;
  /** A setting that is in the way, if one is. */
  readonly setting?: string;
}

/** client → server request: checks that a model can be chosen, and returns the setting that chooses it, which the client writes. */
export const selectModelMethod = "nanotype/model/select";
export const selectModelParams = () => z.object({ id: z.string(), role: z.enum(["code", "text"]) });
export type SelectModelParams = z.infer<ReturnType<typeof selectModelParams>>;
export interface SelectModelResult {
  /** Below `nanotype.` */
  readonly key: string;
  readonly value: string;
  /** Reason why it can't be chosen; absent if it can. */
  readonly hindrance?: string;
}

/** client → server request: removes a pulled model from this machine. */
export const removeModelMethod = "nanotype/model/remove";
export const removeModelParams = () => z.object({ id: z.string() });
export type RemoveModelParams = z.infer<ReturnType<typeof removeModelParams>>;
export interface RemoveModelResult {
  readonly freedBytes: number;
  /** A sentence for people if it failed. */
  readonly message: string;
}

/** client → server request: records this session into a folder, or ends the recording. The status says that one runs. */
export const recordMethod = "nanotype/record";
export const recordParams = () =>
  z.object({
    /** Absolute path; without it, nothing is recorded from now on. */
    folder: z.optional(z.string().check(z.refine(isAbsolute))),
  });
export type RecordParams = z.infer<ReturnType<typeof recordParams>>;
export interface RecordResult {
  /** File of the recording that ended; absent if there was none, or if it couldn't be written, as the log says. */
  readonly file?: string;
}

/** client → server notification, without params: the user now trusts the workspace (the client started with `isTrusted: false`). */
export const trustedMethod = "nanotype/trusted";

/** client → server request: asks whether text of a place may leave this machine, after `change` if there is one. */
export const consentMethod = "nanotype/consent";
export const consentParams = () =>
  z.object({
    /** A document or folder of the place. */
    uri: z.string(),
    /** `ask` asks the user by `window/showMessageRequest` and answers then; `decline` withdraws a consent. */
    change: z.optional(z.enum(["ask", "decline"])),
  });
export type ConsentParams = z.infer<ReturnType<typeof consentParams>>;
export interface ConsentResult {
  /** `notNeeded`: the settings name no receiver. */
  readonly permission: "notNeeded" | "allowed" | "undecided" | "declined" | "restricted";
  /** The place's name for people. */
  readonly placeName: string;
  readonly receivers: readonly string[];
}

/** client → server notification: the cells of an open notebook in their order; none when it was closed. */
export const cellsMethod = "nanotype/cells";
export const cellsParams = () =>
  z.object({
    notebook: documentName(),
    /** URIs of the cells' text documents. */
    cells: z.readonly(z.array(z.string())),
  });
export type CellsParams = z.infer<ReturnType<typeof cellsParams>>;

/**
 * server → client request, only to clients that say `knowsNames`: the names that the language features of the editor offer at a place right after a
 * dot; `null` if they don't know all of them, or if the document has another version now.
 */
export const namesMethod = "nanotype/names";
export interface NamesParams {
  readonly textDocument: { readonly uri: string; readonly version: number };
  readonly position: Position;
}
export const namesResult = () => z.nullable(z.array(z.string()).check(z.maxLength(2 * maxNameEntries)));
export type NamesResult = z.infer<ReturnType<typeof namesResult>>;
/** Most entries that a client reads; it answers `null` if there are more. // guess */
export const maxNameEntries = 5_000;

/** client → server request: explains the outcome of the last request (of a document, if given). */
export const explainMethod = "nanotype/explain";
export const explainParams = () => z.object({ textDocument: z.nullish(documentName()) });
export type ExplainParams = z.infer<ReturnType<typeof explainParams>>;
/** A reason for silence that the user can change. */
export type Verdict =
  /** The eagerness in force held it back. */
  | { readonly kind: "uncertain"; readonly eagerness: "eager" | "balanced" | "quiet" }
  /** `nanotype.enable` says no: `name` is the entry to turn on, such as `comments`, `python:comments` or `python`. */
  | { readonly kind: "switchedOff"; readonly name: string }
  /** A setting keeps the document out. */
  | { readonly kind: "keptOut"; readonly setting: string }
  /** The user has dismissed or deleted it here; a request lifts that. */
  | { readonly kind: "refused" }
  /** It would have made the program less safe; a request gets it. */
  | { readonly kind: "risky" }
  /** The model failed. */
  | { readonly kind: "failed" };
export interface Explanation {
  /** One sentence: the verdict. */
  readonly summary: string;
  /** Kind of the verdict; absent if there is nothing that the user could do about it. */
  readonly verdict?: Verdict;
  /** The pipeline's steps in order; each gives its decision in plain words. No document text. */
  readonly steps: readonly { readonly step: string; readonly outcome: string; readonly atMs: number }[];
  /** One sentence: the reason of the last next edit, or why there was none; absent if none was requested. */
  readonly nextEdit?: string;
}

/** client → server request: drafts a commit message for the staged changes of a repository, or for all if none are staged. */
export const draftCommitMethod = "nanotype/draftCommit";
export const draftCommitParams = () =>
  z.object({
    /** URI of the folder of the working tree (a worktree's own). */
    repositoryUri: z.string(),
    /** Text that is already in the box; a draft continues it. Absent or blank: a whole message. */
    typed: z.optional(z.string()),
    /** 0 or absent at first; one more each time the user wants a different message. */
    attempt: z.optional(z.number()),
    /** The `git` that the client uses, if it is not the one on the path. */
    gitPath: z.optional(z.string()),
    /** Gets `CommitProgress` values by `$/progress` while the message is being written. */
    partialResultToken: z.optional(z.union([z.string(), z.number()])),
  });
export type DraftCommitParams = z.infer<ReturnType<typeof draftCommitParams>>;
/** The whole message as far as it is written, `typed` included; each value replaces the one before. */
export interface CommitProgress {
  readonly message: string;
}
export interface DraftCommitResult {
  /** The whole message, including the `typed` text; empty if there is nothing to commit, or if cancelled. */
  readonly message: string;
  /** Other messages for the same changes, best first. */
  readonly alternatives: readonly string[];
  /** The writer: `offline` (rules, no model), the local model's id, or an endpoint's name. */
  readonly backend: string;
  /** One sentence for people if the message is empty, or if another writer had to step in. */
  readonly reason?: string;
}

/** client → server request: the doc comment of the declaration at the caret, written or corrected. Changes nothing by itself. */
export const draftCommentMethod = "nanotype/draftComment";
export const draftCommentParams = () => z.object({ textDocument: documentName(), position: documentPosition() });
export type DraftCommentParams = z.infer<ReturnType<typeof draftCommentParams>>;
export interface DraftCommentResult {
  /** Edits for the requested version of the document; empty if there is nothing to do. */
  readonly edits: readonly {
    readonly range: Range;
    readonly newText: string;
  }[];
  /** Position of the missing summary, in the text as it is after the edits. */
  readonly caret?: Position;
  /** Reason for the absence of edits, in a sentence for people. */
  readonly message?: string;
}
type Position = z.infer<ReturnType<typeof documentPosition>>;
/** An LSP `Range`. */
interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** client → server request: shows the requests that a keystroke here would send. Sends nothing. */
export const previewMethod = "nanotype/preview";
export const previewParams = () => z.object({ textDocument: documentName(), position: documentPosition() });
export type PreviewParams = z.infer<ReturnType<typeof previewParams>>;
export interface Preview {
  /** All of it, for people. */
  readonly text: string;
  /** Reason why nothing is sent from here at the moment, a sentence; empty if text is sent. */
  readonly hindrance: string;
  /** One for each endpoint in the settings. */
  readonly requests: readonly PreviewedRequest[];
  /** Secrets that were cut out; lines count from 1. */
  readonly cuts: readonly { readonly rule: string; readonly line: number; readonly placeholder: string }[];
}
export interface PreviewedRequest {
  readonly endpoint: string;
  readonly url: string;
  /** The key is left out. */
  readonly headers: Readonly<Record<string, string>>;
  /** Exact body of the request, in UTF-8. */
  readonly body: string;
  readonly bytes: number;
  /** Reason why nothing can be sent to the endpoint. */
  readonly error?: string;
}

/** client → server request, without params: the log of everything that was sent from this machine, for people. */
export const auditMethod = "nanotype/audit";
export interface AuditResult {
  readonly text: string;
}

/** client → server request: the next edit, by the message that editors' plugins for Copilot send. `null` if there is none. */
export const inlineEditMethod = "textDocument/copilotInlineEdit";
/** client → server request: the same, with what a client of ours shows besides. */
export const nextEditMethod = "nanotype/nextEdit";
export const nextEditParams = () =>
  z.object({
    /** An edit is answered for this version only. */
    textDocument: z.object({ uri: z.string(), version: z.int() }),
    position: documentPosition(),
  });
export type NextEditParams = z.infer<ReturnType<typeof nextEditParams>>;
/** One change of one document, which may be another than the one that was asked about. */
export interface InlineEdit {
  readonly text: string;
  readonly range: Range;
  readonly textDocument: { readonly uri: string; readonly version: number };
  /** To be executed once the change is made, by `workspace/executeCommand`. */
  readonly command: { readonly title: string; readonly command: string; readonly arguments: readonly string[] };
}
export interface InlineEditResult {
  readonly edits: readonly InlineEdit[];
}
export interface NextEditResult {
  /** None if there is only one of the other two. */
  readonly edits: readonly (InlineEdit & {
    readonly id: string;
    /** Chance that the user wants it, 0–1; unknown of a model's proposal. */
    readonly confidence?: number;
    /** Why it is offered, in a sentence that holds no text of a document. */
    readonly reason: string;
    /** Places of the chain that would be offered now, this one included. */
    readonly leftCount: number;
    /** Places of the chain that were accepted before. */
    readonly acceptedCount: number;
  })[];
  /** A name that the user has renamed by hand and that other files of the workspace use by its old form. `range` is its place. */
  readonly renamed?: { readonly range: Range; readonly oldName: string; readonly newName: string };
  /** A file that isn't open and has places like those that the user changed: once it is open, the next answer is about them. */
  readonly further?: string;
}
/** The command of a next edit: the user took it. Its argument is the edit's id. */
export const nextEditAcceptedCommand = "nanotype.nextEditAccepted";
/** client → server notification: the user doesn't want a next edit; it isn't offered there again. */
export const nextEditRefusedMethod = "nanotype/nextEditRefused";
export const nextEditRefusedParams = () => z.object({ id: z.string() });

/** client → server notification: what the user made of a next edit that came from the editor's own language features. It only counts. */
export const editorEditMethod = "nanotype/editorEdit";
export const editorEditParams = () =>
  z.object({
    /** `import`: of a missing name; `fix`: another one that the editor prefers; `rename`: of a name's uses in other files. */
    kind: z.enum(["import", "fix", "rename"]),
    event: z.enum(["offered", "taken", "refused"]),
  });
export type EditorEditEvent = z.infer<ReturnType<typeof editorEditParams>>;
export type EditorEditKind = EditorEditEvent["kind"];

/** client → server notification: an offered item was taken whole. Sent by the item's command. */
export const acceptedMethod = "nanotype/accepted";
export const acceptedParams = () =>
  z.object({
    /** `InlineCompletionItem.command.arguments[0]`. */
    itemId: z.string(),
  });
export type AcceptedParams = z.infer<ReturnType<typeof acceptedParams>>;
/** client → server notification: the user has hidden the suggestion shown in a document, which doesn't return by itself there. */
export const dismissedMethod = "nanotype/dismissed";
export const dismissedParams = () => z.object({ textDocument: documentName() });
export type DismissedParams = z.infer<ReturnType<typeof dismissedParams>>;
/** client → server notification: the caret rests at a place, where the user may type or ask next. The model reads the text around it meanwhile. */
export const caretRestedMethod = "nanotype/caretRested";
export const caretRestedParams = () => z.object({ textDocument: documentName(), position: documentPosition() });
export type CaretRestedParams = z.infer<ReturnType<typeof caretRestedParams>>;
/** The command an item carries; a client that knows it reports acceptance, others ignore it. */
export const acceptedCommand = "nanotype.accepted";

/** Options that a client may pass as `initializationOptions`. An invalid one counts as missing. */
export const initializationOptions = () =>
  z.catch(
    z.object({
      /** Values under `nanotype.*` without the prefix, for clients that have no `workspace/configuration`. */
      settings: maybe(z.record(z.string(), z.unknown())),
      /** The client's own wait before it asks, in ms; the debounce subtracts it. VS Code waits 50. */
      hostDelayMs: maybe(z.number().check(z.gte(0))),
      /** Folder for completions that are kept; without it the system's folder for caches. */
      cacheFolder: maybe(z.string().check(z.refine(isAbsolute))),
      /** True if the client answers `nanotype/secret`. */
      keepsSecrets: maybe(z.boolean()),
      /** True if the client answers `nanotype/names`. */
      knowsNames: maybe(z.boolean()),
      /** True if the user trusts the workspace; while `false`, nothing leaves the machine. Absent if the client knows no trust. */
      isTrusted: maybe(z.boolean()),
      /** The client runs `acceptedCommand` itself and sends `acceptedMethod`; else the server offers the command by `workspace/executeCommand`. */
      reportsAcceptance: maybe(z.boolean()),
    }),
    {},
  );
export type InitializationOptions = z.infer<ReturnType<typeof initializationOptions>>;

/**
 * Arguments for the node that runs the server, before the script. A small young generation keeps garbage from staying
 * resident: 25 MB less after 800 completions. Source: /proc/PID/status, Node 20, 2026-11.
 */
export const serverNodeArguments: readonly string[] = ["--max-semi-space-size=2"];

/** An LSP `TextDocumentIdentifier`. */
function documentName() {
  return z.object({ uri: z.string() });
}

/** An LSP `Position`. */
function documentPosition() {
  return z.object({ line: z.int().check(z.gte(0)), character: z.int().check(z.gte(0)) });
}

/** Makes a type optional; an invalid value counts as missing. */
function maybe<T extends z.ZodMiniType>(type: T) {
  return z.catch(z.optional(type), undefined);
}
