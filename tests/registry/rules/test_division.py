"""Where a household belongs after villages were redrawn."""

import pytest

from services.registry.rules.division import NothingRedrawn, NoVillageThere, OnlyVillagesAreDivided, check_redrawing, redrawn
from tests.builders.registry import LONGTAN

NEXT = "371311001002"


def test_a_village_goes_into_another_or_to_its_number_in_a_county_that_was_renamed() -> None:
    assert redrawn("371311001999", old="371311001999", new=LONGTAN) == LONGTAN
    assert redrawn("350402001001", old="350402", new="350404") == "350404001001"
    assert redrawn("371311001001", old="371311001", new=NEXT) == NEXT, "a town that became one village"


@pytest.mark.parametrize(("village", "old", "new"), [("350402999001", "350402", "350404"), (LONGTAN, LONGTAN, "371311")])
def test_where_no_village_answers_it_is_refused(village: str, old: str, new: str) -> None:
    with pytest.raises(NoVillageThere):
        redrawn(village, old=old, new=new)


def test_what_stays_or_divides_a_town_is_refused() -> None:
    with pytest.raises(NothingRedrawn):
        check_redrawing(LONGTAN, LONGTAN, [])
    with pytest.raises(OnlyVillagesAreDivided):
        check_redrawing("371311001", NEXT, ["a household"])
    check_redrawing(LONGTAN, NEXT, ["a household"])
