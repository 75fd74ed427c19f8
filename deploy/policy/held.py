"""What a file that loads may still have wrong: a ceiling that limits nobody, and numbers that no example holds (change one, and
every example still comes out)."""

import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

from pydantic import ValidationError

from shared.errors import Refusal
from shared.policy.clauses import Policy
from shared.policy.compile import Compiler
from shared.policy.draft import PolicyDraft
from shared.policy.load import text_of, version_of
from shared.policy.prove import differences
from shared.policy.source import PolicyFileRefused, Source, Tree

_RULES = ("ceilings", "layers", "year_end")
_NO_NUMBERS = {"title", "payer", "reference", "levels", "regions", "persons", "items", "classes", "traits", "diseases", "schemes"}
_NUMBER = re.compile(r"(\d+)(?:\.\d+)?(%?)")

Place = tuple[str | int, ...]


def hints(path: Path) -> list[str]:
    """For whoever wrote the file: ceilings that no layer draws on, and the numbers that its examples do not prove."""
    text = text_of(path)
    told = [
        f"  提示：第 {line} 行的限额 {name} 没有任何保障项目占用，等于没有写：在受它限制的保障项目里写 draws_on: [{name}]，或删去"
        for line, name in not_drawn(text, file=path.name)
    ]
    numbers = "、".join(f"第 {line} 行的 {number}" for line, number in not_held(text, file=path.name))
    return [*told, f"  提示：没有算例守住 {numbers}：改成别的数，算例仍然相符，建议各补一个"] if numbers else told


def not_drawn(text: str, *, file: str) -> list[tuple[int, str]]:
    """Line and name of each ceiling on which no layer draws: a forgotten `draws_on` pays without any limit."""
    source = Source(file, text)
    draft = PolicyDraft.model_validate(source.tree)
    drawn = {name for layer in (*draft.layers, *draft.year_end) for name in layer.draws_on}
    return [(source.line_of(("ceilings", name)), name) for name in draft.ceilings if name not in drawn]


def not_held(text: str, *, file: str) -> list[tuple[int, str]]:
    """Line and number, in the order of the file. Raises PolicyFileRefused for a file that does not load."""
    source = Source(file, text)
    found = []
    for path, is_key in _numbers(source.tree, ()):
        changed = _changed(source, path, is_key=is_key)
        if changed is not None and not _is_noticed(changed):
            found.append((source.line_of(path), str(path[-1] if is_key else _at(source.tree, path))))
    return found


def _numbers(tree: Tree, path: Place) -> Iterator[tuple[Place, bool]]:
    """Where the numbers of the rules stand, and whether one is the key of a tier."""
    if not path and isinstance(tree, dict):
        for key in _RULES:
            yield from _numbers(tree.get(key, {}), (key,))
    elif isinstance(tree, dict):
        for key, value in tree.items():
            if key not in _NO_NUMBERS:
                yield from [((*path, key), True)] if _NUMBER.fullmatch(key) else []
                yield from _numbers(value, (*path, key))
    elif isinstance(tree, list):
        for at, value in enumerate(tree):
            yield from _numbers(value, (*path, at))
    elif _NUMBER.fullmatch(tree):
        yield path, False


def _at(tree: Tree, path: Place) -> Tree:
    for step in path:
        tree = tree[step]  # type: ignore[index]
    return tree


def _other(number: str) -> str:
    """One yuan more, or one per cent less (one more than nothing)."""
    written = _NUMBER.fullmatch(number)
    assert written
    whole, is_ratio = int(written[1]), bool(written[2])
    return f"{whole - 1 if whole else 1}%" if is_ratio else str(whole + 1)


def _changed(source: Source, path: Place, *, is_key: bool) -> Policy | None:
    """The policy with another number there; None where that is no policy."""
    tree = deepcopy(source.tree)
    parent, last = _at(tree, path[:-1]), path[-1]
    if is_key:
        assert isinstance(parent, dict)
        changed = {(_other(key) if key == last else key): value for key, value in parent.items()}
        parent.clear()
        parent.update(changed)
    else:
        parent[last] = _other(str(parent[last]))  # type: ignore[index]
    try:
        return Compiler(PolicyDraft.model_validate(tree), source).policy(version_of(tree))
    except (ValidationError, PolicyFileRefused):
        return None


def _is_noticed(policy: Policy) -> bool:
    for example in policy.examples:
        try:
            if differences(policy, example):
                return True
        except Refusal:
            return True
    return False
