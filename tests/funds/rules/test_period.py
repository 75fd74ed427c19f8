"""Closing a period: in order, when it is over, when nothing waits and the bank agrees; and opening it again from the last."""

from datetime import date

import pytest

from services.funds.rules.period import (
    BankNotReconciled,
    BankStanding,
    BookedAhead,
    EarlierPeriodOpen,
    LaterPeriodClosed,
    Period,
    PeriodAlreadyClosed,
    PeriodClosed,
    PeriodIsOpen,
    PeriodNotOver,
    ReservationsWaiting,
    must_agree_with_bank,
    must_be_closable,
    must_be_open,
    must_be_reopenable,
    must_be_settled,
)

MAY, JUNE, YEAR = Period(2020, 5), Period(2020, 6), Period(2020, 0)
TODAY = date(2020, 7, 10)


@pytest.mark.parametrize(
    ("closed", "on", "law"),
    [
        ([], date(2020, 6, 30), None),
        ([JUNE], date(2020, 6, 30), PeriodClosed),
        ([JUNE], date(2020, 7, 1), None),
        ([YEAR], date(2020, 3, 1), PeriodClosed),
        ([], date(2020, 7, 11), BookedAhead),
    ],
)
def test_a_day_may_be_booked_while_its_month_and_year_are_open_and_it_has_come(closed, on, law):
    if law is None:
        must_be_open(closed, on, today=TODAY)
    else:
        with pytest.raises(law):
            must_be_open(closed, on, today=TODAY)


@pytest.mark.parametrize(
    ("period", "closed", "used", "law"),
    [
        (JUNE, [], [JUNE], None),
        (JUNE, [MAY], [MAY, JUNE], None),
        (JUNE, [], [MAY, JUNE], EarlierPeriodOpen),
        (JUNE, [JUNE], [JUNE], PeriodAlreadyClosed),
        (Period(2020, 7), [MAY, JUNE], [MAY, JUNE], PeriodNotOver),
        (YEAR, [MAY, JUNE], [MAY, JUNE], PeriodNotOver),
        (Period(2019, 0), [Period(2019, 11)], [Period(2019, 11), Period(2019, 12)], EarlierPeriodOpen),
        (Period(2019, 0), [Period(2019, 12)], [Period(2019, 12)], None),
        (JUNE, [Period(2019, 12)], [Period(2019, 12), JUNE], EarlierPeriodOpen),
        (JUNE, [Period(2019, 0)], [Period(2019, 12), JUNE], None),
    ],
)
def test_periods_are_closed_in_order_and_none_before_it_is_over(period, closed, used, law):
    if law is None:
        must_be_closable(period, closed=closed, used=used, today=TODAY)
    else:
        with pytest.raises(law):
            must_be_closable(period, closed=closed, used=used, today=TODAY)


def test_a_period_is_opened_again_from_the_last():
    must_be_reopenable(JUNE, [MAY, JUNE])
    with pytest.raises(LaterPeriodClosed):
        must_be_reopenable(MAY, [MAY, JUNE])
    with pytest.raises(LaterPeriodClosed):
        must_be_reopenable(JUNE, [JUNE, YEAR])
    with pytest.raises(PeriodIsOpen):
        must_be_reopenable(JUNE, [MAY])


def test_what_waits_too_long_keeps_a_period_open():
    must_be_settled([], 30)
    with pytest.raises(ReservationsWaiting):
        must_be_settled([object()], 30)


@pytest.mark.parametrize(
    ("bank", "agrees"),
    [
        (BankStanding("专户", date(2020, 1, 1), date(2020, 6, 30), 0), True),
        (BankStanding("专户", date(2020, 1, 1), date(2020, 6, 29), 0), False),
        (BankStanding("专户", date(2020, 1, 1), date(2020, 6, 30), 1), False),
        (BankStanding("新户", date(2020, 7, 1), date(2020, 6, 30), 0), True),
    ],
)
def test_the_bank_must_be_read_to_the_end_and_every_difference_explained(bank, agrees):
    if agrees:
        must_agree_with_bank(JUNE, [bank])
    else:
        with pytest.raises(BankNotReconciled):
            must_agree_with_bank(JUNE, [bank])
