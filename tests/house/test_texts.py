"""Whoever is refused reads why, and what to do about it, in Chinese."""

import ast
import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator

import services
import shared
from shared.errors import Refusal, code_of
from tests.house.tree import is_chinese, modules, name_of, parsed

NOT_IMPORTED = ("migrations", "__main__")


def every_law() -> list[type[Refusal]]:
    """Every refusal of the houses and of the street."""
    for root in (services, shared):
        for module in pkgutil.walk_packages(root.__path__, f"{root.__name__}."):
            if not set(module.name.split(".")) & set(NOT_IMPORTED):
                importlib.import_module(module.name)
    return sorted({law for law in _below(Refusal) if law.__module__.startswith(("services.", "shared."))}, key=_where)


def _below(law: type[Refusal]) -> Iterator[type[Refusal]]:
    yield law
    for narrower in law.__subclasses__():
        yield from _below(narrower)


def _where(law: type[Refusal]) -> str:
    return f"{law.__module__}.{law.__name__}"


def test_every_refusal_says_in_chinese_which_law_was_broken() -> None:
    assert [_where(law) for law in every_law() if not is_chinese(law.__doc__)] == []


def test_every_refusal_says_in_chinese_how_to_mend_it() -> None:
    assert [_where(law) for law in every_law() if not is_chinese(law.mend)] == []


def test_a_title_is_one_line() -> None:
    assert [_where(law) for law in every_law() if len((law.__doc__ or "").strip().splitlines()) != 1] == []


def test_a_code_means_one_law_in_each_house() -> None:
    homes = Counter((_house(law), code_of(law)) for law in every_law())
    street = {code for house, code in homes if house == "shared"}
    assert [key for key, count in homes.items() if count > 1 or (key[0] != "shared" and key[1] in street)] == []


def _house(law: type[Refusal]) -> str:
    return law.__module__.split(".")[1] if law.__module__.startswith("services.") else "shared"


TAKEN = {"type", "title", "status", "instance", "code", "mend"}
"""What every answer says by these names; a fact of the same name would never be read."""


def test_no_fact_of_a_refusal_hides_behind_a_name_that_every_answer_has() -> None:
    hidden = [
        f"{name_of(path)}:{node.lineno}: {given.arg}"
        for path in modules("services", "shared")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
        for given in node.exc.keywords
        if given.arg in TAKEN
    ]
    assert hidden == []
