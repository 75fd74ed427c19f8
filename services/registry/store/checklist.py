"""The checklists, read once from their policy files, each with its version; and which of them holds in a place on a day."""

from datetime import date
from pathlib import Path

from services.registry.rules.checklist import Checklist, NoSuchChecklist
from shared.policy.document import read_document
from shared.policy.shelf import Shelf

FOLDER = Path(__file__).parent.parent / "policy" / "checklists"
SHELF = Shelf(Checklist, FOLDER)


def read_checklist(path: Path) -> tuple[Checklist, str]:
    """One file's checklist and its version. Raises PolicyFileRefused with every complaint, each with file and line."""
    return read_document(Checklist, path)


def list_checklists() -> list[Checklist]:
    """Every file."""
    return SHELF.policies()


def get_checklist(name: str, region: str, on: date) -> tuple[Checklist, str]:
    """The file in force there and then, with its version. Raises NoSuchChecklist."""
    found = find_checklist(name, region, on)
    if found is None:
        raise NoSuchChecklist(checklist=name, region=region, on=on.isoformat())
    return found


def find_checklist(name: str, region: str, on: date) -> tuple[Checklist, str] | None:
    return SHELF.find(region, on, which=lambda each: each.checklist == name)


def get_checklist_of(policy: str) -> Checklist:
    """The checklist that answers were given to; a file is never taken away."""
    return SHELF.named(policy)


def checklists_in(region: str, on: date) -> list[Checklist]:
    """Those that hold in a place on a day; for a wider place, those that hold somewhere in it."""
    names = sorted({each.checklist for each in list_checklists()})
    found = [held[0] if (held := find_checklist(name, region, on)) else None for name in names]
    inside = [each for each in list_checklists() if each.region.startswith(region) and each.region != region and each.covers(on)]
    return list({each.policy: each for each in [*filter(None, found), *inside]}.values())
