"""Which budget line pays what another service asks for."""

import pytest

from services.funds.rules.account import AccountKey, AccountKind, Source
from services.funds.rules.matter import LinesForMatterShort, NoLineForMatter, Room, choose_line
from tests.builders.funds import COUNTY, OTHER_TOWN, TOWN
from tests.builders.funds_matter import a_matter

ENOUGH = 1_400_000


def a_room(number: int, *, region: str = COUNTY, money_of_year: int = 2020, available_fen: int = ENOUGH) -> Room:
    key = AccountKey(AccountKind.BUDGET_LINE, region, f"B-371311-2020-{number:04}", Source.PROVINCE, "housing", 2020)
    return Room(key, money_of_year, available_fen)


@pytest.mark.parametrize(
    ("rooms", "number"),
    [
        ([a_room(1), a_room(2, region=TOWN)], 2),
        ([a_room(1), a_room(2, money_of_year=2019)], 2),
        ([a_room(2), a_room(1)], 1),
        ([a_room(1, available_fen=ENOUGH - 1), a_room(2)], 2),
        ([a_room(1, region=OTHER_TOWN), a_room(2)], 2),
    ],
    ids=["the town's own first", "older money first", "then by number", "one that has room", "never another town's"],
)
def test_one_line_pays_the_whole(rooms, number):
    assert choose_line(rooms, a_matter()).holder.endswith(f"{number:04}")


def test_two_lines_that_have_half_each_do_not_pay():
    with pytest.raises(LinesForMatterShort):
        choose_line([a_room(1, available_fen=ENOUGH // 2), a_room(2, available_fen=ENOUGH // 2)], a_matter())


@pytest.mark.parametrize("rooms", [[], [a_room(1, region=OTHER_TOWN)]])
def test_where_there_is_no_line_it_is_said(rooms):
    with pytest.raises(NoLineForMatter):
        choose_line(rooms, a_matter())
