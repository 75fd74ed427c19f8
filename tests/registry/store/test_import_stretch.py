"""A file judged stretch by stretch, against the same file judged whole."""

from datetime import date, datetime
from uuid import uuid4

import pytest

from deploy.demo.register import id_number
from services.registry.rules.export import COLUMNS
from services.registry.rules.preview import Entry, entries_of, judged
from services.registry.rules.register import find_repeated, judge_register
from services.registry.store import import_stretch
from services.registry.store.import_stretch import WAITING, laid_out_in, stretches_of
from services.registry.tables import RegisterImport
from shared.cells import Cell, Line, Row, Uncalculated
from tests.builders.imports import AT
from tests.builders.registry import ON, a_household

WITHIN = "371311"


def a_file() -> list[Row]:
    """Sound households, and everything that a file can have wrong with it, each in a stretch of its own or across two."""
    lines: list[dict[str, Cell]] = [
        dict(line) for at in range(1, 11) for line in a_household(3, code=f"37131100000000{at:02d}", first_sequence=100 * at + 1)
    ]
    lines[1]["证件号码"] = lines[10]["证件号码"]  # in another household, and in lower case beside it
    lines[1] |= {"出生日期": lines[10]["出生日期"], "性别": lines[10]["性别"]}
    lines[4]["证件号码"] = f"{lines[3]['证件号码']}".lower() + " "  # twice in its own
    lines[4] |= {"出生日期": lines[3]["出生日期"], "性别": lines[3]["性别"]}
    lines[7]["证件号码"] = 371311199001010000  # a number that lost its digits
    lines[13]["劳动技能"] = Uncalculated()
    lines[16]["文化程度"] = "#N/A"
    lines[18]["出生日期"] = date.fromisoformat(f"{lines[18]['出生日期']}")
    lines[19]["出生日期"] = datetime.fromisoformat(f"{lines[19]['出生日期']}T00:00:00")
    lines[20]["务工时间(月)"] = 11.0
    lines[21]["户编号"] = None
    lines[23]["证件号码"] = id_number(date(1990, 1, 1), 3)[:17]
    at = {column: place for place, column in enumerate(COLUMNS)}
    return [Row(number, Line(at, tuple(line[column] for column in COLUMNS))) for number, line in enumerate(lines, start=2)]


def seen(entry: Entry) -> object:
    return entry.number, entry.code, entry.family, entry.decision, list(entry.faults), [row.texts for row in entry.rows]


def test_a_file_judged_stretch_by_stretch_says_what_it_says_judged_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    columns, rows = frozenset(COLUMNS), a_file()
    file = RegisterImport(id=uuid4(), region=WITHIN, imported_at=AT)
    whole = judge_register(rows, on=ON, within=WITHIN)
    entries = entries_of(rows, find_repeated(rows, on=ON, within=WITHIN))
    monkeypatch.setattr(import_stretch, "HOUSEHOLDS", 2)
    stretches = [laid_out_in(stretch) for stretch in stretches_of(file, entries, state=WAITING, columns=columns)]
    in_parts = [entry for part, ours in stretches for entry in judged(part, on=ON, within=WITHIN, columns=ours)]

    assert [entry.family for entry in in_parts if entry.family] == list(whole.families)
    assert sorted((fault for entry in in_parts for fault in entry.faults), key=lambda fault: fault.row) == list(whole.faults)
    assert [row.number for entry in in_parts if entry.family is None for row in entry.rows] == [
        row.number for row in whole.refused
    ]
    at_once = judged(entries_of(rows, find_repeated(rows, on=ON, within=WITHIN)), on=ON, within=WITHIN, columns=columns)
    assert [seen(entry) for entry in in_parts] == [seen(entry) for entry in at_once]
    assert len(stretches) > 3
    assert {fault.column for fault in whole.faults} >= {"证件号码", "户编号", "劳动技能", "文化程度"}
    assert len(whole.families) >= 2
