import { expect, test } from "vitest";
import { readFromPage } from "../../../client/src/dashboard/dashboardData";
import { dashboardShell } from "../../../client/src/dashboard/dashboardShell";

test("only a wish for a known period is read from the page", () => {
  expect(readFromPage({ kind: "show", period: "week" })).toEqual({ kind: "show", period: "week" });
  for (const message of [undefined, "show", { kind: "show", period: "year" }, { kind: "run", period: "week" }, []])
    expect(readFromPage(message)).toBeUndefined();
});

test("the page may load its own script and style, and nothing else", () => {
  const page = dashboardShell({ scriptUri: "a.js", styleUri: "a.css", nonce: "n0nce" });
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1];
  expect(policy).toBe("default-src 'none'; script-src 'nonce-n0nce'; style-src 'nonce-n0nce';");
  expect(page.match(/<(script|link|style|img)[^>]*>/g)).toEqual([
    '<link rel="stylesheet" nonce="n0nce" href="a.css">',
    '<script nonce="n0nce" src="a.js">',
  ]);
  expect(page).not.toMatch(/ (style|on\w+)=|https?:/);
});
