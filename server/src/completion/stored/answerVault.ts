import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, scrypt } from "node:crypto";
import { decodeAnswer, encodeAnswer, type StoredAnswer } from "./answerStore";

/** Bytes of AES-GCM's nonce and tag. Source: NIST SP 800-38D, sections 5.2.1.1 and 5.2.1.2. */
const nonceBytes = 12;
const tagBytes = 16;

/** Bytes of a name: too many for two questions to share one by accident. */
const nameBytes = 18;

/** Fewest characters of a team's secret. // guess: 16 random letters are beyond guessing, even by whoever runs the server */
export const minSecretChars = 16;

/** Salt of teams' secrets: the same for all, since members share nothing but the secret. */
const teamSalt = "nanotype shared answers 1";

/**
 * Names and seals answers with one secret: without it no one can read an answer, identify its question, or forge an answer.
 * An answer is bound to its name, so one that is moved to another is refused.
 */
export class AnswerVault {
  readonly #nameKey: Buffer;
  readonly #sealKey: Buffer;
  /** Name of the secret itself, which distinguishes files of different secrets. */
  readonly id: string;

  /** `secret`: 32 random bytes or more; people's own words go through `teamVault()`. */
  constructor(secret: Uint8Array) {
    const derive = (use: string): Buffer => Buffer.from(hkdfSync("sha256", secret, "", `nanotype answers ${use}`, 32));
    this.#nameKey = derive("names");
    this.#sealKey = derive("values");
    this.id = derive("id").toString("hex", 0, 6);
  }

  /** Returns the name under which the answer to a question is kept: 24 characters that reveal nothing about it. */
  nameOf(question: string): string {
    return createHmac("sha256", this.#nameKey).update(question).digest().toString("base64url", 0, nameBytes);
  }

  /** Encrypts and authenticates an answer for its name. */
  seal(name: string, answer: StoredAnswer): Buffer {
    return this.sealText(name, encodeAnswer(answer));
  }

  /** Opens an answer; `undefined` if these bytes were not sealed with this secret for this name. */
  open(name: string, sealed: Buffer): StoredAnswer | undefined {
    const text = this.openText(name, sealed);
    return text === undefined ? undefined : decodeAnswer(text);
  }

  /** Encrypts and authenticates a text for its name. */
  sealText(name: string, text: string): Buffer {
    return this.sealBytes(name, Buffer.from(text));
  }

  /** Encrypts and authenticates bytes for their name. */
  sealBytes(name: string, bytes: Uint8Array): Buffer {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv("aes-256-gcm", this.#sealKey, nonce).setAAD(Buffer.from(name));
    const sealed = Buffer.concat([cipher.update(bytes), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** Opens a text; `undefined` if these bytes were not sealed with this secret for this name. */
  openText(name: string, sealed: Buffer): string | undefined {
    return this.openBytes(name, sealed)?.toString();
  }

  /** Opens bytes; `undefined` if they were not sealed with this secret for this name. */
  openBytes(name: string, sealed: Buffer): Buffer | undefined {
    if (sealed.length < nonceBytes + tagBytes) return undefined;
    const [nonce, tag] = [sealed.subarray(0, nonceBytes), sealed.subarray(nonceBytes, nonceBytes + tagBytes)];
    try {
      const decipher = createDecipheriv("aes-256-gcm", this.#sealKey, nonce, { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(name)).setAuthTag(tag);
      return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]);
    } catch {
      return undefined; // damaged, forged, or sealed with another secret
    }
  }
}

/** Makes the vault of a team's secret. The secret is stretched, in the thread pool, since whoever runs the server may try to guess it. */
export function teamVault(secret: string): Promise<AnswerVault> {
  return new Promise((resolve, reject) => {
    // N, r, p after RFC 7914, section 2, and OWASP's list of 2023: 64 MB and about 0.2 s a guess.
    const cost = { N: 2 ** 16, r: 8, p: 1, maxmem: 128 * 1024 * 1024 };
    scrypt(secret.normalize("NFKC"), teamSalt, 32, cost, (error, key) => {
      if (error === null) resolve(new AnswerVault(key));
      else reject(error);
    });
  });
}
