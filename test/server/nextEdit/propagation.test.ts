import { afterEach, describe, expect, test } from "vitest";
import { Desk } from "../../support/nextEditDesk";

const desks: Desk[] = [];
afterEach(() => {
  for (const desk of desks.splice(0)) desk.dispose();
});

function deskWith(files: Readonly<Record<string, string>>): Desk {
  const desk = new Desk(files);
  desks.push(desk);
  return desk;
}

/** Types one change in a file, or equal ones at some places, presses Tab until nothing is offered, and compares the file. */
async function check(path: string, before: string, edits: [string, string][] | [string, string], after: string) {
  const desk = deskWith({ [path]: before });
  for (const [old, now] of isOne(edits) ? [edits] : edits) {
    desk.type(path, old, now);
    await desk.next();
  }
  expect(await desk.takeAll()).toBeGreaterThan(0);
  expect(desk.text(path)).toBe(after);
}

function isOne(edits: [string, string][] | [string, string]): edits is [string, string] {
  return typeof edits[0] === "string";
}

describe("a rename is offered", () => {
  test("for the uses of a variable renamed at its declaration", () =>
    check(
      "a.ts",
      "function sum(list: number[]) {\n  let total = 0;\n  for (const each of list) total += each;\n  return total;\n}\n",
      ["let total", "let amount"],
      "function sum(list: number[]) {\n  let amount = 0;\n  for (const each of list) amount += each;\n  return amount;\n}\n",
    ));

  test("for a parameter in Python, and not for an attribute of the same name", () =>
    check(
      "a.py",
      "def send(data, target):\n    check(data)\n    target.data = 1\n    return target.write(data)\n",
      ["send(data", "send(payload"],
      "def send(payload, target):\n    check(payload)\n    target.data = 1\n    return target.write(payload)\n",
    ));

  test("for no variable of an inner scope that has the name too", () =>
    check(
      "a.ts",
      "function outer(item: string) {\n  log(item);\n  const inner = (item: number) => item + 1;\n  return inner(1) + item;\n}\n",
      ["outer(item", "outer(entry"],
      "function outer(entry: string) {\n  log(entry);\n  const inner = (item: number) => item + 1;\n  return inner(1) + entry;\n}\n",
    ));

  test("for no variable of another function", () =>
    check(
      "a.go",
      "func first(count int) int {\n\treturn count + 1\n}\n\nfunc second(count int) int {\n\treturn count + 2\n}\n",
      ["first(count", "first(size"],
      "func first(size int) int {\n\treturn size + 1\n}\n\nfunc second(count int) int {\n\treturn count + 2\n}\n",
    ));

  test("for a variable in Rust, and not for a field of the same name", () =>
    check(
      "a.rs",
      "fn total(count: usize, shop: &Shop) -> usize {\n    let twice = count * 2;\n    twice + shop.count + count\n}\n",
      ["total(count", "total(number"],
      "fn total(number: usize, shop: &Shop) -> usize {\n    let twice = number * 2;\n    twice + shop.count + number\n}\n",
    ));

  test("for a variable in Java", () =>
    check(
      "a.java",
      "class A {\n  int run(int limit) {\n    int step = 0;\n    while (step < limit) step += 2;\n    return step;\n  }\n}\n",
      ["int step", "int stride"],
      "class A {\n  int run(int limit) {\n    int stride = 0;\n    while (stride < limit) stride += 2;\n    return stride;\n  }\n}\n",
    ));

  test("with its key where an object is made from the name", () =>
    check(
      "a.ts",
      "function make(color: string) {\n  paint(color);\n  return { color, size: 1 };\n}\n",
      ["make(color", "make(shade"],
      "function make(shade: string) {\n  paint(shade);\n  return { color: shade, size: 1 };\n}\n",
    ));
});

