import { isRecord } from "../../../../server/src/base/isRecord";
import { periodOf, type FromPage, type Period, type ToPage } from "../dashboardData";

/** Choices of the user on the page; they survive while the page is hidden, and a reload of the window. */
export interface PageState {
  readonly period: Period;
  /** Label of a language; empty for all. */
  readonly language: string;
  /** An outcome of requests; empty for all. */
  readonly outcome: string;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: PageState): void;
};

const host = acquireVsCodeApi();

/** Reads the state that the page had when it was last on the screen. */
export function keptState(): PageState {
  const state = host.getState();
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  const kept = isRecord(state) ? state : {};
  return {
    period: periodOf(kept["period"]) ?? "today",
    language: text(kept["language"]),
    outcome: text(kept["outcome"]),
  };
}

/** Keeps the page's state. */
export function keepState(state: PageState): void {
  host.setState(state);
}

/** Asks the extension for the figures of a period, now and from now on. */
export function showPeriod(period: Period): void {
  host.postMessage({ kind: "show", period });
}

/** Calls `listener` for each message of the extension; returns a function that ends it. */
export function onMessage(listener: (message: ToPage) => void): () => void {
  // Only the extension can post messages to its page.
  const receive = ({ data }: MessageEvent<ToPage>): void => listener(data);
  window.addEventListener("message", receive);
  return () => window.removeEventListener("message", receive);
}
