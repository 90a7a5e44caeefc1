import { ownForms, type RestDocuments } from "./restDocuments";

/** A document as its author has it, with the caret: what is typed at it is missing, and the rest of the line is there already. */
export interface RestPlace {
  readonly languageId: string;
  readonly path: string;
  readonly before: string;
  /** What the author types at the caret. */
  readonly typed: string;
  /** The line after the caret. */
  readonly rest: string;
  /** The text from the line's end on. */
  readonly below: string;
}

/** What a model answers, and how it relates to the rest of the line. */
export interface RestReply {
  readonly kind:
    | "stops before the rest"
    | "repeats a part"
    | "repeats all"
    | "continues with the lines below"
    | "continues with others";
  readonly text: string;
}

/** Whole documents by language. */
const documents: Readonly<Record<string, RestDocuments>> = {
  typescript: {
    path: "a.ts",
    more: "\n  audit(event);",
    texts: [
      "function f(a: number, b: number) {\n  if (‹a > b›) {\n    return b;\n  }\n  return 0;\n}\n",
      "function f(list: number[][]) {\n  for (const item of list[‹list.length›]) {\n    use(item);\n  }\n}\n",
      "if (check(‹name, value›)) {\n  go();\n}\n",
      "export async function load(path: string): Promise<‹string›> {\n  return path;\n}\n",
      "const seen = new Map<‹string, number›>();\nuse(seen);\n",
      "app.lis‹ten›();\ngo();\n",
      "const ‹entries› = [];\nuse(entries);\n",
      "const ‹options› = {};\nuse(options);\n",
      'log("‹the value›");\ngo();\n',
      'log("‹total: ›", total);\ngo();\n',
      "const text = `Hello, ${‹user.name›}!`;\nuse(text);\n",
      "const text = `a ${‹first›} and ${second}`;\nuse(text);\n",
      "items.map((‹item, index›) => {\n  return item;\n});\n",
      "const rows = [‹first, second›];\nuse(rows);\n",
      "use({\n  list: [‹first, second›],\n  name,\n});\n",
      "let ‹count› = 1;\nuse(count);\n",
      "switch (a) {\n  case ‹Kind.Open›:\n    go();\n}\n",
      "const pick = ‹ready› ? first : second;\nuse(pick);\n",
      "function ‹start›() {\n  go();\n}\n",
      "const value = ‹source› ?? [];\nuse(value);\n",
      "call(‹first›, second, third);\ngo();\n",
      "const re = /^[a-z‹A-Z›]+$/;\nuse(re);\n",
      "const re = /^(‹foo|bar›)$/i;\nuse(re);\n",
      "try {\n  go();\n} catch (‹error›) {\n  log(error);\n}\n",
      "while (queue[‹queue.length›]) {\n  go();\n}\n",
      "type Names = Record<‹string, Name›>;\nuse(1);\n",
      "function f(list: Array<‹string›>) {\n  go();\n}\n",
      "class Box<‹T extends Thing›> {\n  go() {}\n}\n",
      "run(‹first, () => second›);\ngo();\n",
      'import { read } from "‹node:fs›";\nuse(read);\n',
    ],
  },
  typescriptreact: {
    path: "a.tsx",
    more: "\n  audit(event);",
    texts: [
      "const a = <div className={‹styles.box›}>text</div>;\n",
      "const a = <div>‹Hello there›</div>;\n",
      "const a = (\n  <Row name={first} ‹value={second}›/>\n);\n",
      "const a = (\n  <ul>\n    <li>{‹item.name›}</li>\n  </ul>\n);\n",
      'const a = <img src="‹logo.png›" />;\n',
      "const [open, setOpen] = useState<‹boolean›>(false);\n",
      "const a = items.map((‹item›) => <li>{item}</li>);\n",
      "function App({ ‹title, body› }: Props) {\n  return null;\n}\n",
    ],
  },
  javascript: {
    path: "a.js",
    more: "\n  audit(event);",
    texts: [
      "function add(‹first, second›) {\n  return first + second;\n}\n",
      "for (const item of ‹items›) {\n  log(item);\n}\n",
      'app.get("‹/users›", (req, res) => {\n  res.end();\n});\n',
      "module.exports = { ‹load, save› };\n",
      "const sum = list.reduce((‹total, each›) => total + each, 0);\n",
      "if (list.some((x) => x.id === ‹wanted.id›)) {\n  go();\n}\n",
      "setTimeout(‹callback›, 100);\ngo();\n",
      's.replace(/[^a-z‹0-9›]/g, "");\ngo();\n',
      "element.query‹Selector›();\ngo();\n",
    ],
  },
  python: {
    path: "a.py",
    more: "\n    audit(event)",
    texts: [
      "if ‹ready›:\n    go()\n",
      "for ‹item in items›:\n    go(item)\n",
      "def ‹main›():\n    pass\n",
      "def load(‹path, mode›):\n    return path\n",
      "class A:\n    def f(self):\n        self.‹items› = []\n",
      "class Box(‹Base›):\n    pass\n",
      "while check(‹first, second›):\n    go()\n",
      'print("‹hello there›")\ngo()\n',
      'print(f"{len(‹items›)}")\ngo()\n',
      "names = [‹first, second›]\ngo()\n",
      'user["‹name›"] = 1\ngo()\n',
      "with open(‹path›) as file:\n    go(file)\n",
      "total = sum(‹x for x in xs›)\ngo()\n",
      "def f(a: dict[‹str, int›]) -> None:\n    pass\n",
      "value = call(‹first›, second)\ngo()\n",
      "x = {‹'key'›: 1}\ngo()\n",
      "if items[‹index›] == 0:\n    go()\n",
      "try:\n    go()\nexcept (‹KeyError, ValueError›) as error:\n    log(error)\n",
    ],
  },
  java: {
    path: "A.java",
    more: "\n    audit(event);",
    texts: [
      "class A {\n  void f() {\n    if (‹first > second›) {\n      go();\n    }\n  }\n}\n",
      "class A {\n  void f(‹int first, int second›) {\n    go();\n  }\n}\n",
      "class A {\n  List<‹String›> names() {\n    return null;\n  }\n}\n",
      "class A {\n  Map<String, Integer> m = new HashMap<‹String, Integer›>();\n}\n",
      'class A {\n  void f() {\n    log("‹hello there›");\n  }\n}\n',
      "class A {\n  void f() {\n    for (int x : list.get(‹index›)) {\n      go(x);\n    }\n  }\n}\n",
      "class A {\n  void f() {\n    int ‹count› = 1;\n  }\n}\n",
      "class A {\n  void f() {\n    call(‹first›, second);\n  }\n}\n",
      "class A {\n  void f() {\n    int[] xs = {‹first, second›};\n  }\n}\n",
    ],
  },
  go: {
    path: "a.go",
    more: "\n\taudit(event)",
    texts: [
      "package a\n\nfunc f(‹first int›) {\n\tgo1()\n}\n",
      "package a\n\nfunc f() {\n\tif check(‹first, second›) {\n\t\tgo1()\n\t}\n}\n",
      "package a\n\nfunc f() {\n\tfor _, x := range ‹items› {\n\t\tuse(x)\n\t}\n}\n",
      'package a\n\nfunc f() {\n\tlog("‹hello there›")\n}\n',
      "package a\n\nfunc f() {\n\txs := []int{‹first, second›}\n\tuse(xs)\n}\n",
      "package a\n\nfunc ‹start›() {\n\tgo1()\n}\n",
      "package a\n\nfunc f() {\n\tx := m[‹name›]\n\tuse(x)\n}\n",
      "package a\n\nfunc f() {\n\tcall(‹first›, second)\n}\n",
    ],
  },
  rust: {
    path: "a.rs",
    more: "\n    audit(event);",
    texts: [
      "fn main() {\n    if ready(‹first, second›) {\n        go();\n    }\n}\n",
      "fn f() -> Result<‹(), String›> {\n    go()\n}\n",
      "fn ‹start›() {\n    go();\n}\n",
      "fn f(list: Vec<‹u8›>) {\n    go();\n}\n",
      'fn f() {\n    println!("‹value: {}›", value);\n}\n',
      "fn f() {\n    let ‹count› = 1;\n}\n",
      "fn f() {\n    let xs = vec![‹first, second›];\n}\n",
      "fn f() {\n    for x in ‹items.iter()› {\n        go(x);\n    }\n}\n",
      "fn f() {\n    match value {\n        Some(‹inner›) => {\n            go(inner);\n        }\n        None => {}\n    }\n}\n",
    ],
  },
  php: {
    path: "a.php",
    more: "\n    audit($event);",
    texts: [
      "<?php\nif ($list[‹'name'›]) {\n    go();\n}\n",
      "<?php\nfunction f(‹$first, $second›) {\n    go();\n}\n",
      "<?php\nforeach (‹$items as $item›) {\n    go($item);\n}\n",
      "<?php\necho strlen(‹$name›);\ngo();\n",
      "<?php\n$names = [‹$first, $second›];\ngo();\n",
      '<?php\necho "‹hello there›";\ngo();\n',
    ],
  },
  c: {
    path: "a.c",
    more: "\n    audit(event);",
    texts: [
      "int f(void) {\n    while (next(‹first, second›)) {\n        go();\n    }\n    return 0;\n}\n",
      "int f(‹int first, int second›) {\n    return 0;\n}\n",
      "int ‹values›[] = {};\n",
      'int f(void) {\n    printf("‹total %d›", total);\n    return 0;\n}\n',
      "int f(void) {\n    for (int i = 0; i < ‹count›; i++) {\n        go(i);\n    }\n    return 0;\n}\n",
      "int f(void) {\n    list[‹index›] = 1;\n    return 0;\n}\n",
    ],
  },
  cpp: {
    path: "a.cpp",
    more: "\n    audit(event);",
    texts: [
      "void f() {\n    std::vector<‹std::string›> names;\n}\n",
      "void f(const std::map<‹std::string, int›>& m) {\n    go();\n}\n",
      "void f() {\n    if (m.count(‹name›)) {\n        go();\n    }\n}\n",
      "template <‹typename T›>\nvoid f(T t) {\n    go(t);\n}\n",
      "void f() {\n    auto x = std::make_unique<‹Thing›>();\n}\n",
    ],
  },
  csharp: {
    path: "a.cs",
    more: "\n        Audit(e);",
    texts: [
      "class A {\n    void F(‹int first, int second›) {\n        Go();\n    }\n}\n",
      "class A {\n    List<‹string›> names = new List<string>();\n}\n",
      "class A {\n    void F() {\n        foreach (var x in ‹items›) {\n            Go(x);\n        }\n    }\n}\n",
      'class A {\n    void F() {\n        Log($"{‹name›}");\n    }\n}\n',
      "class A {\n    void F() {\n        var d = new Dictionary<‹string, int›>();\n    }\n}\n",
    ],
  },
  ruby: {
    path: "a.rb",
    more: "\n  audit(event)",
    texts: [
      "def f(‹first, second›)\n  go\nend\n",
      "items.each do |‹item›|\n  go(item)\nend\n",
      'puts "‹hello there›"\ngo\n',
      'puts "a #{‹name›} b"\ngo\n',
      "x = [‹first, second›]\ngo\n",
      "call(‹first›, second)\ngo\n",
    ],
  },
  kotlin: {
    path: "a.kt",
    more: "\n    audit(event)",
    texts: [
      "fun f(‹first: Int, second: Int›) {\n    go()\n}\n",
      "fun f() {\n    if (check(‹first, second›)) {\n        go()\n    }\n}\n",
      "fun f() {\n    val names = mutableListOf<‹String›>()\n}\n",
      'fun f() {\n    println("‹hello there›")\n}\n',
      "fun f(): List<‹String›> {\n    return x\n}\n",
    ],
  },
  css: {
    path: "a.css",
    more: "\n  color: red;",
    texts: [
      "@media (‹min-width: 10px›) {\n  a { color: red; }\n}\n",
      "a {\n  width: calc(‹100% - 10px›);\n}\n",
      ".card ‹.title› {\n  color: red;\n}\n",
      "a {\n  background: url(‹logo.png›);\n}\n",
      "a:not(‹.active›) {\n  color: red;\n}\n",
    ],
  },
  html: {
    path: "a.html",
    more: "\n<p>more</p>",
    texts: [
      "<div>‹Hello there›</div>\n",
      '<a href="‹/index.html›">Home</a>\n',
      '<img src="‹logo.png›" />\n',
      "<ul>\n  <li>‹First one›</li>\n</ul>\n",
      '<p class="‹lead›">\n  text\n</p>\n',
      "<h1>‹The title›</h1>\n<p>text</p>\n",
    ],
  },
  vue: {
    path: "a.vue",
    more: "\n  <p>more</p>",
    texts: [
      "<template>\n  <p>{{ ‹user.name› }}</p>\n</template>\n",
      '<template>\n  <a :href="‹link.target›">Home</a>\n</template>\n',
      "<script>\nexport default {\n  data() {\n    return load(‹first, second›);\n  },\n};\n</script>\n",
    ],
  },
  svelte: {
    path: "a.svelte",
    more: "\n  <p>more</p>",
    texts: [
      "{#if ‹ready›}\n  <p>x</p>\n{/if}\n",
      "{#each ‹items as item›}\n  <p>{item}</p>\n{/each}\n",
      "<p>{‹user.name›}</p>\n",
      "<button on:click={‹() => go()›}>Go</button>\n",
    ],
  },
  json: {
    path: "a.json",
    more: '\n  "more": 1',
    texts: [
      '{\n  "name": "‹demo›",\n  "version": 1\n}\n',
      '{\n  "files": [‹"first", "second"›],\n  "version": 1\n}\n',
      '{\n  "‹name›": "demo"\n}\n',
    ],
  },
  shellscript: {
    path: "a.sh",
    more: "\n  audit",
    texts: [
      'echo "‹hello there›"\ngo\n',
      "x=$(‹date +%s›)\ngo\n",
      'if [ "‹$name›" = "a" ]; then\n  go\nfi\n',
      "for x in ‹one two›; do\n  go\ndone\n",
    ],
  },
  sql: {
    path: "a.sql",
    more: "\nAND more = 1",
    texts: [
      "SELECT count(‹name›) FROM users;\n",
      "INSERT INTO users (‹name, age›) VALUES (1, 2);\n",
      "SELECT * FROM users WHERE name IN (‹'first', 'second'›);\n",
      "CREATE TABLE users (‹id INT, age INT›);\n",
    ],
  },
  yaml: {
    path: "a.yaml",
    more: "\nmore: 1",
    texts: [
      'name: "‹hello there›"\nversion: 1\n',
      "files: [‹first, second›]\nversion: 1\n",
      "on: { push: { branches: [‹main›] } }\nversion: 1\n",
      "‹name›: demo\nversion: 1\n",
    ],
  },
};

