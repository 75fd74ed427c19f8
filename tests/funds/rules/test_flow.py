"""What a public entry does to the county's money, and that nothing comes or goes on the way."""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.funds.rules.disclosure import DisclosureKind, PublicEntry, public_entry
from services.funds.rules.effect import Effect
from services.funds.rules.flow import Laid, Stage, effect_of, parts_of, what_of
from shared.ids import uuid7

K, S = DisclosureKind, Stage
LAID = {"B-371311-2020-0001": Laid("371311001", "P-371311-2020-0001"), "B-371311-2020-0002": Laid("371311100")}
FROM, TO = LAID


def entry(kind: DisclosureKind, **changed: Any) -> PublicEntry:
    told: dict[str, Any] = {
        "region": "371311", "region_name": "罗庄区", "amount_fen": 100, "reason": "专项补助", "clause": "文号", "year": 2020,
        "published_on": date(2020, 6, 1), "source": "中央财政", "programme": "产业扶贫", "subject": "某单位",
    }  # fmt: skip
    return public_entry(id=uuid7(), kind=kind, **(told | changed))


def sums(*entries: PublicEntry) -> Counter[tuple[Stage, int, str]]:
    """By stage, year and place."""
    found: Counter[tuple[Stage, int, str]] = Counter()
    for one in entries:
        for part in parts_of(one, LAID):
            found[part.facets.stage, part.facets.year, part.facets.region] += part.amount_fen
    return found


@pytest.mark.parametrize(
    ("told", "stages"),
    [
        (entry(K.MONEY_RECEIVED), {S.RECEIVED: 100}),
        (entry(K.BUDGET, line=FROM), {S.ALLOCATED: 100}),
        (entry(K.PAYMENT, line=FROM), {S.SPENT: 100}),
        (entry(K.EMERGENCY_GRANT), {S.SPENT: 100}),
        (entry(K.DONATION), {S.RECEIVED: 100}),
        (entry(K.DONATION, effect=Effect.TOLD), {S.TOLD: 100}),
        (entry(K.DONATION_RETURNED), {S.RECEIVED: -100}),
        (entry(K.DONATION_USE, effect=Effect.GIVEN), {S.ALLOCATED: 100, S.SPENT: 100}),
        (entry(K.DISTRIBUTION), {S.RECEIVED: 100, S.ALLOCATED: 100}),
        (entry(K.PROJECT), {S.TOLD: 100}),
        (entry(K.PROJECT, effect=Effect.SPENT), {S.SPENT: 100}),
        (entry(K.ASSET), {S.TOLD: 100}),
    ],
)
def test_an_entry_counts_where_its_money_came_to(told, stages):
    assert {part.facets.stage: part.amount_fen for part in parts_of(told, LAID)} == stages


def test_what_is_taken_back_takes_off_what_it_took_back():
    paid = entry(K.PAYMENT, line=FROM)
    back = paid.taken_back(id=uuid7(), kind=K.PAYMENT_RETURNED, published_on=date(2020, 7, 1))

    assert sum(sums(paid, back).values()) == 0


@pytest.mark.parametrize("kind", [K.EMERGENCY_GRANT, K.PAYMENT])
def test_what_comes_back_in_parts_takes_off_what_was_spent_on_the_same_thing(kind):
    paid = entry(kind, line=FROM)
    on = date(2021, 2, 1)
    parts = [paid.partly_back(fen, id=uuid7(), was_for=what_of(paid), clause="追回通知", published_on=on) for fen in (30, 70)]

    left = Counter[tuple[Any, ...]]()
    for one in (paid, *parts):
        for part in parts_of(one, LAID):
            facets = part.facets
            left[facets.stage, facets.year, facets.region, facets.programme, facets.line, facets.what] += part.amount_fen
    assert list(left.values()) == [0]


def test_a_bank_s_own_lending_moves_no_money_of_the_county():
    assert sums(entry(K.LOAN)) == {(S.TOLD, 2020, "371311"): 100}


def test_an_adjustment_leaves_one_line_and_comes_to_the_other_where_each_lies():
    moved = entry(K.BUDGET_CHANGED, effect=Effect.MOVED, line=FROM, line_to=TO)

    assert sums(moved) == {(S.ALLOCATED, 2020, "371311001"): -100, (S.ALLOCATED, 2020, "371311100"): 100}
    assert [part.facets.project for part in parts_of(moved, LAID)] == ["P-371311-2020-0001", ""]


def test_what_is_carried_over_leaves_its_year_and_comes_to_the_next():
    carried = entry(K.BUDGET_CHANGED, effect=Effect.CARRIED, line=FROM, line_to="B-371311-2021-0001")

    assert sums(carried) == {
        (S.ALLOCATED, 2020, "371311001"): -100,
        (S.CARRIED_OUT, 2020, "371311001"): 100,
        (S.CARRIED_IN, 2021, "371311001"): 100,
        (S.ALLOCATED, 2021, "371311001"): 100,
    }


def test_what_is_clawed_back_lies_in_the_next_years_pool():
    back = entry(K.BUDGET_CHANGED, effect=Effect.CARRIED, line=FROM)
    rest = entry(K.BUDGET_CHANGED, effect=Effect.CARRIED)

    assert sum(fen for (stage, year, _), fen in sums(back, rest).items() if (stage, year) == (S.CARRIED_IN, 2021)) == 200
    assert sum(fen for (stage, _, _), fen in sums(back, rest).items() if stage is S.ALLOCATED) == -100


@pytest.mark.parametrize(
    ("kind", "changed", "effect"),
    [
        (K.MONEY_RECEIVED, {}, Effect.RECEIVED),
        (K.CORRECTION, {}, Effect.RECEIVED),
        (K.PROJECT, {"reason": "项目付款：临沂建工 预付款"}, Effect.SPENT),
        (K.PROJECT, {"reason": "项目批复立项"}, Effect.TOLD),
        (K.DONATION, {"reason": "慈善基金：棉被10床，折价，不限用途"}, Effect.TOLD),
        (K.DONATION_USE, {"subject": "困难学生 3 户"}, Effect.ALLOCATED),
        (K.DONATION_USE, {"subject": "困难学生（物资 3 件）"}, Effect.TOLD),
        (K.DONATION_USE, {"subject": "罗庄一中"}, Effect.GIVEN),
        (K.BUDGET_CHANGED, {"reason": "2020年结转下年"}, Effect.CARRIED),
        (K.BUDGET_CHANGED, {"reason": "工程量减少"}, Effect.MOVED),
        (K.ASSET, {}, Effect.TOLD),
    ],
)
def test_an_entry_from_before_there_were_effects_is_read_by_its_kind_and_its_words(kind, changed, effect):
    assert effect_of(replace(entry(kind, **changed), effect=None)) is effect


def test_money_of_a_project_is_told_with_its_village_and_a_households_never_is():
    told = entry(K.PROJECT, region="371311001", village="371311001001", effect=Effect.SPENT)

    assert parts_of(told, LAID)[0].facets.region == "371311001001"
    with pytest.raises(ValueError, match="village"):
        entry(K.PAYMENT, subject="某村 1 户", village="371311001001")
