import { afterAll, describe, expect, test } from "vitest";
import { lfText } from "../../../../server/src/base/lineEnds";
import type { Ask } from "../../../../server/src/completion/ask";
import { searchedAtOnce } from "../../../../server/src/completion/buildPrompt";
import { buildRequest } from "../../../../server/src/completion/buildRequest";
import { EditHistory } from "../../../../server/src/documents/editHistory";
import { SnippetGatherer, type SnippetParts } from "../../../../server/src/completion/snippets/snippetGatherer";
import type { DocumentState } from "../../../../server/src/documents/documentState";
import { cloudLimits } from "../../../../server/src/model/cloud/wires";
import { SecretNames } from "../../../../server/src/safety/secrets/secretNames";
import { askAt } from "../../../support/askAt";
import { canaries } from "../../../support/canaries";
import { ManualClock } from "../../../support/manualClock";
import { caretOf, openSyntax } from "../../../support/openSyntax";

const { syntax, whenIdle } = openSyntax();
afterAll(() => syntax.dispose());

/** Files of a workspace, by their path, on a gatherer with a manual clock; the caret is `█` in one of them. */
class Workspace {
  readonly clock = new ManualClock();
  readonly edits = new EditHistory(this.clock);
  readonly secrets = searchedAtOnce(new SecretNames());
  readonly documents: DocumentState[] = [];
  readonly gatherer: SnippetGatherer;
  /** Numbers of looks at the open documents. */
  looks = 0;
  #caret: { document: DocumentState; offset: number } | undefined;

  constructor(files: Readonly<Record<string, string>>, parts: Partial<SnippetParts> = {}) {
    for (const [path, fixture] of Object.entries(files)) this.write(path, fixture);
    this.gatherer = new SnippetGatherer({
      ...{ clock: this.clock, edits: this.edits, secrets: this.secrets, syntax },
      scope: () => "workspace",
      isWanted: () => true,
      documents: () => {
        this.looks++;
        return this.documents;
      },
      mayShare: () => true,
      mayShareClosed: () => Promise.resolve(true),
      copiesOf: () => [],
      search: () => Promise.resolve(undefined),
      pathOf: (uri) => uri.replace("file:///work/", ""),
      limits: () => cloudLimits,
      ...parts,
    });
  }

  write(path: string, fixture: string, languageId = path.endsWith(".py") ? "python" : "typescript"): void {
    const hasCaret = fixture.includes("█");
    const { text, offset } = hasCaret ? caretOf(fixture) : { text: fixture, offset: 0 };
    const document = { uri: `file:///work/${path}`, path, languageId, version: 1, text: lfText(text) };
    this.documents.push(document);
    this.edits.opened(document.uri, text);
    if (hasCaret) this.#caret = { document, offset };
  }

  ask(): Ask {
    const { document, offset } = this.#caret ?? { document: this.documents[0], offset: 0 };
    return askAt({ document, offset, trigger: "automatic" }, { clock: this.clock });
  }

  /** Snippets of the prompt at the caret, as they would leave. */
  async snippets(): Promise<{ kind: string; path: string; text: string }[]> {
    const ask = this.ask();
    for (const { uri, languageId, text } of this.documents) syntax.open(uri, languageId, text);
    await whenIdle();
    await this.gatherer.gather(ask);
    const { request } = buildRequest(ask, cloudLimits, this.secrets, (asked) => this.gatherer.ready(asked));
    expect(request.prompt.snippets).toBeUndefined(); // the model on this machine takes none
    return (request.checked().snippets ?? []).map((snippet) => ({ ...snippet }));
  }
}

const cart = `import { Money, priceOf } from "./money";

export function total(items: Item[]): Money {
  return items.reduce((sum, item) => sum.plus(priceOf(item)), Money.zero());
}
`;
const money = `/** An amount. */
export class Money {
  constructor(readonly cents: number) {}
  static zero(): Money {
    return new Money(0);
  }
  plus(other: Money): Money {
    return new Money(this.cents + other.cents);
  }
}
export const priceOf = (item: Item): Money => new Money(item.cents);
export function unused(): void {}
`;
const order = `import { Money, priceOf } from "./money";

export function shipping(items: Item[]): Money {
  return items.reduce((sum, item) => sum.plus(█
}
`;

