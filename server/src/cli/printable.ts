/**
 * Makes a text safe to show on a terminal. Escape sequences from a model, an endpoint or a file name could move the
 * cursor, change the screen, or answer for the user. Tab and line feed stay.
 */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- removes control characters
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "");
}
