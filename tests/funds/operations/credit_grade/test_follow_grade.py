"""A household's credit grade is known to funds as registry decided it, whatever order news come in."""

from datetime import timedelta

from services.funds.operations.credit_grade.follow_grade import follow_grade
from services.funds.store.loan import find_grade
from shared.events.registry import CreditGraded
from shared.ids import uuid7
from tests.builders.funds import VILLAGE
from tests.builders.funds_loans import a_household, at

DECIDED = at("2020-03-01")


def graded(household_id, person_id, *, limit_fen, decided_at=DECIDED):
    return CreditGraded(
        rating_id=uuid7(),
        household_id=household_id,
        region=VILLAGE,
        person_id=person_id,
        grade="good",
        limit_fen=limit_fen,
        term_months=24,
        valid_until=DECIDED.date() + timedelta(days=365),
        decided_at=decided_at,
    )


async def test_the_newest_decision_counts_and_the_same_news_twice_is_one(session):
    household_id, person_id = await a_household(session, grade=False)
    newest = graded(household_id, person_id, limit_fen=30_000_00)
    for event in (newest, graded(household_id, person_id, limit_fen=50_000_00, decided_at=at("2020-01-01")), newest):
        await follow_grade(session, event)

    held = await find_grade(session, household_id)
    assert held is not None and (held.id, held.limit_fen) == (newest.rating_id, 30_000_00)
