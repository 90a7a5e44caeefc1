import { describe, test } from "vitest";
import { checkOffer } from "./offered";

describe("TypeScript", () => {
  const ts = (fixture: string, expected: string, others?: string[]) =>
    checkOffer("typescript", fixture, expected, { others });

  test("gets the whole comment with what the editor has closed taken in", () =>
    ts(
      "/**█ */\nexport function add(a: number, b = 2, ...rest: string[]): number {\n  return a + b;\n}\n",
      "/**\n * █\n * @param a\n * @param b\n * @param rest\n * @returns\n */\nexport function add(a: number, b = 2, ...rest: string[]): number {\n  return a + b;\n}\n",
    ));
  test("gets it where nothing closes the comment yet", () =>
    ts(
      "const x = 1;\n\n/**█\nfunction f(a: string): void {}\n\n/** Other. */\nfunction g() {}\n",
      "const x = 1;\n\n/**\n * █\n * @param a\n */\nfunction f(a: string): void {}\n\n/** Other. */\nfunction g() {}\n",
    ));
  test("gets it after Enter", () =>
    ts(
      "class A {\n  /**\n   * █\n   */\n  @log()\n  private async run(job: Job): Promise<string> {}\n}\n",
      "class A {\n  /**\n   * █\n   * @param job\n   * @returns\n   */\n  @log()\n  private async run(job: Job): Promise<string> {}\n}\n",
    ));
  test("gets it below a summary", () =>
    ts(
      "/**\n * Adds two numbers.█\n */\nconst add = (a: number, b: number) => a + b;\n",
      "/**\n * Adds two numbers.█\n * @param a\n * @param b\n * @returns\n */\nconst add = (a: number, b: number) => a + b;\n",
    ));
  test("gets nothing in the middle of a sentence", () =>
    ts("/**\n * Adds two█\n */\nfunction f(a: string) {}\n", "nothing"));
  test("gets nothing if the tags exist already", () =>
    ts("/**\n * Adds.█\n * @param a\n */\nfunction f(a: string) {}\n", "nothing"));
  const checked = "function at(index: number) {\n  if (index < 0) throw new RangeError();\n  return index;\n}\n";
  test("gets what an editor's own template lacks, from its blank line", () =>
    ts(
      `/**\n * █\n * @param index \n * @returns \n */\n${checked}`,
      `/**\n * █\n * @throws {RangeError} If \`index < 0\`.\n * @param index \n * @returns \n */\n${checked}`,
    ));
  test("gets it from the template's last tag", () =>
    ts(
      `/**\n * \n * @param index \n * @returns █\n */\n${checked}`,
      `/**\n * \n * @param index \n * @returns \n * @throws {RangeError} If \`index < 0\`.█\n */\n${checked}`,
    ));
  test("gets a template without tags completed", () =>
    ts(
      `/**\n * █\n */\n${checked}`,
      `/**\n * █\n * @param index\n * @returns\n * @throws {RangeError} If \`index < 0\`.\n */\n${checked}`,
    ));
  test("gets nothing that a template has already", () =>
    ts("/**\n * █\n * @param {string} a \n */\nfunction f(a: string) {}\n", "nothing"));
  test("gets nothing above tags that have a text", () =>
    ts(`/**\n * █\n * @param index The place.\n */\n${checked}`, "nothing"));
  test("gets nothing for a declaration that has nothing to tell", () => ts("/**█ */\nfunction f() {}\n", "nothing"));
  test("gets nothing where no declaration follows", () => ts("/**█ */\n\nfunction f(a: string) {}\n", "nothing"));
  test("tells on what condition of the parameters an error is thrown", () =>
    ts(
      "/**█ */\nfunction at(index: number) {\n  if (index < 0) {\n    throw new RangeError('negative');\n  }\n  const found = find(index);\n  if (!found) throw new Missing();\n  try { throw new Caught(); } catch {}\n  return () => { throw new Inner(); };\n}\n",
      "/**\n * █\n * @param index\n * @returns\n * @throws {RangeError} If `index < 0`.\n * @throws {Missing}\n */\nfunction at(index: number) {\n  if (index < 0) {\n    throw new RangeError('negative');\n  }\n  const found = find(index);\n  if (!found) throw new Missing();\n  try { throw new Caught(); } catch {}\n  return () => { throw new Inner(); };\n}\n",
    ));
  test("names a destructured parameter by its type", () =>
    ts(
      "/**█ */\nfunction Row({ label, width = 3 }: RowProps): void {}\n",
      "/**\n * █\n * @param props\n */\nfunction Row({ label, width = 3 }: RowProps): void {}\n",
    ));
  test("lends a description that the file gives the same parameter", () =>
    ts(
      "/**\n * Stops.\n *\n * @param signal - Ends the wait.\n */\nfunction stop(signal: AbortSignal) {}\n\n/**█ */\nfunction wait(signal: AbortSignal, ms: number): void {}\n",
      "/**\n * Stops.\n *\n * @param signal - Ends the wait.\n */\nfunction stop(signal: AbortSignal) {}\n\n/**\n * █\n *\n * @param signal - Ends the wait.\n * @param ms\n */\nfunction wait(signal: AbortSignal, ms: number): void {}\n",
    ));
  test("lends nothing where others disagree, or only restate the name", () =>
    ts(
      "/**█ */\nfunction f(id: string, userName: string): void {}\n",
      "/**\n * █\n * @param id\n * @param userName\n */\nfunction f(id: string, userName: string): void {}\n",
      [
        "/**\n * @param id - Of the order.\n * @param userName - The name of the user.\n */",
        "/** @param id - Of the customer. */",
      ],
    ));
  test("takes an empty comment for no habit", () =>
    ts(
      "/**\n * \n * @param a\n */\nfunction e(a: string) {}\n\n/**█ */\nfunction f(a: string): void {}\n",
      "/**\n * \n * @param a\n */\nfunction e(a: string) {}\n\n/**\n * █\n * @param a\n */\nfunction f(a: string): void {}\n",
    ));
});

