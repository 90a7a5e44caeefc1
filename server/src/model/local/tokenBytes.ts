/** Returns text as a string of its UTF-8 bytes, one code unit 0–255 each: the form in which tokens are compared. */
export function toBytes(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** Inverts `toBytes`; unfinished characters become U+FFFD. */
export function fromBytes(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}