describe("a change is offered at like places", () => {
  test("an argument, with each place's own names", () =>
    check(
      "a.ts",
      'const a = translate(first, "x");\nconst b = translate(second, "y");\nconst c = translate(third, "z");\nconst d = other(third);\n',
      [
        ['translate(first, "x")', 'translate(first, "x", locale)'],
        ['translate(second, "y")', 'translate(second, "y", locale)'],
      ],
      'const a = translate(first, "x", locale);\nconst b = translate(second, "y", locale);\nconst c = translate(third, "z", locale);\nconst d = other(third);\n',
    ));

  test("await before the same call", () =>
    check(
      "a.ts",
      "async function run() {\n  const a = load(1);\n  const b = load(2);\n  const c = load(3);\n  store(a, b, c);\n}\n",
      [
        ["= load(1)", "= await load(1)"],
        ["= load(2)", "= await load(2)"],
      ],
      "async function run() {\n  const a = await load(1);\n  const b = await load(2);\n  const c = await load(3);\n  store(a, b, c);\n}\n",
    ));

  test("another form of a type around its own argument", () =>
    check(
      "a.py",
      "class Person:\n    name: Optional[str] = None\n    age: Optional[int] = None\n    tags: Optional[List[str]] = None\n",
      ["Optional[str]", "str | None"],
      "class Person:\n    name: str | None = None\n    age: int | None = None\n    tags: List[str] | None = None\n",
    ));

  test("another assertion around its own arguments", () =>
    check(
      "a.js",
      "assert.equal(add(1, 2), 3);\nassert.equal(mul(2, 2), 4);\nassert.equal(sub(5, 2), 3);\n",
      [
        ["assert.equal(add(1, 2), 3)", "expect(add(1, 2)).toBe(3)"],
        ["assert.equal(mul(2, 2), 4)", "expect(mul(2, 2)).toBe(4)"],
      ],
      "expect(add(1, 2)).toBe(3);\nexpect(mul(2, 2)).toBe(4);\nexpect(sub(5, 2)).toBe(3);\n",
    ));

  test("a deleted argument", () =>
    check(
      "a.go",
      'func run() {\n\tlog.Info(ctx, "start", nil)\n\tlog.Info(ctx, "middle", nil)\n\tlog.Info(ctx, "end", nil)\n}\n',
      [", nil)", ")"],
      'func run() {\n\tlog.Info(ctx, "start")\n\tlog.Info(ctx, "middle")\n\tlog.Info(ctx, "end")\n}\n',
    ));

  test("a string in its twins only", () =>
    check(
      "a.ts",
      'get("/v1/users");\nget("/v1/orders");\npost("/v1/items");\nconst v1 = 1;\n',
      [
        ['"/v1/users"', '"/v2/users"'],
        ['"/v1/orders"', '"/v2/orders"'],
      ],
      'get("/v2/users");\nget("/v2/orders");\npost("/v2/items");\nconst v1 = 1;\n',
    ));

  test("another call around each place's own expression, whatever is before it", () =>
    check(
      "a.js",
      "send(first.trim());\nsend(second.trim());\nconst c = list[1].third.trim();\n",
      [
        ["first.trim()", "clean(first)"],
        ["second.trim()", "clean(second)"],
      ],
      "send(clean(first));\nsend(clean(second));\nconst c = clean(list[1].third);\n",
    ));

  test("a type behind the brackets, before a body as before a semicolon", () =>
    check(
      "a.ts",
      "interface A {\n  run(job: Job);\n  stop(job: Job);\n}\nclass B implements A {\n  run(job: Job) {\n    go(job);\n  }\n  stop(job: Job) {\n    end(job);\n  }\n}\n",
      [
        ["run(job: Job);", "run(job: Job): Done;"],
        ["stop(job: Job);", "stop(job: Job): Done;"],
      ],
      "interface A {\n  run(job: Job): Done;\n  stop(job: Job): Done;\n}\nclass B implements A {\n  run(job: Job): Done {\n    go(job);\n  }\n  stop(job: Job): Done {\n    end(job);\n  }\n}\n",
    ));

  test("an argument before the last one, after as many others", () =>
    check(
      "a.go",
      "func run() {\n\tget(a, nil, true)\n\tget(b, some(1, 2), true)\n\tget(c, nil, false)\n}\n",
      [
        ["get(a, nil, true)", "get(a, nil, skip(), true)"],
        ["get(b, some(1, 2), true)", "get(b, some(1, 2), skip(), true)"],
      ],
      "func run() {\n\tget(a, nil, skip(), true)\n\tget(b, some(1, 2), skip(), true)\n\tget(c, nil, skip(), false)\n}\n",
    ));

  test("a parameter with the blanks that changed beside it", () =>
    check(
      "a.js",
      "app.get(a, function(req, res, next){\n  res.end(1);\n});\napp.put(b, function(req, res, next){\n  res.end(2);\n});\napp.use(c, function(req, res, next){\n  res.end(3);\n});\n",
      [
        ["a, function(req, res, next){", "a, function (req, res) {"],
        ["b, function(req, res, next){", "b, function (req, res) {"],
      ],
      "app.get(a, function (req, res) {\n  res.end(1);\n});\napp.put(b, function (req, res) {\n  res.end(2);\n});\napp.use(c, function (req, res) {\n  res.end(3);\n});\n",
    ));

  test("an item at the end of a list with the same items", () =>
    check(
      "a.js",
      "const a = { red, green };\nconst b = { blue, green, red };\nconst c = { green, blue, black };\n",
      [
        ["{ red, green }", "{ red, green, white }"],
        ["{ blue, green, red }", "{ blue, green, red, white }"],
      ],
      "const a = { red, green, white };\nconst b = { blue, green, red, white };\nconst c = { green, blue, black, white };\n",
    ));

  test("a built-in type by a type of one's own", () =>
    check(
      "a.rs",
      "struct A {\n    head: u16,\n    tail: u16,\n    size: u16,\n}\n",
      [
        ["head: u16", "head: Short"],
        ["tail: u16", "tail: Short"],
      ],
      "struct A {\n    head: Short,\n    tail: Short,\n    size: Short,\n}\n",
    ));

  test("a change in code that the grammar couldn't read before", () =>
    check(
      "a.ts",
      "BEGIN @@ first(one, 1) @@ END\n\nBEGIN @@ first(two, 1) @@ END\n\nBEGIN @@ first(three, 1) @@ END\n",
      [
        ["first(one, 1)", "first(one, 1, all)"],
        ["first(two, 1)", "first(two, 1, all)"],
      ],
      "BEGIN @@ first(one, 1, all) @@ END\n\nBEGIN @@ first(two, 1, all) @@ END\n\nBEGIN @@ first(three, 1, all) @@ END\n",
    ));

  test("lines with the place's own indentation", () =>
    check(
      "a.py",
      "def a():\n    open_it()\n    work()\n\n\ndef b():\n    if ready:\n        open_it()\n        other()\n\n\ndef c():\n    open_it()\n    rest()\n",
      [
        ["    open_it()\n    work()", "    open_it()\n    check_it()\n    work()"],
        ["        open_it()\n        other()", "        open_it()\n        check_it()\n        other()"],
      ],
      "def a():\n    open_it()\n    check_it()\n    work()\n\n\ndef b():\n    if ready:\n        open_it()\n        check_it()\n        other()\n\n\ndef c():\n    open_it()\n    check_it()\n    rest()\n",
    ));
});

