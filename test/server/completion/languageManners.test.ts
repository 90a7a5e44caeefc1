import { describe, expect, test } from "vitest";
import type { CaretPlace } from "../../../server/src/code/caret";
import { languageOf } from "../../../server/src/code/languages";
import { placeByText } from "../../../server/src/code/placeByText";
import { decideTrigger } from "../../../server/src/completion/trigger";
import { accepted } from "./postprocess/check";

function split(fixture: string): { prefix: string; suffix: string } {
  const [prefix = "", suffix = ""] = fixture.split("█");
  return { prefix, suffix };
}

describe("comments and literals are known", () => {
  test.each<[languageId: string, fixture: string, place: CaretPlace]>([
    ["c", "#include <stdio.h>\nint a; // the █", "lineComment"],
    ["c", "char q = '\"'; f(█);", "code"],
    ["cpp", "auto n = 1'000; // don't\nf(█);", "code"],
    ["csharp", 'var s = $"""\n  a "{b█}" c\n""";', "code"],
    ["csharp", 'var s = """\n  a "b" █\n""";', "string"],
    ["csharp", 'var s = @"c:\\"; f(█);', "code"],
    ["csharp", "/// The █\nclass A {}", "docComment"],
    ["ruby", 'quote = ?"\nputs █', "code"],
    ["ruby", "empty?(a); b ? 'c' : █", "code"],
    ["ruby", "names = %w[it's fine]\nputs █", "code"],
    ["ruby", "sql = <<~SQL\n  select 'it█\nSQL\n", "string"],
    ["ruby", "sql = <<~SQL\n  it's \"\nSQL\nputs █", "code"],
    ["ruby", "list <<value\nputs █", "code"],
    ["ruby", "when /it's/ then █", "code"],
    ["kotlin", 'val s = """it\'s "quoted" ${a█}"""', "code"],
    ["kotlin", "/* a /* b */ c █ */", "blockComment"],
    ["sql", "select 'it''s' as █", "code"],
    ["sql", "-- it's\nselect █", "code"],
    ["sql", "/* the █ */", "blockComment"],
    ["shellscript", "cat <<EOF\ndon't █\nEOF\n", "string"],
    ["shellscript", "cat <<-'EOF' > a\n\tdon't\n\tEOF\necho █", "code"],
    ["shellscript", 'cat <<< "$a"\necho █', "code"],
    ["shellscript", 'a="$(grep "b" █)"', "code"],
    ["shellscript", "IFS=$'\\n\\''\necho █", "code"],
    ["shellscript", "echo a#b █", "code"],
    ["php", "<?php\n$a = <<<EOT\ndon't\nEOT;\n$b = █", "code"],
    ["vue", "<template>\n  <p>Don't █</p>\n</template>\n<script>\nlet a = `b`;\n</script>", "code"],
    ["vue", '<script>\n// don\'t\n</script>\n<template>\n  <a href="http://a">█</a>', "code"],
    ["vue", '<script setup lang="ts">\n// the █\n</script>', "lineComment"],
    ["vue", "<style scoped>\n/* the █", "blockComment"],
    ["vue", "<template>\n  <!-- the █ -->\n</template>", "blockComment"],
    ["svelte", "<script>\n  let a = 'it█\n</script>", "string"],
    ["svelte", "<script>\n  // don't\n</script>\n<p>It's {█}</p>", "code"],
  ])("%s: %j is %s", (languageId, fixture, place) => {
    const { prefix, suffix } = split(fixture);
    expect(placeByText(languageOf(languageId), { text: prefix + suffix, offset: prefix.length })).toBe(place);
  });
});

