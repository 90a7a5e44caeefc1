import { inBackground } from "../../base/inBackground";
import type { Consent } from "./answersForm";
import type { Consents } from "./consents";
import { placeOf, type Place } from "../../documents/place";

/** Permission for text of a place to leave this machine, or the reason against it. */
export type Permission = "allowed" | "undecided" | "declined" | "restricted";

/** Asks the user about a place; `undefined` if they neither agreed nor declined. */
export type AskConsent = (placeName: string, receivers: readonly string[]) => Promise<"yes" | "no" | undefined>;

/** The checks before anything leaves this machine. */
export type Exit = Pick<Gate, "isOpen" | "receivers" | "mayLeave" | "mayConnectTo">;

/** Parts that the gate is built from. */
export interface GateParts {
  readonly consents: Consents;
  readonly ask: AskConsent;
  /** Called when the permissions may have changed. */
  readonly onChange: () => void;
}

/**
 * Decides what may leave this machine: text of a place goes to a receiver only after the user has allowed both, never
 * from an untrusted workspace. Every connection asks it: `mayLeave` for a document's text, `mayConnectTo` for a host.
 */
export class Gate {
  readonly #parts: GateParts;
  /** Places of documents that were opened, and those already asked about in this session. */
  readonly #places = new Map<string, Place>();
  readonly #asked = new Set<string>();
  #folderUris: readonly string[] = [];
  #receivers: readonly string[] = [];
  #isTrusted = true;

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  /** Sets the workspace folders. */
  setFolders(folderUris: readonly string[]): void {
    this.#folderUris = folderUris;
  }

  /** Sets whether the user trusts the workspace (VS Code's Restricted Mode says no). */
  setTrusted(isTrusted: boolean): void {
    if (this.#isTrusted === isTrusted) return;
    this.#isTrusted = isTrusted;
    this.#askOpenPlaces();
    this.#parts.onChange();
  }

  /** Sets the receivers of text by the settings in force; see `receiversOf`. */
  setReceivers(receivers: readonly string[]): void {
    if (receivers.join("\n") === this.#receivers.join("\n")) return;
    this.#receivers = receivers;
    this.#asked.clear();
    if (receivers.length > 0) this.#parts.consents.follow(this.#parts.onChange);
    this.#askOpenPlaces();
  }

  get isTrusted(): boolean {
    return this.#isTrusted;
  }

  get receivers(): readonly string[] {
    return this.#receivers;
  }

  /** Records an opened document; the user is asked once about its place if the settings name a receiver. */
  opened(uri: string): void {
    const place = placeOf(uri, this.#folderUris);
    if (this.#places.has(place.id)) return;
    this.#places.set(place.id, place);
    if (this.#receivers.length === 0) return;
    this.#askOnce(place);
    this.#parts.onChange();
  }

  /** Returns the permission for text of a document (or of a folder, by its URI) to leave this machine. Reads nothing, asks no user. */
  permission(uri: string): Permission {
    return this.#permissionOf(placeOf(uri, this.#folderUris).id);
  }

  /** Reports whether text of a document may be sent to the receivers now. */
  mayLeave(uri: string): boolean {
    return this.permission(uri) === "allowed";
  }

  /** True if anything at all may be sent now. */
  get isOpen(): boolean {
    const folders = this.#folderUris.map((uri) => placeOf(uri, this.#folderUris).id);
    return [...folders, ...this.#places.keys()].some((place) => this.#permissionOf(place) === "allowed");
  }

  /** Reports whether a connection to `host` (with its port unless it is the usual one) may be opened: the user agreed to it. */
  mayConnectTo(host: string): boolean {
    return this.isOpen && this.#receivers.includes(host);
  }

  /** Returns a notice for the user, with the possible remedy, in a sentence. */
  notice(): string | undefined {
    if (this.#receivers.length === 0) return undefined;
    if (!this.#isTrusted) return "Restricted Mode: nothing is sent; completions come from this machine.";
    if (this.#parts.consents.hasUnwritten)
      return "Your answer about sending code could not be written to its file. It holds until the editor ends and is tried again. Free some space or repair the folder's rights.";
    const waiting = this.#waiting();
    if (waiting.length > 0)
      return `${this.#parts.consents.isDamaged ? "The file with your answers about sending code was damaged; a copy is beside it. " : ""}Endpoints wait for your consent to send code from ${waiting.map(({ name }) => name).join(", ")}; until then completions come from this machine.`;
    const places = this.#ownPlaces();
    const isDeclined = places.length > 0 && places.every(({ id }) => this.#permissionOf(id) === "declined");
    return isDeclined ? "You keep this workspace's code on this machine; endpoints are not asked." : undefined;
  }

  /** True while endpoints wait for the user's answer about a place. */
  get isWaiting(): boolean {
    return this.#isTrusted && this.#receivers.length > 0 && this.#waiting().length > 0;
  }

  /** Returns the name of a document's place for people. */
  placeName(uri: string): string {
    return placeOf(uri, this.#folderUris).name;
  }

  /** Asks the user about a document's place on their own wish, whatever they answered before. */
  async ask(uri: string): Promise<void> {
    if (this.#isTrusted && this.#receivers.length > 0) await this.#ask(placeOf(uri, this.#folderUris));
  }

  /** Withdraws a consent: from now on nothing of the document's place is sent. */
  async decline(uri: string): Promise<void> {
    await this.#keep(placeOf(uri, this.#folderUris), { answer: "no", receivers: [] });
  }

  /** Resolves when every answer is in its file, or can't be written. */
  settled(): Promise<void> {
    return this.#parts.consents.save();
  }

  dispose(): void {
    this.#parts.consents.dispose();
  }

  #waiting(): Place[] {
    return this.#ownPlaces().filter(({ id }) => this.#permissionOf(id) === "undecided");
  }

  /** Returns the places with open documents that the user can be asked about. */
  #ownPlaces(): Place[] {
    return [...this.#places.values()].filter(({ isOutside }) => !isOutside);
  }

  #permissionOf(placeId: string): Permission {
    if (!this.#isTrusted) return "restricted";
    const consent = this.#parts.consents.get(placeId);
    if (consent?.answer === "no") return "declined";
    const isAgreed = consent !== undefined && this.#receivers.every((receiver) => consent.receivers.includes(receiver));
    return isAgreed && this.#receivers.length > 0 ? "allowed" : "undecided";
  }

  #askOpenPlaces(): void {
    if (this.#receivers.length > 0) for (const place of this.#places.values()) this.#askOnce(place);
  }

  #askOnce(place: Place): void {
    if (place.isOutside || this.#asked.has(place.id) || this.#permissionOf(place.id) !== "undecided") return;
    this.#asked.add(place.id);
    inBackground("asking for consent", this.#ask(place));
  }

  async #ask(place: Place): Promise<void> {
    const receivers = this.#receivers;
    const answer = await this.#parts.ask(place.name, receivers);
    if (answer === undefined) return;
    // A refusal has no receivers: it holds for all of them.
    await this.#keep(place, { answer, receivers: answer === "yes" ? receivers : [] });
  }

  /** Keeps an answer, which counts from now on; writing its file takes a moment longer. */
  async #keep(place: Place, consent: Consent): Promise<void> {
    const kept = this.#parts.consents.set(place.id, consent);
    this.#parts.onChange();
    await kept;
    this.#parts.onChange();
  }
}
