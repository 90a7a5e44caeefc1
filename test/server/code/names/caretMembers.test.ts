import { afterAll, expect, test } from "vitest";
import type { FindModule } from "../../../../server/src/code/names/memberNames";
import { scriptModule } from "../../../../server/src/code/names/scriptModule";
import { caretOf, openSyntax } from "../../../support/openSyntax";

const { syntax, whenIdle } = openSyntax();
afterAll(() => syntax.dispose());

/** Returns which of the `names` may follow `receiver` at the caret; `undefined` if that isn't known. */
async function real(
  fixture: string,
  receiver: string,
  names: string,
  params: { languageId?: string; find?: FindModule } = {},
): Promise<string | undefined> {
  const { languageId = "typescript", find = () => undefined } = params;
  const { text, offset } = caretOf(fixture);
  syntax.open("file:///a", languageId, text);
  await whenIdle();
  const members = syntax.membersAt("file:///a", offset, text, find)?.(receiver.split("."));
  syntax.close("file:///a");
  return (
    members &&
    names
      .split(" ")
      .filter((name) => members.has(name))
      .join(" ")
  );
}

const cart = `class Shelf { place = 1; get size(): number { return 1; } }
class Cart extends Shelf {
  static open = 1;
  #items: string[] = [];
  constructor(private readonly log: Log, name: string) {}
  total() { return this.cached; }
  check(other: Cart, items: string[], any: any, either: Cart | Shelf) {
    █
  }
}
interface Log { info(text: string): void; level?: string }
enum Color { Red, Green = 2 }
const codes = { found: 1, "lost": 2 } as const;
`;

test("members of the own object are those of its class, with inherited, private and used ones", async () => {
  expect(await real(cart, "this", "total #items log cached place size toString open items name")).toBe(
    "total #items log cached place size toString",
  );
  expect(await real(cart, "this.log", "info level total")).toBe("info level");
  expect(await real(cart, "this.size", "toFixed total")).toBe("toFixed");
});

test("members of variables are known by their annotation or their value", async () => {
  expect(await real(cart, "other", "total info")).toBe("total");
  expect(await real(cart, "items", "push total")).toBe("push");
  expect(await real(cart, "any", "total")).toBeUndefined();
  expect(await real(cart, "either", "total")).toBeUndefined();
  expect(await real("class A { b = 1 }\nconst a = new A();\nlet c = new A();\n█", "a", "b c")).toBe("b");
  expect(await real("class A { b = 1 }\nlet c = new A();\n█", "c", "b")).toBeUndefined();
});

test("classes, enums, objects and built-in objects have members of their own", async () => {
  expect(await real(cart, "Cart", "open total name")).toBe("open name");
  expect(await real(cart, "Color", "Red Green Blue")).toBe("Red Green");
  expect(await real(cart, "codes", "found lost kept")).toBe("found lost");
  expect(await real(cart, "Math", "max maximum")).toBe("max");
  expect(await real(cart, "unknown", "x")).toBeUndefined();
});

test("nothing is certain where something else may add members", async () => {
  const open = "class A extends mix(B) {\n  f() {\n    █\n  }\n}\n";
  expect(await real(open, "this", "f")).toBeUndefined();
  expect(await real("class A {\n  [key: string]: number;\n  f() {\n    █\n  }\n}\n", "this", "f")).toBeUndefined();
  expect(await real("class A {\n  f() {\n    Object.assign(this, x);\n    █\n  }\n}\n", "this", "f")).toBeUndefined();
  expect(
    await real("class A {\n  f() {\n    g(function () {\n      █\n    });\n  }\n}\n", "this", "f"),
  ).toBeUndefined();
  expect(
    await real("class A {}\nfunction f(a: A) {\n  if (a instanceof B) {\n    █\n  }\n}\n", "a", "x"),
  ).toBeUndefined();
  expect(await real("class A {}\nfor (const A of all) {\n  █\n}\n", "A", "x")).toBeUndefined();
});

test("a member that the document uses with the same receiver is real", async () => {
  expect(await real("class A { b = 1 }\nfunction f(a: A) {\n  a.later();\n  █\n}\n", "a", "b later c")).toBe("b later");
});

test("imported classes and modules have the members that their files declare", async () => {
  const files: Record<string, string> = {
    "./all": 'export * from "./base";\nexport { Cart as Basket } from "./cart";\n',
    "./base": "export class Base { id = 1 }\nexport const limit = 3;\n",
    "./cart": 'import { Base } from "./base";\nexport class Cart extends Base { total() {} }\n',
  };
  const modules = new Map<string, ReturnType<FindModule>>();
  for (const [uri, text] of Object.entries(files)) {
    const names = await syntax.read({ languageId: "typescript", text }, ({ rootNode }) => {
      const module = scriptModule(rootNode);
      module.readAll();
      return module;
    });
    modules.set(uri, names && { uri, names });
  }
  const find: FindModule = (_, module) => modules.get(module);
  const fixture = 'import { Basket } from "./all";\nimport * as all from "./all";\nfunction f(b: Basket) {\n  █\n}\n';
  expect(await real(fixture, "b", "total id sum", { find })).toBe("total id");
  expect(await real(fixture, "all", "Base limit Basket Cart", { find })).toBe("Base limit Basket");
  expect(await real(fixture.replaceAll("./all", "./gone"), "b", "total", { find })).toBeUndefined();
});

const python = `class Shelf:
    place = 1

class Cart(Shelf):
    limit: int = 3

    def __init__(self, name):
        self.name = name

    @property
    def total(self):
        return self._cached

    def check(self, other):
        if other:
            pass
        █

def later(cart):
    pass
`;

test("in Python the members of the own object are those of its class, with inherited and assigned ones", async () => {
  const languageId = "python";
  expect(await real(python, "self", "total name limit place _cached check price", { languageId })).toBe(
    "total name limit place _cached check",
  );
  expect(await real(python, "other", "total", { languageId })).toBeUndefined();
  expect(await real(python.replace("(Shelf)", "(Enum)"), "self", "total", { languageId })).toBeUndefined();
  expect(await real(python.replace("pass", "setattr(self, a, b)"), "self", "total", { languageId })).toBeUndefined();
  expect(await real(python, "Math", "max", { languageId })).toBeUndefined();
});