describe("a prompt to an endpoint holds", () => {
  test("the declarations of what the file imports, without bodies", async () => {
    const [declarations] = await new Workspace({ "src/money.ts": money, "src/order.ts": order }).snippets();
    expect(declarations).toEqual({
      kind: "declarations",
      path: "src/money.ts",
      text: [
        "export class Money",
        "  constructor(readonly cents: number)",
        "  static zero(): Money",
        "  plus(other: Money): Money",
        "export const priceOf = (item: Item): Money =>",
      ].join("\n"),
    });
  });

  test("lines of another file that share the words at the caret", async () => {
    const files = { "src/cart.ts": cart, "src/other.ts": "export const colors = ['red'];\n", "src/order.ts": order };
    const found = await new Workspace(files).snippets();
    expect(found).toEqual([{ kind: "similar", path: "src/cart.ts", text: cart }]);
  });

  test("the rest of a large file in outline", async () => {
    const filler = Array.from({ length: 900 }, (_, at) => `  step(${at}, "do something with it");\n`).join("");
    const text = `export function first(a: number): string {\n  return "";\n}\nfunction large(): void {\n${filler}  fir█\n}\n`;
    const found = await new Workspace({ "src/large.ts": text }).snippets();
    expect(found).toEqual([
      {
        kind: "outline",
        path: "src/large.ts",
        text: "export function first(a: number): string\nfunction large(): void",
      },
    ]);
  });

  test("recent edits of other places, and not the line that is being written", async () => {
    const workspace = new Workspace({ "src/a.ts": "const limit = 10;\nf(limit);\n", "src/b.ts": "g(█\n" });
    const after = "const maximum = 10;\nf(limit);\n";
    workspace.edits.changed("file:///work/src/a.ts", after, [{ startOffset: 6, oldEndOffset: 11, newEndOffset: 13 }]);
    workspace.edits.changed("file:///work/src/b.ts", "g(\n", [{ startOffset: 1, oldEndOffset: 1, newEndOffset: 2 }]);
    const found = await workspace.snippets();
    expect(found).toEqual([{ kind: "edits", path: "src/a.ts", text: "-const limit = 10;\n+const maximum = 10;" }]);
  });

  test("places and declarations of files that aren't open", async () => {
    const questions: string[][] = [];
    const workspace = new Workspace(
      { "src/order.ts": order },
      {
        search: ({ stems }) => {
          questions.push([...stems]);
          const of = (name: string, text: string) => ({ uri: `file:///work/src/${name}`, text });
          return Promise.resolve({ places: [of("cart.ts", cart)], files: [of("money.ts", money)] });
        },
      },
    );
    const found = await workspace.snippets();
    expect(questions).toEqual([["file:///work/src/money"]]);
    expect(found.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      "declarations src/money.ts",
      "similar src/cart.ts",
    ]);
  });
});

