"""What a stage's record must hold: votes that add up, sources compared, enough people, every paper."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.rules import evidence as told
from services.registry.rules.assurance import AssuranceNotJudged, IncomeNotShown
from services.registry.rules.evidence import (
    MeetingEvidence,
    NoQuorum,
    Paper,
    VotesDoNotAddUp,
    check_evidence,
    check_votes,
)
from services.registry.rules.judging import Stage, Vote
from services.registry.schemas.procedure import TakeStep
from tests.builders.judging import PHOTO, record_of

TWO_THIRDS = Vote.model_validate({"voters": "村民代表", "quorum": "2/3", "more_than": "1/2", "reference": "x"})
NUMBER = st.integers(0, 60)


def meeting(eligible: int, present: int, in_favour: int, against: int, abstained: int = 0) -> MeetingEvidence:
    votes = {"in_favour": in_favour, "against": against, "abstained": abstained}
    return MeetingEvidence.model_validate(
        {"kind": "meeting", "place": "村委会", "eligible": eligible, "present": present, **votes}
    )


def stage(kind: str, **more: Any) -> Stage:
    return Stage.model_validate({"stage": "x", "kind": kind, "title": "环节", "by": ["village"], "reference": "x"} | more)


def check(at: Stage, *, passes: bool = True, papers: list[Paper] | None = None, **changed: Any) -> None:
    form = {"stage": "x", "done_on": "2020-09-01", "evidence": record_of(at, passes=passes, **changed)}
    check_evidence(at, TakeStep.model_validate(form).evidence, papers or [], passes=passes)


@pytest.mark.parametrize(
    ("votes", "passes"),
    [((30, 20, 11, 9), True), ((30, 20, 10, 10), False), ((30, 30, 15, 5, 10), False), ((3, 3, 2, 1), True)],
)
def test_more_than_half_of_those_present_carry_it(votes: tuple[int, ...], passes: bool) -> None:
    assert check_votes(TWO_THIRDS, meeting(*votes)) is passes


def test_a_place_may_reckon_by_those_entitled_and_include_the_share() -> None:
    of_all = Vote.model_validate(
        {"voters": "村民代表", "quorum": "1/2", "at_least": "2/3", "of_eligible": True, "reference": "x"}
    )
    assert check_votes(of_all, meeting(30, 25, 20, 5))
    assert not check_votes(of_all, meeting(30, 25, 19, 6))


@given(NUMBER, NUMBER, NUMBER, NUMBER, NUMBER)
def test_votes_count_only_if_they_add_up_and_enough_came(
    eligible: int, present: int, in_favour: int, against: int, abstained: int
) -> None:
    counted = meeting(eligible, present, in_favour, against, abstained)
    adds_up = present <= eligible and in_favour + against + abstained == present and eligible > 0
    if not adds_up:
        with pytest.raises(VotesDoNotAddUp):
            check_votes(TWO_THIRDS, counted)
    elif present * 3 < eligible * 2:
        with pytest.raises(NoQuorum):
            check_votes(TWO_THIRDS, counted)
    else:
        assert check_votes(TWO_THIRDS, counted) is (in_favour * 2 > present)


def test_every_source_is_compared_and_a_doubt_explained() -> None:
    at = stage("comparison", sources=["车辆登记", "商品房登记"])
    check(at)
    with pytest.raises(told.SourcesMissing):
        check(at, compared=[{"source": "车辆登记", "is_conflicting": False}])
    doubt = [{"source": "车辆登记", "is_conflicting": True}, {"source": "商品房登记", "is_conflicting": False}]
    with pytest.raises(told.ConflictUnexplained):
        check(at, compared=doubt)
    check(at, compared=[doubt[0] | {"note": "报废三轮车"}, doubt[1]])
    check(at, passes=False, compared=doubt)


def test_a_visit_finds_what_is_asked_with_enough_people() -> None:
    at = stage("visit", people=2, asks=["assurances", "income"])
    check(at)
    with pytest.raises(told.TooFewPeople):
        check(at, people=1)
    with pytest.raises(AssuranceNotJudged):
        check(at, assurances=None)
    with pytest.raises(IncomeNotShown):
        check(at, income=None)
    with pytest.raises(told.NotAsked):
        check(stage("visit"), **{"income": record_of(at)["income"]})


def test_papers_signatures_and_the_kind_of_record_are_held_to_the_stage() -> None:
    at = stage("signature", papers=["户主签字照片"])
    with pytest.raises(told.PapersMissing):
        check(at)
    photo = [Paper(title="户主签字照片", attachment_id=PHOTO)]
    check(at, papers=photo)
    with pytest.raises(told.ProxyWithoutReason):
        check(at, papers=photo, is_by_head=False)
    check(at, papers=photo, is_by_head=False, proxy="之子,户主卧床")
    with pytest.raises(told.EvidenceOfAnotherKind):
        check_evidence(at, meeting(3, 3, 3, 0), photo, passes=True)
    with pytest.raises(told.TooFewPeople):
        check(stage("decision", people=3), people=2)
