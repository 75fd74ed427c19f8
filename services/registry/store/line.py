"""The published lines, read once from their policy files."""

from datetime import date
from pathlib import Path

from services.registry.rules.line import LinesPolicy
from shared.policy.shelf import Shelf

FOLDER = Path(__file__).parent.parent / "policy" / "lines"
SHELF = Shelf(LinesPolicy, FOLDER)


def list_line_policies() -> list[LinesPolicy]:
    """Every file. Raises PolicyFileRefused with file and line."""
    return SHELF.policies()


def list_line_places(on: date) -> set[str]:
    """The places that publish lines of their own."""
    return {policy.region for policy in list_line_policies() if policy.covers(on)}
