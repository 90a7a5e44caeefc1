/** Share of its characters from which a text is taken for another's copy, and share down to which it remains one. // guess */
const copyShare = 0.8;
const stillCopyShare = 0.5;

/** The trimmed lines of a text: characters by the lines' hash, and their total. */
interface Lines {
  readonly chars: ReadonlyMap<number, number>;
  readonly sum: number;
}

const noTwins: ReadonlySet<string> = new Set();

/**
 * Finds documents that are copies or earlier forms of others: saved under another name, renamed, opened under two
 * addresses, or git's version. Such a twin has (nearly) no lines that the document lacks, so it can only repeat
 * the earlier content of the caret's line.
 */
export class Twins {
  readonly #lines = new Map<string, Lines>();
  readonly #twins = new Map<string, Set<string>>();

  /** Stores a document's new text. */
  set(documentId: string, text: string): void {
    const lines = linesOf(text);
    this.#lines.set(documentId, lines);
    for (const [otherId, other] of this.#lines) {
      if (otherId === documentId) continue;
      this.#relate({ id: documentId, lines }, { id: otherId, lines: other });
      this.#relate({ id: otherId, lines: other }, { id: documentId, lines });
    }
  }

  delete(documentId: string): void {
    this.#lines.delete(documentId);
    this.#twins.delete(documentId);
    for (const twins of this.#twins.values()) twins.delete(documentId);
  }

  /** Returns the twins of a document, from which nothing can be learned about it. */
  of(documentId: string): ReadonlySet<string> {
    return this.#twins.get(documentId) ?? noTwins;
  }

  /** Returns a document that is (nearly) the same as a text. */
  like(text: string): string | undefined {
    const lines = linesOf(text);
    for (const [id, other] of this.#lines) if (has(lines, other, copyShare) && has(other, lines, copyShare)) return id;
    return undefined;
  }

  /** Records whether `other` is a twin of `own`: whether `own` has its lines. */
  #relate(own: { id: string; lines: Lines }, other: { id: string; lines: Lines }): void {
    const twins = this.#twins.get(own.id) ?? new Set();
    const share = twins.has(other.id) ? stillCopyShare : copyShare;
    if (isSameFile(own.id, other.id) || has(own.lines, other.lines, share)) twins.add(other.id);
    else twins.delete(other.id);
    if (twins.size > 0) this.#twins.set(own.id, twins);
    else this.#twins.delete(own.id);
  }
}

/**
 * Reports whether `own` has so large a share of the lines of `other`. In a short text the line being typed may be more than the rest: one
 * line may be missing if it isn't more than half. Ends as soon as too much is missing.
 */
function has(own: Lines, other: Lines, share: number): boolean {
  let missingCount = 0;
  let missingChars = 0;
  const isEnough = (): boolean =>
    missingChars <= (1 - share) * other.sum || (missingCount === 1 && missingChars <= other.sum / 2);
  if (other.sum === 0 || other.sum > 2 * own.sum) return false;
  for (const [hash, chars] of other.chars) {
    if (own.chars.has(hash)) continue;
    missingCount++;
    missingChars += chars;
    if (!isEnough()) return false;
  }
  return true;
}

function linesOf(text: string): Lines {
  const chars = new Map<number, number>();
  let sum = 0;
  for (const line of text.split("\n")) {
    const content = line.trim();
    if (content === "") continue;
    const hash = hashOf(content);
    chars.set(hash, (chars.get(hash) ?? 0) + content.length);
    sum += content.length;
  }
  return { chars, sum };
}

/** Reports whether two addresses of different kinds, such as `file:` and `git:`, name the same path. `#` distinguishes parts of one file. */
function isSameFile(uri: string, other: string): boolean {
  const [scheme, path] = partsOf(uri);
  const [otherScheme, otherPath] = partsOf(other);
  return path.includes("/") && path === otherPath && scheme !== otherScheme;
}

function partsOf(uri: string): [scheme: string, path: string] {
  const [, scheme = "", path = ""] = /^([a-z][a-z0-9+.-]*):(?:\/\/[^/]*)?([^?]*)/i.exec(uri) ?? [];
  return [scheme, path.includes("#") ? "" : path];
}

/** Hashes with FNV-1a over UTF-16 units; http://www.isthe.com/chongo/tech/comp/fnv */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
