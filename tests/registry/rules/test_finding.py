"""Findings over time: new, otherwise, gone; accepted while nothing changes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.registry.rules.finding import (
    AcceptedAlready,
    Ending,
    FaultCannotBeRight,
    FindingIsGone,
    Known,
    NotAccepted,
    Seen,
    must_be_acceptable,
    must_be_accepted,
    news_of,
    shown,
)
from services.registry.rules.quality import Severity
from shared.ids import uuid7

AT = datetime(2023, 6, 30, tzinfo=UTC)
HOUSEHOLD, PERSON = uuid7(), uuid7()
SEEN = Seen("no-phone", HOUSEHOLD, PERSON, "371311001001", "", "h1", "v1")
KNOWN = Known(uuid7(), "no-phone", HOUSEHOLD, PERSON, "371311001001", "", "h1", "v1", None)
RULES = {HOUSEHOLD: frozenset({"no-phone"})}
PRESENT = frozenset({HOUSEHOLD, PERSON})


def test_what_is_known_and_seen_again_is_no_news() -> None:
    assert news_of([SEEN], [KNOWN], present=PRESENT, rules=RULES).is_empty
    assert news_of([replace(SEEN, policy_version="v2")], [KNOWN], present=PRESENT, rules=RULES).is_empty


def test_what_is_seen_for_the_first_time_is_added_and_what_is_seen_no_more_is_mended() -> None:
    assert news_of([SEEN], [], present=PRESENT, rules=RULES).added == [SEEN]
    assert news_of([], [KNOWN], present=PRESENT, rules=RULES).gone == {KNOWN.id: Ending.MENDED}


def test_a_finding_whose_person_left_or_whose_rule_was_dropped_is_not_counted_as_mended() -> None:
    assert news_of([], [KNOWN], present=frozenset({HOUSEHOLD}), rules=RULES).gone == {KNOWN.id: Ending.LEFT}
    assert news_of([], [KNOWN], present=PRESENT, rules={HOUSEHOLD: frozenset()}).gone == {KNOWN.id: Ending.DROPPED}


def test_an_open_finding_goes_on_with_another_value_and_follows_the_person_to_another_household() -> None:
    other = replace(SEEN, household_id=uuid7(), region="371311001002", value="123", basis_hash="h2")
    news = news_of([other], [KNOWN], present=PRESENT, rules=RULES)
    assert (news.otherwise, news.added, news.gone) == ({KNOWN.id: other}, [], {})


def test_what_was_accepted_stays_until_a_value_changes_and_comes_back_then() -> None:
    accepted = replace(KNOWN, accepted_at=AT)
    assert news_of([SEEN], [accepted], present=PRESENT, rules=RULES).is_empty
    changed = replace(SEEN, basis_hash="h2")
    news = news_of([changed], [accepted], present=PRESENT, rules=RULES)
    assert (news.gone, news.added) == ({accepted.id: Ending.OTHERWISE}, [changed])


def test_only_an_open_warning_can_be_accepted_once() -> None:
    must_be_acceptable(Severity.WARNING, gone_at=None, accepted_at=None)
    with pytest.raises(FaultCannotBeRight):
        must_be_acceptable(Severity.FAULT, gone_at=None, accepted_at=None)
    with pytest.raises(AcceptedAlready):
        must_be_acceptable(Severity.WARNING, gone_at=None, accepted_at=AT)
    with pytest.raises(FindingIsGone):
        must_be_acceptable(Severity.WARNING, gone_at=AT, accepted_at=None)
    with pytest.raises(NotAccepted):
        must_be_accepted(gone_at=None, accepted_at=None)


def test_a_finding_never_shows_a_secret_whole() -> None:
    assert shown("证件号码", "37131119780318001X") == "3713**********001X"
    assert shown("户联系电话", "0539123") == "*******"
    assert shown("劳动技能", "无劳动力") == "无劳动力"