describe("a prompt to an endpoint never holds", () => {
  const { secret } = canaries(3)[2];
  const withSecret = cart.replace("Money.zero()", `Money.zero("${secret}")`);

  test("a secret of another file", async () => {
    const found = await new Workspace({ "src/cart.ts": withSecret, "src/order.ts": order }).snippets();
    expect(found[0]?.text).toContain('Money.zero("<secret-1>")');
    expect(JSON.stringify(found)).not.toContain(secret);
  });

  test("a secret of a file that isn't open, nor half of one that was typed", async () => {
    const workspace = new Workspace(
      { "src/order.ts": order, "src/a.ts": `const key = "${secret}";\n` },
      {
        search: () => Promise.resolve({ places: [{ uri: "file:///work/src/cart.ts", text: withSecret }], files: [] }),
      },
    );
    const half = `const key = "${secret.slice(0, 12)}";\n`;
    workspace.edits.opened("file:///work/src/a.ts", half);
    workspace.edits.changed("file:///work/src/a.ts", `const key = "${secret}";\n`, [
      { startOffset: 25, oldEndOffset: 25, newEndOffset: 13 + secret.length },
    ]);
    expect(await workspace.snippets()).toEqual([]);
  });

  test("text that may not be shared, nor a copy of the document", async () => {
    const files = { "src/cart.ts": cart, "src/copy.ts": order.replace("█", ""), "src/order.ts": order };
    const mayShare = (uri: string): boolean => !uri.endsWith("cart.ts");
    const copiesOf = (): string[] => ["file:///work/src/copy.ts"];
    const search = () => Promise.resolve({ places: [{ uri: "file:///work/src/x.ts", text: cart }], files: [] });
    const mayShareClosed = (): Promise<boolean> => Promise.resolve(false);
    expect(await new Workspace(files, { mayShare, copiesOf, search, mayShareClosed }).snippets()).toEqual([]);
  });

  test("text that may no longer be shared when it is sent", async () => {
    let isAllowed = true;
    const workspace = new Workspace({ "src/cart.ts": cart, "src/order.ts": order }, { mayShare: () => isAllowed });
    expect(await workspace.snippets()).toHaveLength(1);
    isAllowed = false;
    expect(workspace.gatherer.ready(workspace.ask())).toEqual([]);
  });

  test("anything from elsewhere if the setting is off, or nothing may be sent", async () => {
    const files = { "src/cart.ts": cart, "src/order.ts": order };
    expect(await new Workspace(files, { scope: () => "off" }).snippets()).toEqual([]);
    expect(await new Workspace(files, { isWanted: () => false }).snippets()).toEqual([]);
  });

  test("more than the backend's room", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [`src/cart${at}.ts`, cart.replaceAll("item", `item${at}x`).repeat(3)]),
    );
    const found = await new Workspace({ ...files, "src/order.ts": order }).snippets();
    const chars = found.reduce((sum, { text, path }) => sum + text.length + path.length, 0);
    expect(found.length).toBeGreaterThan(1);
    expect(chars).toBeLessThanOrEqual(cloudLimits.snippetTokens * cloudLimits.charsPerToken);
  });
});

describe("a key", () => {
  test("starts nothing before its own work is over, and once a line at most", async () => {
    const workspace = new Workspace({ "src/cart.ts": cart, "src/order.ts": order });
    const ask = workspace.ask();
    workspace.gatherer.prepare(ask);
    workspace.gatherer.prepare(ask);
    expect(workspace.looks).toBe(0);
    expect(workspace.gatherer.ready(ask)).toEqual([]);
    await workspace.clock.advance(0);
    await expect.poll(() => workspace.gatherer.ready(ask)).toHaveLength(1);
    const { looks } = workspace;
    workspace.gatherer.prepare(ask);
    await workspace.clock.advance(1_000);
    expect(workspace.looks).toBe(looks);
  });

  test("gets what was found before the deadline, when a search never ends", async () => {
    const workspace = new Workspace(
      { "src/cart.ts": cart, "src/order.ts": order },
      { search: () => new Promise(() => undefined) },
    );
    const ask = workspace.ask();
    workspace.gatherer.prepare(ask);
    await expect
      .poll(async () => {
        await workspace.clock.advance(50);
        return workspace.gatherer.ready(ask);
      })
      .toHaveLength(1);
    expect(workspace.clock.nowMs()).toBeGreaterThanOrEqual(300);
  });

  test("keeps what was found before, when a later search is not over in time: prompts keep their beginning", async () => {
    let isSlow = false;
    const workspace: Workspace = new Workspace(
      { "src/cart.ts": cart, "src/order.ts": order },
      {
        search: () => (isSlow ? new Promise(() => undefined) : Promise.resolve(undefined)),
        documents: () => (isSlow ? [] : workspace.documents),
      },
    );
    const ask = workspace.ask();
    await workspace.gatherer.gather(ask);
    const found = workspace.gatherer.ready(ask);
    expect(found).toHaveLength(1);
    isSlow = true;
    await workspace.clock.advance(30_000);
    const late = workspace.gatherer.gather(ask);
    await workspace.clock.advance(400);
    await late;
    expect(workspace.gatherer.ready(ask)).toEqual(found);
  });

  test("gets nothing of a file that is forgotten while it is gathered", async () => {
    const workspace = new Workspace({ "src/cart.ts": cart, "src/order.ts": order });
    const ask = workspace.ask();
    const gathering = workspace.gatherer.gather(ask);
    workspace.gatherer.forget("file:///work/src/cart.ts");
    await gathering;
    expect(workspace.gatherer.ready(ask)).toEqual([]);
  });
});
