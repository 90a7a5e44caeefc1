import { isRecord } from "../../../server/src/base/isRecord";
import type { RequestStory, Stats, UsageReport } from "../../../server/src/protocol";

/** Periods that the page can show, with their number of days up to today. */
export const periodDays = { today: 1, week: 7, month: 30 } as const;
export type Period = keyof typeof periodDays;

/** Contents of the dashboard. Counts, times, dates and names from lists; no text of the user's. */
export interface DashboardFigures {
  readonly kind: "figures";
  readonly period: Period;
  /** Time at which they were read, in ms since 1970. */
  readonly readAtMs: number;
  readonly report: UsageReport;
  /** The last 30 days, for the chart of days. */
  readonly month: UsageReport;
  /** Of this window's server, since it started. */
  readonly stats: Stats;
  readonly requests: readonly RequestStory[];
  /** Daily spending limit of endpoints in US dollars; 0 means none. */
  readonly dailyCapUsd: number;
  /** False if `nanotype.metrics.history` is off. */
  readonly isKept: boolean;
}

/** Message from the extension to the page; `problem` is a sentence for people. */
export type ToPage = DashboardFigures | { readonly kind: "problem"; readonly problem: string };

/** Message from the page to the extension: it is on the screen, and wants the figures of a period from now on. */
export interface FromPage {
  readonly kind: "show";
  readonly period: Period;
}

/** Reads a message of the page; `undefined` for anything else. */
export function readFromPage(message: unknown): FromPage | undefined {
  if (!isRecord(message) || message["kind"] !== "show") return undefined;
  const period = periodOf(message["period"]);
  return period && { kind: "show", period };
}

/** Reads a period's name; `undefined` for anything else. */
export function periodOf(value: unknown): Period | undefined {
  return value === "today" || value === "week" || value === "month" ? value : undefined;
}

/** Commands that links of the page run. */
export const dashboardCommands = {
  tryIt: "nanotype.tryIt",
  openSettings: "nanotype.openSettings",
  addEndpoint: "nanotype.addEndpoint",
  checkSetup: "nanotype.checkSetup",
  restart: "nanotype.restart",
} as const;
