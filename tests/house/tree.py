"""The house as files: what the laws are checked against."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVICES = sorted(folder.name for folder in (ROOT / "services").iterdir() if (folder / "__init__.py").exists())


def modules(*parts: str) -> Iterator[Path]:
    """Every Python file below these folders of the project."""
    for part in parts:
        yield from sorted(path for path in (ROOT / part).rglob("*.py") if "__pycache__" not in path.parts)


def name_of(path: Path) -> str:
    """Where a file stands in the project: `services/funds/app.py`."""
    return path.relative_to(ROOT).as_posix()


def house_of(path: Path) -> str:
    """The service that a file of `services/` belongs to."""
    return path.relative_to(ROOT / "services").parts[0]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def calls(path: Path) -> Iterator[tuple[int, str]]:
    """Every call in a file as (line, what is called): `(12, "session.commit")`."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


def is_chinese(text: object) -> bool:
    """Whether a person reads Chinese there."""
    return isinstance(text, str) and any("\u4e00" <= letter <= "\u9fff" for letter in text)
