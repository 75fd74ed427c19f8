"""The lists of values by place and day, read once."""

from datetime import date
from pathlib import Path

from services.registry.rules.field_list import FieldLists
from shared.policy.document import in_force
from shared.policy.shelf import Shelf

FOLDER = Path(__file__).parent.parent / "policy" / "file"
SHELF = Shelf(FieldLists, FOLDER)


def list_field_lists() -> list[FieldLists]:
    """Every file. Raises PolicyFileRefused with every complaint, each with file and line."""
    return SHELF.policies()


def get_field_lists(region: str, on: date) -> FieldLists:
    """The lists of a place; the national file covers every place and day since the register began, and is the first for days
    before it."""
    return in_force(list_field_lists(), region=region, on=on) or list_field_lists()[0]
