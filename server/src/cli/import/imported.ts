import { keyVariable } from "../../settings/endpoint";

/** Settings of another tool in our terms. */
export interface Imported {
  /** Settings by their keys without `nanotype.`; endpoints lack their keys. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Facts about the rest, a sentence each: what to do, or that there is nothing like it. */
  readonly notes: readonly string[];
}

/** A server as another tool has it. */
interface ForeignServer {
  readonly name: string;
  readonly kind: string;
  readonly url: string;
  readonly model?: string | undefined;
  readonly apiVersion?: string | undefined;
  /** Its key, or what names it. */
  readonly key?: unknown;
  readonly headers?: unknown;
}

/** Collects settings while another tool's are read. */
export class ImportDraft {
  readonly #settings: Record<string, unknown> = {};
  readonly #endpoints: { readonly name: string }[] = [];
  readonly #notes: string[] = [];

  set(key: string, value: unknown): void {
    this.#settings[key] = value;
  }

  note(sentence: string): void {
    this.#notes.push(sentence);
  }

  /** Adds an endpoint. A key beside it or in its address is never copied: a note says where it belongs. */
  endpoint({ name, kind, url, model, apiVersion, key, headers }: ForeignServer): void {
    const free = this.#freeName(nameFrom(name));
    const address = plainAddress(url);
    this.#endpoints.push({
      ...{ name: free, kind, url: address },
      ...(model === undefined || model.trim() === "" ? {} : { model }),
      ...(apiVersion === undefined ? {} : { apiVersion }),
    });
    if ((typeof key === "string" && key.trim() !== "") || address !== url)
      this.note(
        `The key of ${free} was not copied. Put it into ${keyVariable(free)}, or run “Nanotype: Set API Key” in VS Code.`,
      );
    if (headers !== undefined) this.note(`The request headers of ${free} were not copied, since they may hold a key.`);
  }

  get result(): Imported {
    const endpoints = this.#endpoints.length === 0 ? {} : { endpoints: this.#endpoints };
    return { settings: { ...this.#settings, ...endpoints }, notes: this.#notes };
  }

  #freeName(wanted: string): string {
    let name = wanted;
    for (let count = 2; this.#endpoints.some((endpoint) => endpoint.name === name); count++)
      name = `${wanted}-${count}`;
    return name;
  }
}

/** Removes user, password, query and fragment from an address; what can't be read stays, and is refused later. */
export function plainAddress(text: string): string {
  if (!/[@?#]/.test(text)) return text;
  try {
    const url = new URL(text.includes("://") ? text : `http://${text}`);
    return `${url.protocol}//${url.host}${url.pathname === "/" ? "" : url.pathname}`;
  } catch {
    return "";
  }
}

function nameFrom(title: string): string {
  const name = title
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
  return name === "" ? "imported" : name;
}
