"""Rates are exact, and nobody can be found behind a small number."""

from fractions import Fraction

import pytest

from services.medical.rules.month import Month
from services.medical.rules.statistics import ALL, Figures, PeriodTooLong, hide_small, must_be_countable

JUNE = Month(2020, 6)


def figures(persons, *, person_class=ALL, hospital="H1", month=JUNE):
    return Figures(month, hospital, person_class, persons, persons, persons * 300, persons * 100, persons * 200, persons, 1, 300)


def hidden(*cells):
    return [one.is_hidden for one in hide_small(cells)]


def test_rates_are_fractions_of_what_there_is():
    cell = figures(3)
    assert (cell.patient_share, cell.one_stop_share, cell.in_county_rate) == (Fraction(1, 3), 1, Fraction(1, 3))
    assert (cell.mean_total_fen, cell.mean_patient_fen) == (300, 100)
    assert figures(0).patient_share is None


def test_fewer_than_five_persons_are_hidden():
    assert hidden(figures(4), figures(5, hospital="H2"), figures(4, hospital="H3")) == [True, False, True]


def test_a_single_hidden_class_takes_the_next_smallest_with_it():
    classes = [figures(3, person_class="enrolled"), figures(40, person_class=""), figures(9, person_class="low-income")]
    assert hidden(figures(52), *classes) == [False, True, False, True]


def test_a_single_hidden_hospital_takes_the_next_smallest_with_it():
    assert hidden(figures(2), figures(30, hospital="H2"), figures(20, hospital="H3"), figures(52, hospital=None)) == [
        True, False, True, False,
    ]  # fmt: skip


def test_two_years_are_counted_at_once_and_no_more():
    must_be_countable(Month(2020, 1), Month(2021, 12))
    for since, until in ((Month(2020, 1), Month(2022, 1)), (Month(2020, 2), Month(2020, 1))):
        with pytest.raises(PeriodTooLong):
            must_be_countable(since, until)
