/**
 * Makes a text safe to show on a terminal: escape sequences of a model's, an endpoint's or a file name's making could move the
 * cursor, change what stands there, or answer for the user. Tab and line feed stay.
 */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "");
}
