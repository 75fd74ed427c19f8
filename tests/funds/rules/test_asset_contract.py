"""A contract's dues: a year's add up, a cut one is owed by its days, and each step of a late one is told once."""

from datetime import date

import pytest

from services.funds.rules.asset_contract import (
    ContractsOverlap,
    ContractTerm,
    DueAt,
    DueStep,
    Pricing,
    PricingIncomplete,
    Terms,
    must_not_overlap,
    part_owed,
    schedule,
    step_due,
    yearly_fen,
)


def terms(**changed):
    told = {
        "starts_on": date(2020, 1, 1),
        "ends_on": date(2021, 12, 31),
        "yearly_fen": 100_00,
        "dues_a_year": 1,
        "owed_when": DueAt.END,
        "grace_days": 0,
    }
    return Terms(**(told | changed))


def test_the_dues_of_a_year_add_up_to_the_year():
    dues = schedule(terms(yearly_fen=100_01, dues_a_year=12))

    assert len(dues) == 24
    assert sum(due.amount_fen for due in dues[:12]) == 100_01 == sum(due.amount_fen for due in dues[12:])
    assert (dues[1].from_on, dues[1].to_on) == (date(2020, 2, 1), date(2020, 2, 29))


def test_a_last_period_that_is_cut_short_is_owed_by_its_days():
    dues = schedule(terms(ends_on=date(2021, 1, 31), yearly_fen=365_00))

    assert [(due.due_on, due.amount_fen) for due in dues] == [(date(2020, 12, 31), 365_00), (date(2021, 1, 31), 31_00)]


def test_what_is_owed_at_the_beginning_is_owed_then_and_grace_comes_after():
    first = schedule(terms(owed_when=DueAt.BEGIN, grace_days=10))[0]

    assert first.due_on == date(2020, 1, 11)


def test_a_term_that_runs_backwards_is_refused():
    with pytest.raises(ContractTerm):
        schedule(terms(ends_on=date(2019, 1, 1)))


def test_an_asset_has_one_contract_at_a_time():
    must_not_overlap([(date(2019, 1, 1), date(2019, 12, 31))], date(2020, 1, 1), date(2020, 12, 31))
    with pytest.raises(ContractsOverlap):
        must_not_overlap([(date(2019, 1, 1), date(2020, 1, 1))], date(2020, 1, 1), date(2020, 12, 31))


@pytest.mark.parametrize(
    ("pricing", "told"),
    [
        (Pricing.RENT, {"rent_fen": None, "basis_fen": None, "yield_bp": None}),
        (Pricing.RENT, {"rent_fen": 1, "basis_fen": 1, "yield_bp": None}),
        (Pricing.YIELD, {"rent_fen": None, "basis_fen": 1, "yield_bp": None}),
        (Pricing.YIELD, {"rent_fen": None, "basis_fen": 1, "yield_bp": 1}),
    ],
)
def test_what_the_pricing_needs_must_be_there_and_nothing_else(pricing, told):
    with pytest.raises(PricingIncomplete):
        yearly_fen(pricing, **told)


def test_what_is_left_of_a_due_whose_contract_ends():
    assert part_owed(366_00, date(2020, 1, 1), date(2020, 12, 31), date(2020, 1, 10)) == 10_00
    assert part_owed(366_00, date(2021, 1, 1), date(2021, 12, 31), date(2020, 1, 10)) == 0


def test_each_step_is_told_once():
    due_on = date(2020, 6, 30)

    def step(on, *, is_reminded=False, is_overdue=False):
        return step_due(due_on, reminder_days=30, is_reminded=is_reminded, is_overdue=is_overdue, on=on)

    assert step(date(2020, 5, 30)) is None
    assert step(date(2020, 5, 31)) is DueStep.REMINDER
    assert step(date(2020, 6, 30), is_reminded=True) is None
    assert step(date(2020, 7, 1), is_reminded=True) is DueStep.OVERDUE
    assert step(date(2020, 7, 1), is_overdue=True) is None