describe("JavaScript", () => {
  const js = (fixture: string, expected: string) => checkOffer("javascript", fixture, expected);

  test("gets the types that the code tells", () =>
    js(
      "/**█ */\nexports.open = async function (path, { mode = 'r', flags } = {}, retries = 3, ...more) {\n  return `${path}`;\n};\n",
      "/**\n * █\n * @param path\n * @param [options={}]\n * @param {string} [options.mode='r']\n * @param options.flags\n * @param {number} [retries=3]\n * @param more\n * @returns {Promise<string>}\n */\nexports.open = async function (path, { mode = 'r', flags } = {}, retries = 3, ...more) {\n  return `${path}`;\n};\n",
    ));
  test("gets generators", () =>
    js(
      "/**█ */\nfunction* count(to) {\n  yield to;\n}\n",
      "/**\n * █\n * @param to\n * @yields\n */\nfunction* count(to) {\n  yield to;\n}\n",
    ));
  test("follows the file's own tags", () =>
    js(
      "/**\n * Adds.\n *\n * @param {number} a First.\n * @return {number} Sum.\n */\nfunction add(a) { return a + 1; }\n\n/**█ */\nfunction not(flag = false) { return !flag; }\n",
      "/**\n * Adds.\n *\n * @param {number} a First.\n * @return {number} Sum.\n */\nfunction add(a) { return a + 1; }\n\n/**\n * █\n *\n * @param {boolean} [flag=false]\n * @return {boolean}\n */\nfunction not(flag = false) { return !flag; }\n",
    ));
});

