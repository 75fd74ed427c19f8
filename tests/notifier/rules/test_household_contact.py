"""A telephone is taken as people write it down, and nothing else is taken for one."""

import pytest

from services.notifier.rules.household_contact import telephone_in


@pytest.mark.parametrize(
    "typed",
    [
        "13900001234",
        "139 0000 1234",
        "139-0000-1234",
        "+86 13900001234",
        "8613900001234",
        "008613900001234",
        "１３９００００１２３４",
    ],
)
def test_a_mobile_telephone_is_kept_in_one_form(typed: str) -> None:
    assert telephone_in(typed) == "13900001234"


@pytest.mark.parametrize(
    "typed", ["", "139", "12900001234", "139000012345", "0539-8240000", "+1 13900001234", "张大爷 13900001234"]
)
def test_what_is_none_stays_as_it_was_typed(typed: str) -> None:
    assert telephone_in(typed) == typed
