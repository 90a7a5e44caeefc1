import { expect, test } from "vitest";
import { importsIn } from "../../../server/src/code/imports";

test.each([
  [
    "typescript",
    'import { a, type B as C } from "./shop";\nimport d from "../x/y.js";\nimport fs from "node:fs";\n',
    "a B C d",
    "./shop ../x/y",
  ],
  ["javascript", 'const { e } = require("./f");\nexport { g } from "./h";\n', "e g", "./f ./h"],
  ["typescript", 'import {\n  one,\n  two,\n} from "./many";\n', "one two", "./many"],
  [
    "python",
    "from .shop import Cart, total as t\nfrom a.b import (\n    c,\n    d,\n)\nfrom ..up import e\nimport os\n",
    "Cart total t c d e",
    "./shop /a/b ../up",
  ],
  ["java", "import com.shop.Cart;\nimport static com.shop.Sums.total;\n", "Cart", "/com/shop/Cart"],
  ["cpp", '#include "shop/cart.h"\n#include <vector>\n', "", "/shop/cart"],
  ["go", 'import "fmt"\n', "", ""],
])("in %s the names and the modules of a text's own project are known", (languageId, text, names, modules) => {
  const imports = importsIn(languageId, text);
  expect([...imports.names].join(" ")).toBe(names);
  expect(imports.modules.join(" ")).toBe(modules);
});