describe("Python", () => {
  const head = "def load(path: str, *args, retries=3, **options) -> dict:\n";
  const body = '    if retries < 0:\n        raise ValueError("negative")\n    return {}\n';

  test("gets Google's sections by default", () =>
    checkOffer(
      "python",
      `${head}    """█"""\n${body}`,
      `${head}    """█\n\n    Args:\n        path:\n        *args:\n        retries: Defaults to 3.\n        **options:\n\n    Returns:\n        dict:\n\n    Raises:\n        ValueError: If \`\`retries < 0\`\`.\n    """\n${body}`,
    ));
  test("gets them where nothing closes the quotes yet", () =>
    checkOffer(
      "python",
      `class A:\n    @classmethod\n    async def f(cls, a):\n        '''█\n        return a\n\ndef g():\n    '''Other.'''\n`,
      `class A:\n    @classmethod\n    async def f(cls, a):\n        '''█\n\n        Args:\n            a:\n\n        Returns:\n        '''\n        return a\n\ndef g():\n    '''Other.'''\n`,
    ));
  test("gets them after one quote too few was closed", () =>
    checkOffer(
      "python",
      'def f(a):\n    """█"\n    pass\n',
      'def f(a):\n    """█\n\n    Args:\n        a:\n    """\n    pass\n',
    ));
  test("gets them below a summary, before the closing quotes", () =>
    checkOffer(
      "python",
      'def f(a):\n    """\n    Does it.█\n    """\n',
      'def f(a):\n    """\n    Does it.█\n\n    Args:\n        a:\n    """\n',
    ));
  test("gets numpydoc's sections where the file has them", () =>
    checkOffer(
      "python",
      `def g(x):\n    """G.\n\n    Parameters\n    ----------\n    x : int\n        An x.\n    """\n\n\n${head}    """█"""\n${body}`,
      `def g(x):\n    """G.\n\n    Parameters\n    ----------\n    x : int\n        An x.\n    """\n\n\n${head}    """█\n\n    Parameters\n    ----------\n    path : str\n    *args\n    retries : int, optional\n        Defaults to 3.\n    **options\n\n    Returns\n    -------\n    dict\n\n    Raises\n    ------\n    ValueError\n        If \`\`retries < 0\`\`.\n    """\n${body}`,
    ));
  test("gets Sphinx's fields where the open documents have them", () =>
    checkOffer(
      "python",
      `${head}    """Load it.█"""\n${body}`,
      `${head}    """Load it.█\n\n    :param path: Where it lies.\n    :param args:\n    :param retries: Defaults to 3.\n    :param options:\n    :returns:\n    :raises ValueError: If \`\`retries < 0\`\`.\n    """\n${body}`,
      { others: ['def f(path):\n    """F.\n\n    :param path: Where it lies.\n    """\n'] },
    ));
  test("gets the form that the settings name", () =>
    checkOffer("python", 'def f(a):\n    """█"""\n', 'def f(a):\n    """█\n\n    :param a:\n    """\n', {
      docstrings: "sphinx",
    }));
  test("gets the fields of a dataclass", () =>
    checkOffer(
      "python",
      '@dataclass\nclass Point:\n    """█"""\n    x: int\n    label: str = "p"\n',
      '@dataclass\nclass Point:\n    """█\n\n    Attributes:\n        x:\n        label: Defaults to "p".\n    """\n    x: int\n    label: str = "p"\n',
    ));
  test("gets nothing in a literal that documents nothing", () =>
    checkOffer("python", 'def f(a):\n    x = 1\n    """█"""\n', "nothing"));
  test("gets no result for a property", () =>
    checkOffer("python", 'class A:\n    @property\n    def b(self) -> int:\n        """█"""\n', "nothing"));
});

describe("other languages", () => {
  test("Java gets parameters, result and declared exceptions", () =>
    checkOffer(
      "java",
      "class A {\n  /**█ */\n  @Override\n  public <T> int read(Path path, T... more) throws IOException {\n    if (path == null) throw new IllegalArgumentException();\n    return 1;\n  }\n}\n",
      "class A {\n  /**\n   * █\n   *\n   * @param path\n   * @param more\n   * @param <T>\n   * @return\n   * @throws IOException\n   * @throws IllegalArgumentException if {@code path == null}\n   */\n  @Override\n  public <T> int read(Path path, T... more) throws IOException {\n    if (path == null) throw new IllegalArgumentException();\n    return 1;\n  }\n}\n",
    ));
  test("Rust gets the sections on errors and panics", () =>
    checkOffer(
      "rust",
      "///█\n#[inline]\nfn at(index: usize) -> Result<u8, Error> {\n    if index > 9 { return Err(Error::Range); }\n    panic!()\n}\n",
      "/// █\n///\n/// # Errors\n///\n/// Returns `Error::Range` if `index > 9`.\n///\n/// # Panics\n///\n#[inline]\nfn at(index: usize) -> Result<u8, Error> {\n    if index > 9 { return Err(Error::Range); }\n    panic!()\n}\n",
    ));
  test("Rust gets nothing where there is neither", () => checkOffer("rust", "///█\nfn f(a: u8) {}\n", "nothing"));
  test("Go gets the name that its comments begin with", () =>
    checkOffer(
      "go",
      "package a\n\n//█\nfunc Parse(text string) error { return nil }\n",
      "package a\n\n// Parse █\nfunc Parse(text string) error { return nil }\n",
    ));
  test("a language without doc comments gets nothing", () => checkOffer("yaml", "# █\na: 1\n", "nothing"));
});

test("a request that was stopped gets nothing", () =>
  checkOffer("typescript", "/**█ */\nfunction f(a: string): void {}\n", "nothing", { isStopped: true }));