describe("a block ends with its own words", () => {
  test.each<[languageId: string, fixture: string, completion: string, expected: string]>([
    [
      "ruby",
      "def f\n  █\n",
      "a.each do |b|\n    c\n  end\nend\n\ndef g",
      "def f\n  ├a.each do |b|\n    c\n  end\nend┤\n",
    ],
    ["ruby", "def f\n  █\nend\n", "a\nend\n", "def f\n  ├a┤\nend\n"],
    ["ruby", "begin\n  █\n", "a\nrescue B\n  c\nend\nd", "begin\n  ├a\nrescue B\n  c\nend┤\n"],
    ["shellscript", "if a; then\n  █\n", "b\nelse\n  c\nfi\nd", "if a; then\n  ├b\nelse\n  c\nfi┤\n"],
    ["shellscript", "for a in b; do\n  █\ndone\n", "c\ndone\n", "for a in b; do\n  ├c┤\ndone\n"],
    [
      "shellscript",
      "case $1 in\n  █\n",
      "-h)\n    usage\n    ;;\nesac\nb",
      "case $1 in\n  ├-h)\n    usage\n    ;;\nesac┤\n",
    ],
    ["sql", "BEGIN\n  █\nEND;\n", "SELECT 1;\nEND;\n", "BEGIN\n  ├SELECT 1;┤\nEND;\n"],
    ["sql", "IF a THEN\n  █\nEND IF;\n", "b := 1;\nEND IF;", "IF a THEN\n  ├b := 1;┤\nEND IF;\n"],
    [
      "cpp",
      "class A {\n █\n};\n",
      " int a;\n private:\n  int b;\n};\nint c;",
      "class A {\n ├int a;\n private:\n  int b;┤\n};\n",
    ],
    [
      "c",
      "void f() {\n  █\n",
      "a();\n#ifdef B\n  c();\n#endif\n}\nint d;",
      "void f() {\n  ├a();\n#ifdef B\n  c();\n#endif\n}┤\n",
    ],
    [
      "csharp",
      "void F() {\n    █\n",
      "A();\n#region B\n    C();\n#endregion\n}\nD();",
      "void F() {\n    ├A();\n#region B\n    C();\n#endregion\n}┤\n",
    ],
    [
      "kotlin",
      "fun f() {\n  █\n",
      "a()\n  when (b) {\n    1 -> c()\n  }\n}\nd()",
      "fun f() {\n  ├a()\n  when (b) {\n    1 -> c()\n  }\n}┤\n",
    ],
    ["php", "<?php if ($a): ?>\n  █\n", "b\n<?php", "<?php if ($a): ?>\n  ├b┤\n"],
    ["vue", "<ul>\n  █\n</ul>\n", "<li>a</li>\n</ul>\n", "<ul>\n  ├<li>a</li>┤\n</ul>\n"],
    ["svelte", "{#if a}\n  █\n{/if}\n", "<p>b</p>\n{/if}\n", "{#if a}\n  ├<p>b</p>┤\n{/if}\n"],
    ["svelte", "{#if a}\n  █\n", "b\n{:else}\n  c\n{/if}\n<p>", "{#if a}\n  ├b\n{:else}\n  c\n{/if}┤\n"],
    ["csharp", 'var s = $"{█}";\n', "a}" + "{}".repeat(20) + "{", 'var s = $"{├a┤}";\n'],
    ["ruby", "def f\n  return █\nend\n", "end", "dropped by duplicatedLines"],
    ["ruby", "begin\n  █\nrescue\nend\n", "end", "dropped by duplicatedLines"],
    ["ruby", "def f\n  a\n█\n", "end", "def f\n  a\n├end┤\n"],
    ["vue", "<section>\n  <ul>\n    █\n", "</section>\n", "dropped by closingTag"],
    ["vue", "<ul>\n  <li █\n", ':key="a">{{ a }}</li>', '<ul>\n  <li ├:key="a">{{ a }}</li>┤\n'],
    [
      "svelte",
      "{#if a}\n  {#each b as c}\n    █\n",
      "<p>{c}</p>\n{/if}",
      "{#if a}\n  {#each b as c}\n    ├<p>{c}</p>┤\n",
    ],
    ["html", "<ul>\n  <li>a\n  <li>█\n", "b</ul>", "<ul>\n  <li>a\n  <li>├b</ul>┤\n"],
    ["kotlin", "class A {\n  fun f() {\n  }\n\n  █\n}\n", "fun f() {\n  }", "dropped by declaredAgain"],
    [
      "kotlin",
      "class A {\n  fun f() {\n  }\n}\nclass B {\n  █\n}\n",
      "fun f() {\n  }",
      "class A {\n  fun f() {\n  }\n}\nclass B {\n  ├fun f() {\n  }┤\n}\n",
    ],
    ["typescript", "it(a, () => {\n  █\n", "done();\n  b();\n});\nc();", "it(a, () => {\n  ├done();\n  b();\n});┤\n"],
  ])("%s: %j", (languageId, fixture, completion, expected) =>
    expect(accepted(fixture, completion, { languageId })).toBe(expected),
  );
});

describe("brackets and quotes pair as in the language", () => {
  test.each<[languageId: string, fixture: string, completion: string, expected: string]>([
    ["rust", "fn f<'a>(x: &█)", "'a str", "fn f<'a>(x: &'a str)"],
    ["c", "#include █\n", "<stdio.h>", "#include <stdio.h>\n"],
    ["c", "#include <█\n", "stdio.h>", "#include <stdio.h>\n"],
    ["cpp", "std::vector<█> a;", "int> b;", "std::vector<int> a;"],
    ["shellscript", "case $1 in\n  █\n", "-h | --help)", "case $1 in\n  -h | --help)\n"],
    ["shellscript", 'a="$(█)"\n', 'cat "$1")"', 'a="$(cat "$1")"\n'],
    ["sql", "select 'it█'\n", "''s'", "select 'it''s'\n"],
    ["csharp", 'var s = $"{█}";\n', 'a}";', 'var s = $"{a}";\n'],
    ["ruby", 'puts "#{█}"\n', 'a}"', 'puts "#{a}"\n'],
    ["vue", "<p>{{ █ }}</p>\n", "a }}</p>", "<p>{{ a }}</p>\n"],
    ["vue", "<p>{{ █ }}\n", "a } }", "<p>{{ a }}\n"],
    ["svelte", "<p>It's {█}</p>\n", "a}</p>", "<p>It's {a}</p>\n"],
  ])("%s: %j", (languageId, fixture, completion, expected) =>
    expect(accepted(fixture, completion, { languageId, lines: "one" }).replace(/[├┤]/g, "")).toBe(expected),
  );
});

describe("a line that needs nothing more is left alone", () => {
  test.each<[languageId: string, fixture: string, expected: string]>([
    ["c", "a();█\n", "known"],
    ["c", "for (int i = 0; █)\n", "ask"],
    ["sql", "select 1;█\n", "known"],
    ["shellscript", "if a; █\n", "ask"],
    ["shellscript", "echo ${a}█\n", "ask"],
    ["shellscript", "a) b ;;█\n", "known"],
    ["shellscript", "a() {█\n", "known"],
    ["vue", "<p>{{ a }}█\n", "ask"],
    ["svelte", "{#if a}█\n", "ask"],
  ])("%s: %j", (languageId, fixture, expected) =>
    expect(decideTrigger({ ...split(fixture), place: "code", isInvoked: false, region: { languageId } }).kind).toBe(
      expected,
    ),
  );

  test.each([
    ["vue", "<!-- the █ -->\n"],
    ["haskell", "{- the █ -}\n"],
    ["css", "/* the █ */\n"],
  ])("but not a comment before its end in %s", (languageId, fixture) =>
    expect(
      decideTrigger({ ...split(fixture), place: "blockComment", isInvoked: false, region: { languageId } }).kind,
    ).toBe("ask"),
  );
});
