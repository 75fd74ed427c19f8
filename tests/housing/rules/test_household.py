"""Which households' houses come first."""

import pytest

from services.housing.rules.household import Group, Member, groups_of


@pytest.mark.parametrize(
    ("members", "groups"),
    [
        ([], []),
        ([(("enrolled",), False)], [Group.ENROLLED]),
        ([(("low-income",), False), (("extreme-poverty",), False)], [Group.LOW_INCOME, Group.EXTREME_POVERTY]),
        ([(("enrolled",), False), ((), True)], [Group.ENROLLED, Group.DISABLED]),
        ([(("monitored",), True)], [Group.DISABLED]),
        ([((), True)], []),
    ],
)
def test_any_member_makes_the_household_s_group_and_disability_alone_makes_none(members, groups) -> None:
    assert groups_of(Member(classes, is_disabled) for classes, is_disabled in members) == groups
