"""What a look changes among findings, and who may explain and accept them."""

from dataclasses import replace

import pytest

from services.funds.rules.money_finding import (
    AcceptedBefore,
    FindingEnding,
    Known,
    MoneyFindingOver,
    MoneyFindingState,
    NotAcceptedYet,
    NotExplainedYet,
    Seen,
    must_be_acceptable,
    must_be_accepted,
    must_be_explainable,
    news_of,
    raised_of,
)
from services.funds.rules.second_person import SamePerson
from services.funds.rules.supervision_fact import Subject
from shared.ids import uuid7

OPEN, EXPLAINED, ACCEPTED, MENDED = MoneyFindingState
THING = uuid7()


def seen(rule="late", basis="a", said="11 天"):
    return Seen(rule, "late", "warning", Subject.LINE, THING, None, "371311", "B-1", said, 100, basis, "pace", "v1")


def a_seen(rule, *, region="371311", level="warning", amount_fen=0):
    return replace(seen(rule), region=region, level=level, amount_fen=amount_fen)


def known(rule="late", basis="a", said="11 天", state=OPEN):
    return Known(uuid7(), rule, THING, "371311", said, 100, basis, state)


def test_what_nobody_knew_is_added_and_what_stands_the_same_is_left_alone():
    assert news_of([seen()], [], rules={"late"}).added == [seen()]
    news = news_of([seen()], [known()], rules={"late"})
    assert (news.added, news.otherwise, news.ended) == ([], {}, {})


def test_what_says_something_else_goes_on():
    before = known(said="10 天")
    assert news_of([seen()], [before], rules={"late"}).otherwise == {before.id: seen()}


@pytest.mark.parametrize(("rules", "ending"), [({"late"}, FindingEnding.MENDED), (set(), FindingEnding.DROPPED)])
def test_what_nothing_finds_any_more_is_over(rules, ending):
    before = known(state=EXPLAINED)
    assert news_of([], [before], rules=rules).ended == {before.id: ending}


def test_an_acceptance_falls_with_what_it_rests_on_and_not_with_the_days():
    accepted = known(state=ACCEPTED)
    assert news_of([seen(said="99 天")], [accepted], rules={"late"}).ended == {}
    news = news_of([seen(basis="b")], [accepted], rules={"late"})
    assert (news.ended, news.added) == ({accepted.id: FindingEnding.OTHERWISE}, [seen(basis="b")])


def test_an_explanation_goes_on_when_the_facts_change():
    explained = known(state=EXPLAINED)
    assert news_of([seen(basis="b")], [explained], rules={"late"}).ended == {}


def test_another_than_who_explained_accepts():
    must_be_acceptable(EXPLAINED, explained_by="甲", by="乙")
    with pytest.raises(SamePerson):
        must_be_acceptable(EXPLAINED, explained_by="甲", by="甲")
    with pytest.raises(NotExplainedYet):
        must_be_acceptable(OPEN, explained_by="", by="乙")


def test_what_is_over_or_accepted_is_neither_explained_nor_accepted_again():
    for state, law in ((MENDED, MoneyFindingOver), (ACCEPTED, AcceptedBefore)):
        with pytest.raises(law):
            must_be_explainable(state)
        with pytest.raises(law):
            must_be_acceptable(state, explained_by="甲", by="乙")


def test_only_an_acceptance_is_taken_back():
    must_be_accepted(ACCEPTED)
    with pytest.raises(NotAcceptedYet):
        must_be_accepted(EXPLAINED)
    with pytest.raises(MoneyFindingOver):
        must_be_accepted(MENDED)


def test_what_is_new_is_told_once_a_rule_and_town_and_what_is_only_worth_a_look_is_not():
    first, second, third, other = uuid7(), uuid7(), uuid7(), uuid7()
    told = raised_of(
        [
            (first, a_seen("late", region="371311001001", amount_fen=100)),
            (second, a_seen("late", region="371311001002", amount_fen=200)),
            (third, a_seen("idle", region="371311")),
            (other, a_seen("odd", level="notice")),
        ]
    )
    assert [(one.region, one.rule, one.findings, one.amount_fen, one.first_id) for one in told] == [
        ("371311", "idle", 1, 0, third),
        ("371311001", "late", 2, 300, first),
    ]
