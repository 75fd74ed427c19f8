"""What a year owes a person, as plain values: the fen of the pure rule, less what was asked before."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.medical.rules.counters import Accounts, added
from services.medical.rules.top_up_year import Asked, Bill, Reckoned, ceilings_of, last_day, nothing_owed, reckon
from shared.policy.clauses import Stay
from shared.policy.counters import CounterScope
from shared.policy.evaluate import settle, settle_year
from shared.policy.load import load_text
from tests.builders.top_up import SAMPLE

POLICY = load_text(SAMPLE, file="sample.yaml")
ENROLLED = frozenset({"enrolled"})
WHO = Stay("371311001001", "", ENROLLED, 0, 0)


def a_bill(in_policy_fen: int, outside_fen: int = 0, *, so_far: dict[str, int] | None = None) -> Bill:
    stay = Stay("371311001001", "2", ENROLLED, in_policy_fen + outside_fen, in_policy_fen, so_far or {})
    return Bill(stay, settle(POLICY, stay).drawn)


def a_year(bills: list[Bill]) -> dict[str, int]:
    counters: dict[str, int] = {}
    for bill in bills:
        counters = added(counters, bill.counted)
    return counters


def reckoned(bills: list[Bill], asked: dict[tuple[str, str], Asked] | None = None) -> Reckoned:
    return reckon(POLICY, WHO, bills, Accounts(person=a_year(bills)), asked=asked or {}, year=2020)


def asked_of(done: Reckoned) -> dict[tuple[str, str], Asked]:
    """As the books stand once it was booked: what is over was not given back."""
    return {(one.layer, one.payer): Asked(one.title, max(one.owed_fen, one.before_fen)) for one in done.parts}


bills = st.lists(st.builds(a_bill, st.integers(0, 30_000_00), st.integers(0, 5_000_00)), max_size=6)


@given(bills)
def test_it_is_the_pure_rule_over_the_same_stays_and_its_parts_add_up(of_year):
    pure = settle_year(POLICY, replace(WHO, so_far=a_year(of_year)))

    done = reckoned(of_year)

    assert [share["paid_fen"] for share in done.result["shares"]] == [share.paid_fen for share in pure.shares]
    assert done.owed_fen == done.pay_fen == sum(share.paid_fen for share in pure.shares)
    for share in done.result["shares"]:
        assert sum(one["paid_fen"] for one in share["payers"]) == share["paid_fen"]
    assert done.owed_fen + pure.patient_fen == a_year(of_year).get("year.patient", 0)


@given(bills)
def test_reckoned_twice_it_is_paid_once(of_year):
    first = reckoned(of_year)

    again = reckoned(of_year, asked_of(first))

    assert (again.pay_fen, again.over_fen, again.owed_fen) == (0, 0, first.owed_fen)


@given(bills, bills)
def test_however_a_year_grows_and_shrinks_what_was_paid_less_what_is_over_is_what_is_owed(before, after):
    first = reckoned(before)

    second = reckoned(after, asked_of(first))

    assert first.pay_fen + second.pay_fen - second.over_fen == second.owed_fen == reckoned(after).owed_fen


@given(bills, st.randoms())
def test_the_order_of_the_stays_does_not_matter(of_year, dice):
    shuffled = list(of_year)
    dice.shuffle(shuffled)

    assert reckoned(shuffled).parts == reckoned(of_year).parts


def test_a_file_that_comes_within_the_year_speaks_of_the_stays_before_it_too():
    bill = a_bill(10_000_00)
    without = Bill(bill.stay, {name: fen for name, fen in bill.counted.items() if name.startswith("year.")})

    assert reckoned([without]).parts == reckoned([bill]).parts


def test_stays_that_the_rule_does_not_count_are_left_out():
    bill = a_bill(10_000_00)
    visit = Bill(replace(bill.stay, visit="outpatient"), bill.counted)

    assert [part.layer for part in reckoned([visit]).parts] == ["grant"]


def test_it_is_told_what_was_paid_before_and_what_is_paid_now():
    more = reckoned([a_bill(10_000_00)], {("top_up", "区财政"): Asked("年终补足", 1000_00)})
    less = reckoned([a_bill(1_000_00)], {("top_up", "区财政"): Asked("年终补足", 1000_00)})

    assert more.result["shares"][0]["sentence"].endswith("支付 4,000.00 元。2020 年度此前已补 1,000.00 元，本次补 3,000.00 元。")
    assert less.result["shares"][0]["sentence"].endswith("2020 年度此前已补 1,000.00 元，多补的 600.00 元应退回。")


def test_a_payer_whom_the_rule_names_no_more_gets_back_what_it_paid():
    done = reckoned([a_bill(10_000_00)], {("old", "前支付方"): Asked("旧项目", 77)})

    [old] = [part for part in done.parts if part.layer == "old"]
    assert (old.owed_fen, old.pay_fen, old.over_fen) == (0, 0, 77)


def test_whoever_has_no_settlement_left_owes_all_of_it_back():
    done = nothing_owed({("top_up", "区财政"): Asked("年终补足", 1000_00), ("grant", "x"): Asked("补助", 0)}, year=2020)

    assert (done.owed_fen, done.pay_fen, done.over_fen, len(done.parts)) == (0, 0, 1000_00, 1)
    assert done.result["shares"][0]["sentence"] == (
        "2020 年度已没有有效的结算，应补 0.00 元。此前已补 1,000.00 元，多补的 1,000.00 元应退回。"
    )


def test_the_ceilings_that_are_drawn_on_are_known_with_whose_they_are():
    assert ceilings_of(POLICY) == {"person_year": CounterScope.PERSON_YEAR, "family_year": CounterScope.FAMILY_YEAR}
    assert reckoned([a_bill(10_000_00)]).drawn == {
        CounterScope.PERSON_YEAR: {"person_year": 4000_00},
        CounterScope.FAMILY_YEAR: {"family_year": 500_00},
    }


@pytest.mark.parametrize("drawn", [0, 1, 4000_00, 5000_00])
def test_no_ceiling_is_overspent(drawn):
    accounts = Accounts(person=added(a_year([a_bill(10_000_00)]), {"person_year": drawn}))

    done = reckon(POLICY, WHO, [a_bill(10_000_00)], accounts, asked={}, year=2020)

    owed = {part.layer: part.owed_fen for part in done.parts}
    assert owed.get("top_up", 0) == min(4000_00, 5000_00 - drawn)


def test_a_year_is_judged_by_its_last_day():
    assert last_day(2020) == date(2020, 12, 31)
