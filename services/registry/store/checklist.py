"""The checklists, read once from their policy files, each with its version; and which of them holds in a place on a day."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.registry.rules.checklist import Checklist, NoSuchChecklist
from shared.policy.document import in_force, read_document

FOLDER = Path(__file__).parent.parent / "policy" / "checklists"


def read_checklist(path: Path) -> tuple[Checklist, str]:
    """One file's checklist and its version. Raises PolicyFileRefused with every complaint, each with file and line."""
    return read_document(Checklist, path)


@lru_cache
def _read() -> dict[str, tuple[Checklist, str]]:
    read = map(read_checklist, sorted(FOLDER.glob("*.yaml")))
    return {checklist.policy: (checklist, version) for checklist, version in read}


def list_checklists() -> list[Checklist]:
    """Every file."""
    return [checklist for checklist, _ in _read().values()]


def get_checklist(name: str, region: str, on: date) -> tuple[Checklist, str]:
    """The file in force there and then, with its version. Raises NoSuchChecklist."""
    found = find_checklist(name, region, on)
    if found is None:
        raise NoSuchChecklist(checklist=name, region=region, on=on.isoformat())
    return found


def find_checklist(name: str, region: str, on: date) -> tuple[Checklist, str] | None:
    found = in_force([each for each in list_checklists() if each.checklist == name], region=region, on=on)
    return _read()[found.policy] if found else None


def get_checklist_of(policy: str) -> Checklist:
    """The checklist that answers were given to; a file is never taken away."""
    return _read()[policy][0]


def checklists_in(region: str, on: date) -> list[Checklist]:
    """Those that hold in a place on a day; for a wider place, those that hold somewhere in it."""
    names = sorted({each.checklist for each in list_checklists()})
    found = [in_force([each for each in list_checklists() if each.checklist == name], region=region, on=on) for name in names]
    inside = [each for each in list_checklists() if each.region.startswith(region) and each.region != region and each.covers(on)]
    return list({each.policy: each for each in [*filter(None, found), *inside]}.values())
