"""Finds functions in Python texts, and reads their docstrings, with Python's own parser.

Reads a list of JSON objects from stdin and writes one answer for each: `find` gives the functions of a text,
`check` what a function declares and what its docstring says. With the package docstring_parser the sections are
read by it, else by the patterns below.
"""

import ast
import json
import re
import sys

try:
    import docstring_parser
except ImportError:
    docstring_parser = None

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def functions(tree):
    """Yield each function of a module or class, with whether it is bound to an instance or class."""
    for node in ast.walk(tree):
        for child in getattr(node, "body", []) if isinstance(node, (ast.Module, ast.ClassDef)) else []:
            if isinstance(child, FUNCTIONS):
                static = any(isinstance(each, ast.Name) and each.id == "staticmethod" for each in child.decorator_list)
                yield child, isinstance(node, ast.ClassDef) and not static


def parameters(node, bound):
    """Give the names of a function's parameters in order, without self or cls."""
    args = node.args
    names = [each.arg for each in args.posonlyargs + args.args]
    if bound and names:
        names = names[1:]
    names += [args.vararg.arg] if args.vararg else []
    names += [each.arg for each in args.kwonlyargs]
    return names + ([args.kwarg.arg] if args.kwarg else [])


def own(node):
    """Yield what belongs to a function itself, not to functions or classes in it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, (*FUNCTIONS, ast.ClassDef, ast.Lambda)):
            yield child
            yield from own(child)


def units(text):
    """Count UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def find(item):
    try:
        tree = ast.parse(item["text"])
    except (SyntaxError, ValueError):
        return []
    lines = item["text"].splitlines(keepends=True)
    if "".join(lines).count("\n") != len([line for line in lines if line.endswith("\n")]) or "\f" in item["text"]:
        return []
    found = []
    for node, bound in functions(tree):
        first = node.body[0]
        begin = min([first.lineno] + [each.lineno for each in getattr(first, "decorator_list", [])])
        if not parameters(node, bound) or begin == node.lineno or has_decorator(node, "property", "setter"):
            continue
        line = lines[begin - 1]
        # A comment or a statement may stand between the head and the body, or before the body on its line.
        if line[: first.col_offset].strip(" \t@") and begin == first.lineno or not lines[begin - 2].rstrip().endswith(":"):
            continue
        has_doc = ast.get_docstring(node, clean=False) is not None
        end = first.end_lineno if has_doc else begin - 1
        found.append({
            "name": node.name,
            "bodyStart": units("".join(lines[: begin - 1])),
            "docEnd": units("".join(lines[:end])),
            "indent": line[: len(line) - len(line.lstrip())],
        })
    return found


def has_decorator(node, *names):
    return any(ast.unparse(each).split(".")[-1] in names for each in node.decorator_list)


def check(item):
    try:
        tree = ast.parse(item["text"])
    except SyntaxError as error:
        return {"kind": "unparsed", "reason": str(error)}
    for node, bound in functions(tree):
        if node.name == item["name"] and node.lineno < item["line"] == node.body[0].lineno:
            return compare(node, bound, item)
    return {"kind": "unparsed", "reason": "the function is gone"}


def compare(node, bound, item):
    doc = ast.get_docstring(node) or ""
    names, returns, raises = read(doc, item["style"])
    annotation = ast.unparse(node.returns) if node.returns else None
    statements = list(own(node))
    yields = any(isinstance(each, (ast.Yield, ast.YieldFrom)) for each in statements)
    values = [each.value for each in statements if isinstance(each, ast.Return) and each.value is not None]
    gives = any(not (isinstance(value, ast.Constant) and value.value is None) for value in values)
    expected = annotation not in ("None", "NoReturn", "Never") if annotation else gives
    # numpydoc has no place for a result whose type is not known; a generator's items are told apart from results.
    open_ended = yields or node.name == "__init__" or (item["style"] == "numpy" and not returns and not annotation)
    raised = {ast.unparse(each.exc.func if isinstance(each.exc, ast.Call) else each.exc)
              for each in statements if isinstance(each, ast.Raise) and each.exc}
    answer = {
        "kind": "parsed",
        "declared": [{"name": name, "properties": []} for name in parameters(node, bound)],
        "documented": names,
        "hasReturns": returns,
        "wrongThrows": [name for name in raises if name not in raised],
    }
    return answer if open_ended else {**answer, "returns": expected}


def read(doc, style):
    """Give the parameters, whether there is a result, and the errors that a docstring tells of."""
    if docstring_parser is not None:
        styles = docstring_parser.common.DocstringStyle
        parsed = docstring_parser.parse(doc, {"google": styles.GOOGLE, "numpy": styles.NUMPYDOC, "sphinx": styles.REST}[style])
        returns = any(type(meta).__name__ == "DocstringReturns" and not meta.is_generator for meta in parsed.meta)
        return [each.arg_name.lstrip("*") for each in parsed.params], returns, [each.type_name for each in parsed.raises]
    if style == "sphinx":
        return re.findall(r"^:param (?:\S+ )?\**(\w+):", doc, re.M), ":returns:" in doc, re.findall(r"^:raises ([\w.]+):", doc, re.M)
    if style == "numpy":
        def entries(title):
            section = re.search(rf"^{title}\n-+\n(.*?)(?=\n\n\w+\n---|\Z)", doc, re.M | re.S)
            return re.findall(r"^\**([\w.]+)", section[1], re.M) if section else []
        return entries("Parameters"), bool(entries("Returns")) or "\nReturns\n" in doc, entries("Raises")

    def items(title):
        section = re.search(rf"^{title}:\n(.*?)(?=\n\n\w+:\n|\n\n\w+:\Z|\Z)", doc, re.M | re.S)
        return re.findall(r"^    \**([\w.]+)(?: \(.*\))?:", section[1], re.M) if section else []
    return items("Args"), re.search(r"^Returns:", doc, re.M) is not None, items("Raises")


if __name__ == "__main__":
    task = {"find": find, "check": check}[sys.argv[1]]
    json.dump([task(item) for item in json.load(sys.stdin)], sys.stdout)
