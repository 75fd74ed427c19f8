"""What a printed sheet is worth."""

import pytest

from services.medical.rules.sheet import SheetStanding, standing_of


@pytest.mark.parametrize(
    ("is_reversed", "has_later", "worth"),
    [
        (False, False, SheetStanding.STANDING),
        (False, True, SheetStanding.STANDING),
        (True, False, SheetStanding.REVERSED),
        (True, True, SheetStanding.REPLACED),
    ],
)
def test_only_a_settlement_that_was_taken_back_makes_its_sheet_worthless(is_reversed, has_later, worth):
    assert standing_of(is_reversed=is_reversed, has_later=has_later) is worth
