/** Entries of the menu's first page in a TypeScript file, with default settings. */
export const usualMenu: readonly string[] = [
  "Why was nothing offered?",
  "Check my setup",
  "Dashboard",
  "Snooze for 15 minutes",
  "Turn off for TypeScript",
  "Turn off everywhere",
  "Suggestions: quiet",
  "In comments: on",
  "Multi-line: on request",
  "Next edits: quiet",
  "Choose the model…",
  "More…",
];
