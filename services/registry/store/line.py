"""The published lines, read once from their policy files."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.registry.rules.line import LinesPolicy
from shared.policy.document import read_document

FOLDER = Path(__file__).parent.parent / "policy" / "lines"


@lru_cache
def _read() -> tuple[tuple[LinesPolicy, str], ...]:
    return tuple(read_document(LinesPolicy, path) for path in sorted(FOLDER.glob("*.yaml")))


def list_line_policies() -> list[LinesPolicy]:
    """Every file. Raises PolicyFileRefused with file and line."""
    return [policy for policy, _ in _read()]


def list_line_places(on: date) -> set[str]:
    """The places that publish lines of their own."""
    return {policy.region for policy in list_line_policies() if policy.covers(on)}
