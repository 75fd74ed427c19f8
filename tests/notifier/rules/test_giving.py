"""Where an order goes is read line by line as somebody wrote it."""

import pytest

from services.notifier.rules.giving import TargetsUnreadable, lines_of
from shared.ids import uuid7


def test_each_line_is_a_place_and_perhaps_a_person_and_a_household() -> None:
    household = uuid7()
    text = f"371311001001\n\n371311001002 村干部老吴\n371311001，街道小钱 {household}\n371311 {household}"
    assert lines_of(text) == [
        ("371311001001", None, None),
        ("371311001002", "村干部老吴", None),
        ("371311001", "街道小钱", household),
        ("371311", None, household),
    ]


@pytest.mark.parametrize("text", ["", " \n ", "龙潭社区", "3713", "371311001001 甲 乙"])
def test_a_line_that_nobody_understands_is_refused(text: str) -> None:
    with pytest.raises(TargetsUnreadable):
        lines_of(text)


def test_the_line_is_named() -> None:
    with pytest.raises(TargetsUnreadable) as refused:
        lines_of("371311001001\n龙潭")
    assert refused.value.facts == {"line": 2, "said": "龙潭"}
