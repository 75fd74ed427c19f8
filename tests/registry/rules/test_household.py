"""What keeps a household, or a file, from going in."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from deploy.demo.register import Line
from services.registry.rules.household import Seat, seated_elsewhere
from services.registry.rules.register import Judged, judge_register
from tests.builders.registry import LONGTAN, ON, a_household, households, rows_of_lines


def judged(lines: Sequence[Line]) -> Judged:
    return judge_register(rows_of_lines(lines), on=ON, within="371311")


def told(lines: Sequence[Line]) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.reason) for fault in judged(lines).faults]


def test_a_sound_household_is_taken_whole() -> None:
    found = judged(a_household(4))
    assert [len(family.members) for family in found.families] == [4]
    assert (found.faults, found.refused) == ([], [])


def test_two_heads_are_one_too_many() -> None:
    rows = a_household(3)
    rows[2]["与户主关系"] = "户主"
    assert told(rows) == [(4, "与户主关系", "本户已有户主（第 2 行）")]


def test_a_household_needs_a_head() -> None:
    rows = a_household(2)
    rows[0]["与户主关系"] = "其他"
    assert told(rows) == [(2, "与户主关系", "本户（第 2、3 行）没有户主")]


def test_a_head_has_one_spouse() -> None:
    rows = a_household(3)
    rows[2]["与户主关系"] = "配偶"
    assert told(rows) == [(4, "与户主关系", "本户已有户主的配偶（第 3 行）")]


def test_a_household_lives_in_one_village() -> None:
    rows = a_household(2)
    rows[1] |= {"村": "湖南崖社区居民委员会"}
    assert told(rows) == [(3, "村", "与本户第 2 行不在同一个村")]


def test_a_duplicate_row_is_named_with_the_row_it_repeats() -> None:
    rows = a_household(2)
    assert told([*rows, rows[1] | {"与户主关系": "其他"}]) == [(4, "证件号码", "与第 3 行是同一个人")]


def test_someone_in_two_households_of_the_file_keeps_both_out() -> None:
    one, other = a_household(2), a_household(2, code="3713110000000002", first_sequence=101)
    other[1] |= {column: one[1][column] for column in ("证件号码", "出生日期", "性别")}
    found = judged([*one, *other])
    assert [(fault.row, fault.reason) for fault in found.faults] == [
        (3, "此人同时在户 3713110000000002（第 5 行）"),
        (5, "此人同时在户 3713110000000001（第 3 行）"),
    ]
    assert [row.number for row in found.refused] == [2, 3, 4, 5]


def test_the_whole_household_of_an_unreadable_row_goes_back() -> None:
    bad, good = a_household(3), a_household(2, code="3713110000000002", first_sequence=101)
    bad[1]["证件号码"] = "1"
    found = judged([bad[0], good[0], bad[1], good[1], bad[2]])
    assert [family.code for family in found.families] == ["3713110000000002"]
    assert [row.number for row in found.refused] == [2, 4, 6]


@given(st.lists(st.integers(0, 29), max_size=8))
def test_rows_are_either_taken_or_refused_and_only_whole_households_are_taken(spoiled: list[int]) -> None:
    lines = [dict(line) for line in households(12)]
    for at in spoiled:
        lines[at % len(lines)]["证件号码"] = "1"
    found = judged(lines)
    taken = [member for family in found.families for member in family.members]
    assert sorted([member.row for member in taken] + [row.number for row in found.refused]) == list(range(2, len(lines) + 2))
    spoiled_codes = {lines[at % len(lines)]["户编号"] for at in spoiled}
    assert not spoiled_codes.intersection(member.household_code for member in taken)


def test_a_seat_in_a_coded_household_is_kept_and_one_in_an_uncoded_household_can_be_claimed() -> None:
    family = judged(a_household(2)).families[0]
    number = family.members[0].identity.number
    assert seated_elsewhere([family], {number: Seat("h1", "9999", LONGTAN)}, within="371311")[0].reason == "此人已登记在户 9999"
    assert seated_elsewhere([family], {number: Seat("h1", None, LONGTAN)}, within="371311") == []
    assert seated_elsewhere([family], {number: Seat("h1", family.code, LONGTAN)}, within="371311") == []


def test_two_uncoded_households_cannot_become_one_by_import() -> None:
    family = judged(a_household(2)).families[0]
    seats = {member.identity.number: Seat(f"h{at}", None, LONGTAN) for at, member in enumerate(family.members)}
    assert {fault.reason for fault in seated_elsewhere([family], seats, within="371311")} == {
        "此人已登记在一个待核实的即时帮扶户"
    }
