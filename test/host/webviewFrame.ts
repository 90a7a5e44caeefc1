import type { Frame, FrameLocator } from "playwright-core";
import type { Window } from "./window";

/** Locates the page inside the visible webview. */
export function webviewPage(window: Window): FrameLocator {
  return window.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
}

/** Returns the frame of the page inside the visible webview. */
export async function webviewFrame(window: Window): Promise<Frame> {
  const root = await webviewPage(window).locator("html").elementHandle();
  const frame = await root?.ownerFrame();
  if (!frame) throw new Error("No webview is visible.");
  return frame;
}
