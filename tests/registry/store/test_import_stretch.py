"""A file judged stretch by stretch, against the same file judged whole."""

import zlib
from datetime import date, datetime
from uuid import uuid4

import orjson
import pytest

from deploy.demo.register import id_number
from services.registry.rules.export import COLUMNS
from services.registry.rules.preview import Decision, Entry, entries_of, judged
from services.registry.rules.register import find_repeated, judge_register
from services.registry.store import import_stretch
from services.registry.store.import_stretch import WAITING, entries_in, keep, keep_returned, laid_out_in, stretches_of
from services.registry.tables import ImportStretch, RegisterImport
from shared.cells import Cell, Line, Row, Uncalculated, text_of
from shared.vault import seal_bytes, unseal_bytes
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


def by_an_earlier_release(stretch: ImportStretch, *, is_text: bool) -> ImportStretch:
    """The same stretch with the rows among what was found of them, as texts once they were compared."""
    found, rows = (
        orjson.loads(zlib.decompress(unseal_bytes(each or b""))) for each in (stretch.content_sealed, stretch.rows_sealed)
    )
    cells = {number: ["" if cell == {} else text_of(cell) for cell in its] if is_text else its for number, its in rows["rows"]}
    for entry in found["entries"]:
        entry["rows"] = [[number, cells[number]] for number in entry["rows"]]
    packed = zlib.compress(orjson.dumps(found | {"headings": rows["headings"], "is_text": is_text}))
    return ImportStretch(**stretch.model_dump() | {"rows_sealed": None, "content_sealed": seal_bytes(packed)})


def stretches(monkeypatch: pytest.MonkeyPatch) -> list[ImportStretch]:
    file, rows = RegisterImport(id=uuid4(), region=WITHIN, imported_at=AT), a_file()
    entries = entries_of(rows, find_repeated(rows, on=ON, within=WITHIN))
    monkeypatch.setattr(import_stretch, "HOUSEHOLDS", 3)
    return list(stretches_of(file, entries, state=WAITING, columns=frozenset(COLUMNS)))


def test_what_an_earlier_release_laid_out_is_compared_and_shown_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    for stretch in stretches(monkeypatch):
        earlier = by_an_earlier_release(stretch, is_text=False)
        (entries, ours), (known, columns) = laid_out_in(stretch), laid_out_in(earlier)
        assert [seen(entry) for entry in known] == [seen(entry) for entry in entries]
        for each in (stretch, earlier):
            keep(each, judged(entries, on=ON, within=WITHIN, columns=ours))
        assert columns == ours
        assert [seen(entry) for entry in entries_in(earlier)] == [seen(entry) for entry in entries_in(stretch)]
        assert [seen(entry) for entry in entries_in(by_an_earlier_release(stretch, is_text=True))] == [
            seen(entry) for entry in entries_in(stretch)
        ]


def test_of_a_stretch_that_was_taken_in_only_what_goes_back_is_left_with_its_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    many = set[int]()
    for stretch in stretches(monkeypatch):
        entries, ours = laid_out_in(stretch)
        keep(stretch, judged(entries, on=ON, within=WITHIN, columns=ours))
        shown, bare = entries_in(stretch), entries_in(stretch, with_cells=False)
        assert [[row.number for row in entry.rows] for entry in bare] == [[row.number for row in entry.rows] for entry in shown]
        returned = [seen(entry) for entry in shown if entry.decision is Decision.REFUSE]
        keep_returned(stretch, bare)
        assert [seen(entry) for entry in entries_in(stretch)] == returned
        assert (stretch.rows_sealed is None) is (not returned)
        many.add(len(returned))
    assert {0, 3} < many | {0}, "stretches of which all, some and none go back"


def test_a_stretch_without_anything_to_hand_back_holds_nothing_of_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    stretch = stretches(monkeypatch)[-1]
    keep_returned(stretch, [])
    assert (stretch.rows_sealed, stretch.content_sealed, stretch.basis, entries_in(stretch)) == (None, None, [], [])
