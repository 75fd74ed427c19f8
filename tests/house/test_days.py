"""No module of tests knows the day by itself: the suite may run across midnight in China."""

import ast
from pathlib import Path

from tests.house.tree import modules, name_of, parsed

WHAT_THE_CLOCK_SAYS = ("today", "clock.today", "now", "clock.now", "date.today", "datetime.now")


def at_import(path: Path) -> list[int]:
    """The lines on which the clock is read when the file is imported: outside functions, or in their defaults and decorators."""
    found: list[int] = []

    def walk(node: ast.AST) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            defaults = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
            begins = [*defaults, *getattr(node, "decorator_list", [])]
        else:
            begins = list(ast.iter_child_nodes(node))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in WHAT_THE_CLOCK_SAYS:
            found.append(node.lineno)
        for each in begins:
            walk(each)

    walk(parsed(path))
    return found


def test_modules_of_tests_ask_for_the_day_when_they_need_it() -> None:
    assert {name_of(path): lines for path in modules("tests") if (lines := at_import(path))} == {}
