import type { MemoryReader } from "./memory/memoryReader";
import type { CheckedText, PromptText } from "../safety/promptText";

/** Kinds of snippets, from the one that changes least while the user types to the one that changes most. */
export const snippetKinds = ["declarations", "outline", "similar", "edits"] as const;

/** Text from elsewhere in a prompt: declarations of imported names, the rest of the file in outline, similar places, recent edits. */
export interface Snippet<Text extends PromptText = PromptText> {
  readonly kind: (typeof snippetKinds)[number];
  /** Path of its file, as in `CompletionPrompt`. */
  readonly path: Text;
  readonly text: Text;
}

/** The text around the caret that a backend completes. Built by `completion/provideCompletion.ts`; backends convert it to their model's own form. */
export interface CompletionPrompt<Text extends PromptText = PromptText> {
  /** Path of the document relative to its workspace folder, with `/`. */
  readonly path: Text;
  readonly languageId: string;
  /** Text before the caret, cut in coarse steps at a line start so that consecutive keystrokes share it. */
  readonly prefix: Text;
  /** Text after the caret; unchanged while the user types on one line. */
  readonly suffix: Text;
  /** Text from elsewhere, in the order of `snippetKinds`; absent if there is none. */
  readonly snippets?: readonly Snippet<Text>[];
}

/** Urgency of a request: a keystroke pre-empts a command, a command pre-empts background work; among equals the newest wins. */
export type Priority = "keystroke" | "command" | "background";

/** A request for a completion. `Text` limits its destination: `CheckedText` may leave the machine. */
export interface CompletionRequest<Text extends PromptText = PromptText> {
  readonly prompt: CompletionPrompt<Text>;
  /** Candidates wanted, 1–3. Each is streamed whole before the next one begins. */
  readonly candidateCount: number;
  readonly maxTokens: number;
  /** Stop sequences: end generation, are not returned, and are found across token borders. */
  readonly stop: readonly string[];
  readonly priority: Priority;
  /** Once this text has been produced, the rest of the request counts as background work. */
  readonly demoteAfter?: string;
  /** Document whose own memory must not answer with the line at the caret. */
  readonly documentUri: string;
  /** Part of the workspace memory in the answer; only evaluation uses anything but `mixed`. */
  readonly memory: "mixed" | "off";
  /** Reader for the memory and the stores of kept answers, which answer no other caller; without it neither takes part. */
  readonly reader?: MemoryReader;
  /** Texts of which one is wanted: each gets its probability (`logProb`) and nothing is generated. Models on this machine only. */
  readonly choices?: readonly string[];
  /** Words of which one comes next: the likeliest ones are streamed, best first, each with its log-probability among all of them. Models on this machine only. */
  readonly words?: readonly string[];
  /** Asked after each chunk: true if the caller needs no more of that candidate, so that the next one may begin. */
  readonly hasEnough?: (candidate: number) => boolean;
  /** Receiver of a better answer that a stronger backend gives after the stream has ended; absent if no caller could use it. */
  readonly later?: LaterAnswer;
}

/** A request that may still go to any backend. */
export interface RoutableRequest extends CompletionRequest {
  /** Returns the same prompt for backends that send it off this machine: every line of it has been checked for secrets. */
  readonly checked: () => CompletionPrompt<CheckedText>;
}

/** A request that may leave this machine. */
export type CloudRequest = CompletionRequest<CheckedText>;

/** Receiver of an answer that comes too late for its request. */
interface LaterAnswer {
  /** Aborts when the text around the caret has changed since the request. */
  readonly signal: AbortSignal;
  /** Keeps the first candidate's whole text for the next request at the same place. */
  take(text: string): void;
}

/** The backend of a comparison that a place belongs to, and the comparison's id. */
export interface ComparedArm {
  readonly comparison: string;
  readonly arm: "a" | "b";
}

/** A piece of a completion as it is produced. */
export interface CompletionChunk {
  /** The candidate to which it belongs, from 0. */
  readonly candidate: number;
  readonly text: string;
  readonly tokenCount: number;
  /** Sum of the natural log-probabilities of the chunk's tokens; absent if the backend gives none. */
  readonly logProb?: number;
  /** Log-probability that the candidate's first character is this one, whatever token it comes in; on the chunk with it, of the model on this machine only. */
  readonly beginningLogProb?: number;
  /** Reason for the candidate's end; only on its last chunk, whose text may be empty. */
  readonly finish?: "stop" | "length" | "end" | "contentFilter";
  /** The model and endpoint that wrote this, for people; absent for the model on this machine. */
  readonly writtenBy?: string;
  /** The backend that wrote it, while two are compared. */
  readonly arm?: ComparedArm;
  /** Time for which the request waited for its turn, in ms; on its first chunk only. */
  readonly waitedMs?: number;
  /** Store from which a kept answer comes; absent if a model has just made it. */
  readonly keptIn?: "disk" | "redis";
}

export interface BackendLimits {
  /** Tokens of prompt and completion together. */
  readonly contextTokens: number;
  /** Most tokens of suffix that the model was trained on. */
  readonly suffixTokens: number;
  /** Average UTF-16 units a token, for cutting before tokenizing. */
  readonly charsPerToken: number;
  /** Tokens of snippets beside these; absent if the backend takes none. */
  readonly snippetTokens?: number;
}

/** Turns a prompt into chunks. Implementations: `local/localModel.ts`, `cloud/cloudBackend.ts`, and the router, which chooses. */
export interface Backend<Request = CompletionRequest> {
  readonly name: string;
  /** Model id as shown to the user and used in cache keys. */
  readonly model: string;
  readonly limits: BackendLimits;
  /**
   * Streams a completion. Ends quietly when `signal` aborts or the consumer leaves the loop; either stops the work behind it.
   * @throws BackendError of any kind.
   */
  readonly stream: (request: Request, signal: AbortSignal) => AsyncIterable<CompletionChunk>;
  /** Expected time to first token in ms, learnt from recent requests; of the model that answers `reader`, where there are several. */
  expectedLatencyMs(reader?: MemoryReader): number;
  /** Reports whether only the model on this machine answers now, so that asking for more costs no one else's time or money. */
  readonly isOnlyLocal?: () => boolean;
  /** Reports whether the answer is in memory, so that a pause need not be waited for. Looks at nothing else. */
  readonly isAtHand?: (request: Request) => boolean;
}