describe("the argument of a removed parameter is offered to go", () => {
  test("at the calls in the same file, whatever they pass", () =>
    check(
      "a.ts",
      "function area(width: number, height: number, unit: string) {\n  return width * height;\n}\nconst a = area(1, 2, cm);\nconst b = area(x(1, 2), y, inch(z));\nconst c = area(1, 2);\n",
      [", unit: string", ""],
      "function area(width: number, height: number) {\n  return width * height;\n}\nconst a = area(1, 2);\nconst b = area(x(1, 2), y);\nconst c = area(1, 2);\n",
    ));

  test("by its name, and not counting the object, in Python", () =>
    check(
      "a.py",
      "class Shop:\n    def sell(self, item, price, tax):\n        return item, tax\n\nshop.sell(pen, 3, 1)\nshop.sell(pen, tax=1, price=3)\nshop.sell(*all, 2)\n",
      [", price", ""],
      "class Shop:\n    def sell(self, item, tax):\n        return item, tax\n\nshop.sell(pen, 1)\nshop.sell(pen, tax=1)\nshop.sell(*all, 2)\n",
    ));

  test("in other open files", async () => {
    const desk = deskWith({
      "a.go": "func Open(path string, mode int) int {\n\treturn len(path)\n}\n",
      "b.go": "func run() {\n\tOpen(name, 1)\n\tClose(name, 1)\n}\n",
    });
    desk.type("a.go", ", mode int", "");
    expect((await desk.next())?.reason).toMatch(/parameter/);
    expect(await desk.takeAll()).toBe(1);
    expect(desk.text("b.go")).toBe("func run() {\n\tOpen(name)\n\tClose(name, 1)\n}\n");
  });
});

