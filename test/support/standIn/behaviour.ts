/** The cutting of text into bytes on the wire. */
export type Framing = "lf" | "crlf" | "oneByte" | "gzip";

/** The stand-in's reaction to a request that passed its checks. Times in ms. */
export type Behaviour =
  | {
      readonly kind: "answer";
      readonly text: string;
      readonly framing?: Framing;
      readonly firstTokenMs?: number;
      readonly gapMs?: number;
      /** Azure: a first chunk with empty `choices` and the filter's verdict. Default true. */
      readonly emptyFirst?: boolean;
      /** Azure's asynchronous filter: chunks without `delta` after the one that stops. */
      readonly trailing?: boolean;
      /** Whether `[DONE]` comes. Default true. */
      readonly done?: boolean;
      readonly finish?: string;
    }
  | {
      readonly kind: "status";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Default: an error object in Azure's form. */
      readonly body?: string;
      readonly code?: string;
      readonly innerCode?: string;
    }
  | { readonly kind: "html"; readonly status: number }
  /** One JSON object instead of a stream. */
  | { readonly kind: "json"; readonly text: string }
  | { readonly kind: "hang" }
  /** Says `text`, then nothing more. */
  | { readonly kind: "stall"; readonly text: string }
  /** Says `text`, then breaks the connection. */
  | { readonly kind: "reset"; readonly text: string }
  | { readonly kind: "badJson"; readonly text: string }
  | { readonly kind: "errorInStream"; readonly text: string; readonly code?: string }
  | { readonly kind: "emptyStream" };
