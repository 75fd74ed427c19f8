"""How far a line has got, and what becomes of its rest."""

from fractions import Fraction

import pytest

from services.funds.rules.account import Sums
from services.funds.rules.budget_line import LineNotForReserve, MoveKind, execute, must_be_for_reserve
from services.funds.rules.year_end import fate_of_rest


def test_what_is_gone_and_was_not_taken_out_is_paid():
    sums = Sums(debits_posted_fen=100_00, credits_posted_fen=75_00, credits_pending_fen=5_00)

    told = execute(100_00, 15_00, sums, Fraction(1, 2))

    assert (told.paid_fen, told.set_aside_fen, told.left_fen) == (60_00, 5_00, 20_00)
    assert (told.permille, told.is_behind) == (600, False)


def test_one_fen_short_is_not_a_hundred_per_cent():
    assert execute(100_00, 0, Sums(100_00, 99_99), Fraction(1)).permille == 999
    assert execute(100_00, 0, Sums(100_00, 99_99), Fraction(1)).is_behind


@pytest.mark.parametrize(
    ("money_of_year", "closing", "fate"),
    [
        (2020, 2020, MoveKind.CARRIED_OUT),
        (2020, 2021, MoveKind.CLAWED_BACK),
        (2020, 2023, MoveKind.CLAWED_BACK),
        (2021, 2021, MoveKind.CARRIED_OUT),
    ],
)
def test_money_is_carried_over_once_and_clawed_back_at_the_end_of_its_second_year(money_of_year, closing, fate):
    assert fate_of_rest(money_of_year, closing, 2) is fate


@pytest.mark.parametrize(
    ("programme", "line_region"), [("housing", "371311"), ("emergency-aid", "371302"), ("emergency-aid", "371311100")]
)
def test_a_reserve_is_filled_by_its_own_programme_in_its_own_place_alone(programme, line_region):
    must_be_for_reserve("emergency-aid", line_region="371311", town="371311001")
    with pytest.raises(LineNotForReserve):
        must_be_for_reserve(programme, line_region=line_region, town="371311001")
