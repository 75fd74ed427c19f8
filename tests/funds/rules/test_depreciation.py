"""Straight line by the month: from the month after, for the last time in the month of going, down to the residual exactly."""

from datetime import date

from services.funds.rules.depreciation import (
    Wearing,
    book_value_fen,
    depreciated_fen,
    month_end,
    months_later,
    months_to_write,
)

PLANT = Wearing(value_fen=1_000_00, residual_fen=50_00, life_months=7, acquired_on=date(2019, 6, 30))


def test_the_month_of_acquiring_does_not_count_and_the_next_does_at_its_end():
    assert depreciated_fen(PLANT, date(2019, 7, 30)) == 0
    assert depreciated_fen(PLANT, date(2019, 7, 31)) == 135_71


def test_it_ends_at_the_residual_exactly():
    months = months_to_write(PLANT, written_to=None, on=date(2030, 1, 1))

    assert len(months) == 7
    assert sum(each.amount_fen for each in months) == 950_00
    assert months[-1].book_fen == 50_00 == book_value_fen(PLANT, date(2030, 1, 1))


def test_what_was_written_is_not_written_again():
    months = months_to_write(PLANT, written_to=date(2019, 8, 31), on=date(2019, 10, 15))

    assert [each.ends_on for each in months] == [date(2019, 9, 30)]


def test_the_month_of_going_still_counts_and_then_it_is_worth_nothing():
    gone = Wearing(1_000_00, 50_00, 7, date(2019, 6, 30), disposed_on=date(2019, 8, 10))

    assert depreciated_fen(gone, date(2025, 1, 1)) == 271_42
    assert book_value_fen(gone, date(2019, 8, 10)) == 0


def test_what_does_not_wear_keeps_its_value():
    assert book_value_fen(Wearing(5, 5, None, date(2019, 1, 1)), date(2099, 1, 1)) == 5


def test_months_end_and_go_on():
    assert month_end(date(2020, 2, 3)) == date(2020, 2, 29)
    assert months_later(date(2020, 1, 31), 1) == date(2020, 2, 29)
    assert months_later(date(2020, 12, 1), 1) == date(2021, 1, 1)