/** Every document of both tables, cut at its caret. */
export function restPlaces(): readonly RestPlace[] {
  return [...Object.entries(documents), ...Object.entries(ownForms)].flatMap(([languageId, { path, texts }]) =>
    texts.map((text) => {
      const [before = "", typed = "", behind = ""] = text.split(/[‹›]/);
      const end = behind.indexOf("\n");
      return { languageId, path, before, typed, rest: behind.slice(0, end), below: behind.slice(end) };
    }),
  );
}

/** The answers that a model may give at a place. */
export function restReplies({ languageId, typed, rest, below }: RestPlace): readonly RestReply[] {
  const ends: number[] = [];
  for (const { 0: piece, index } of rest.matchAll(/[\w$]+|\s+|[^\w\s]/g))
    if (piece.trim() !== "") ends.push(index + piece.length);
  const parts = ends.slice(0, -1);
  const { more } = documents[languageId] ?? ownForms[languageId];
  return [
    { kind: "stops before the rest", text: typed },
    ...parts.map((end): RestReply => ({ kind: "repeats a part", text: typed + rest.slice(0, end) })),
    { kind: "repeats all", text: typed + rest },
    { kind: "continues with the lines below", text: typed + rest + below.trimEnd() },
    { kind: "continues with others", text: typed + rest + more },
  ];
}
