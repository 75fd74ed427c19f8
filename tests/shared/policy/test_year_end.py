"""The end of the year: rules that look at the whole year once, as a pure function over its counters."""

from shared.policy.clauses import CounterScope, Stay
from shared.policy.evaluate import settle, settle_year
from shared.policy.explain import explained
from tests.shared.policy.files import HALF, bill, of_layers, words

YEAR_END = """\
ceilings:
  by_year: {title: 年终限额, per: year, limit: 1000, reference: doc}
year_end:
  - layer: top_up
    title: 年终补足
    payer: 财政
    for: {persons: [poor]}
    counting: {places: [in_county]}
    base: in_policy
    deductible: {share: 10%, of: in_policy_total}
    ratio: 100%
    reference: doc
  - layer: grant
    title: 年终补助
    payer: 民政
    base: everything
    tiers: {2000: 50%}
    draws_on: [by_year]
    reference: doc
"""
POLICY = of_layers(HALF, more=YEAR_END)


def a_year(*bills: Stay) -> dict[str, int]:
    counters: dict[str, int] = {}
    for one in bills:
        drawn = settle(POLICY, one).drawn
        counters |= {name: counters.get(name, 0) + fen for name, fen in drawn.items()}
    return counters


def closed(year: dict[str, int], *persons: str) -> list[float]:
    stay = Stay("371311", "", words(*persons), 0, 0, year)
    return [share.paid_fen / 100 for share in settle_year(POLICY, stay).shares]


def test_only_the_stays_that_count_are_kept_of_the_year():
    year = a_year(bill(10_000, 8000), bill(5000, 5000, place="outside"))

    assert [year[f"top_up.{name}"] / 100 for name in ("total", "in_policy", "patient", "patient_in_policy")] == [
        10_000, 8000, 6000, 4000,
    ]  # fmt: skip
    assert year["year.total"] == 15_000_00
    assert POLICY.counter_scope("top_up.patient") is CounterScope.PERSON_YEAR


def test_what_the_year_left_over_a_share_of_it_is_made_good():
    year = a_year(bill(10_000, 8000), bill(5000, 5000, place="outside"))

    # Of the county 4000 less 10 % of 8000; of everything 8500 - 3200 = 5300, over 2000 half, at most 1000.
    assert closed(year, "poor") == [3200, 1000]
    assert closed(year) == [0, 1000]


def test_a_year_end_rule_never_pays_more_than_the_year_left():
    year = {"year.total": 100_00, "year.in_policy": 100_00, "year.patient": 10_00, "year.patient_in_policy": 10_00}
    year |= {"top_up.total": 100_00, "top_up.in_policy": 100_00, "top_up.patient": 90_00, "top_up.patient_in_policy": 90_00}

    assert closed(year, "poor")[0] == 0  # 10 left, of which the patient keeps 10
    assert settle_year(POLICY, Stay("371311", "", words("poor"), 0, 0, year)).patient_fen == 10_00


def test_a_year_without_a_bill_is_owed_nothing():
    assert closed({}, "poor") == [0, 0]


def test_the_year_is_explained_in_its_own_words():
    year = a_year(bill(10_000, 8000))
    told = explained(POLICY, settle_year(POLICY, Stay("371311", "", words("poor"), 0, 0, year)))

    assert told["shares"][0]["sentence"] == (
        "本年度个人负担的政策范围内费用 4,000.00 元，扣除由个人负担的 800.00 元（政策范围内总费用的 10%），"
        "3,200.00 元 × 100% = 3,200.00 元，支付 3,200.00 元。"
    )
    assert told["patient_fen"] == 6000_00 - 3200_00 - told["shares"][1]["paid_fen"]