describe("nothing is offered", () => {
  test("where another variable has the name, in strings, or where the place already looks like the new form", async () => {
    const desk = deskWith({
      "a.ts":
        'function a(count: number) {\n  show("count", count);\n}\nfunction b(count: number) {\n  show("count", count);\n}\n',
    });
    desk.type("a.ts", "a(count", "a(total");
    expect(await desk.takeAll()).toBe(1);
    expect(desk.text("a.ts")).toContain('function b(count: number) {\n  show("count", count);');
    expect(desk.text("a.ts")).toContain('show("count", total);');
  });

  test("after an edit that isn't finished, that was undone, or that changed only blanks", async () => {
    const desk = deskWith({ "a.ts": "call(first, 1);\ncall(second, 1);\ncall(third, 1);\n" });
    desk.type("a.ts", "call(first, 1)", "call(first, 1, (2)");
    expect(await desk.next()).toBeUndefined();
    desk.type("a.ts", "call(first, 1, (2)", "call(first, 1)");
    expect(await desk.next()).toBeUndefined();
    desk.type("a.ts", "call(first, 1)", "call( first, 1)");
    expect(await desk.next()).toBeUndefined();
  });

  test("in prose", async () => {
    const desk = deskWith({ "a.txt": "the old name\nthe old name\nthe old name\n" });
    desk.type("a.txt", "old", "new");
    expect(await desk.next()).toBeUndefined();
  });

  test("where it was refused, and after two refusals at all", async () => {
    const desk = deskWith({ "a.ts": usesOf(6, "count") });
    desk.type("a.ts", "(count", "(total");
    const first = await desk.next();
    expect(first?.newText).toBe("total");
    expect(desk.engine.refuse(first?.id ?? "")).toBe(true);
    const second = await desk.next();
    expect(second?.start).not.toBe(first?.start);
    desk.engine.refuse(second?.id ?? "");
    expect(await desk.next()).toBeUndefined();
  });
});

test("a rename of a local variable isn't offered in another file", async () => {
  const files = {
    "a.ts": "export function load(path: string) {\n  const found = path;\n  return found;\n}\n",
    "b.ts": 'import { load } from "./a";\nconst found = load("x");\nshow(found);\n',
  };
  const desk = deskWith(files);
  desk.type("a.ts", "const found", "const result");
  expect(await desk.takeAll()).toBe(1);
  expect(desk.text("b.ts")).toBe(files["b.ts"]);
});

test("a rename of a parameter isn't offered in another file, although its function opens the file", async () => {
  const uses = "function run(item: number) {\n  use(item);\n}\n";
  const desk = deskWith({ "a.ts": uses, "b.ts": uses });
  desk.type("a.ts", "item", "entry");
  expect(await desk.takeAll()).toBe(1);
  expect(desk.text("b.ts")).toBe(uses);
});

test("after the same edit twice by hand the third is offered, and says why", async () => {
  const desk = deskWith({ "a.ts": callsOf(8, "") });
  desk.type("a.ts", "call(item0, 1)", "call(item0, 1, options)");
  const once = await desk.next();
  desk.type("a.ts", "call(item1, 1)", "call(item1, 1, options)");
  const twice = await desk.next();
  expect(twice?.chance).toBeGreaterThanOrEqual(once?.chance ?? 0);
  expect(twice?.reason).toContain("2 times");
  if (twice) desk.take(twice);
  expect((await desk.next())?.reason).toContain("You accepted 1 like it.");
  await desk.takeAll();
  expect(desk.text("a.ts")).toBe(callsOf(8, ", options"));
});

function callsOf(count: number, argument: string): string {
  return Array.from({ length: count }, (_, index) => `call(item${index}, 1${argument});\n`).join("");
}

function usesOf(count: number, name: string): string {
  const lines = Array.from({ length: count }, (_, index) => `  use(${name}, ${index});\n`);
  return `function run(${name}: number) {\n${lines.join("")}}\n`;
}
