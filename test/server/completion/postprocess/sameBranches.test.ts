import { describe, test } from "vitest";
import { check } from "./check";

describe("a choice between two things that are the same", () => {
  test("on two lines is cut", () =>
    check("const a = open█", 'Book("Ann")\n  ? openBook("Ann")\n  : openBook("Ann");', 'const a = open├Book("Ann")┤'));
  test("on one line is cut", () => check("const a = ok█", " ? f(1) : f(1);", "dropped by sameBranches"));
  test("whose first branch the user has begun keeps that", () =>
    check("const a = ok\n  ? f█", "(1)\n  : f(1);", "const a = ok\n  ? f├(1)┤"));
  test("by an operator keeps the first", () =>
    check("if (a█", " == 1\n  || b == 2\n  || b == 2", "if (a├ == 1\n  || b == 2┤"));
  test("is not what different branches are", () =>
    check("const a = ok█", "\n  ? f(1)\n  : f(2);", "const a = ok├\n  ? f(1)\n  : f(2);┤"));
  test("is not what an optional property with a type of its name is", () =>
    check("type A = {█}", " size?: size", "type A = {├ size?: size┤}"));
});
