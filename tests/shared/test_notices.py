"""Objections: who may look into one, and that one answer is of one notice and given once."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest

from shared.notices.laws import (
    AlreadyAnswered,
    InvestigatorTookPart,
    NotAnInvestigator,
    ObjectionsOfSeveralNotices,
    must_be_of_one_notice,
    must_be_open,
    must_investigate,
)
from shared.security import Role

ONE, OTHER = UUID(int=1), UUID(int=2)


@dataclass
class Left:
    """An objection of a test."""

    notice_id: UUID = ONE
    answered_at: datetime | None = None


def test_nobody_looks_into_what_they_did_themselves_nor_whom_the_policy_does_not_name() -> None:
    allowed = (Role.TOWN, Role.COUNTY)
    must_investigate(allowed, "county", investigator="乙", took_part={"甲"})

    with pytest.raises(InvestigatorTookPart):
        must_investigate(allowed, "town", investigator="甲", took_part={"甲"})
    with pytest.raises(NotAnInvestigator):
        must_investigate(allowed, "village", investigator="丙", took_part={"甲"})


def test_one_answer_is_of_one_notice_and_is_given_once() -> None:
    must_be_of_one_notice([Left(), Left()])
    must_be_open([Left(), Left()])
    with pytest.raises(ObjectionsOfSeveralNotices):
        must_be_of_one_notice([Left(), Left(notice_id=OTHER)])
    with pytest.raises(AlreadyAnswered):
        must_be_open([Left(), Left(answered_at=datetime(2020, 9, 1, tzinfo=UTC))])
