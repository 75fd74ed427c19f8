"""Which moves there are, and who may make them."""

from datetime import date
from itertools import product

import pytest

from services.medical.rules.top_up import (
    RUN_MOVES,
    RUN_STATE_TITLES,
    RunState,
    TopUpConfirmedByItsMaker,
    TopUpNeedsCounty,
    TopUpStateForbids,
    YearNotOver,
    become,
    must_be_another,
    must_be_county,
    must_be_over,
)


@pytest.mark.parametrize(("state", "asked"), list(product(RunState, RunState)))
def test_a_run_moves_as_the_table_says_and_no_other_way(state, asked):
    if asked in RUN_MOVES[state]:
        assert become(state, asked) is asked
    else:
        with pytest.raises(TopUpStateForbids):
            become(state, asked)


def test_every_state_has_a_title():
    assert set(RUN_STATE_TITLES) == set(RunState)


def test_a_year_is_over_on_new_year_s_day():
    must_be_over(2020, on=date(2021, 1, 1))
    with pytest.raises(YearNotOver):
        must_be_over(2020, on=date(2020, 12, 31))


def test_a_top_up_is_a_county_s_and_is_confirmed_by_another_than_its_maker():
    must_be_county("371311")
    must_be_another("张复核", "李编制")
    with pytest.raises(TopUpNeedsCounty):
        must_be_county("3713")
    with pytest.raises(TopUpConfirmedByItsMaker):
        must_be_another("李编制", "李编制")
