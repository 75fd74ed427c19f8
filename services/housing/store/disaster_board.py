"""How far a disaster is: by village, by hours since it happened, household by household, and who has no roof tonight."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.disaster import OVER
from services.housing.store.disaster_policy import get_disaster_policy_named
from services.housing.tables import Disaster
from shared.clock import china

# One line a household: what is known of its house since the disaster, and where it sleeps. D must not be lived in; nor may what
# stood in the ledger as D before, until somebody has looked. Who has another house, went home, or had it made safe is out.
_EACH = """
SELECT struck.id, struck.region, struck.household_id, struck.came_by, struck.joined_at, struck.survey_due_at, struck.grade_due_at,
       coalesce(survey.house_id, struck.house_id) AS house_id, survey.id AS survey_id, survey.state AS survey_state,
       survey.grade, survey.completed_at, survey.completed_on, survey.state = 'open' AS is_open,
       survey.state = 'cancelled' AND NOT starts_with(survey.cancelled_why, :over) AS is_spared,
       survey.state = 'completed' AS is_surveyed,
       survey.state = 'completed' AND (survey.grade IN ('A', 'B') OR EXISTS (
           SELECT FROM appraisal WHERE appraisal.house_id = survey.house_id AND appraisal.state = 'signed'
             AND appraisal.voided_on IS NULL AND appraisal.visited_on >= CAST(:happened_on AS date))) AS is_graded,
       stay.id AS stay_id, stay.shelter_id, stay.persons, stay.since_at,
       (survey.state = 'completed' AND survey.needs_shelter OR survey.state = 'open' AND EXISTS (
           SELECT FROM hazard WHERE hazard.house_id = struck.house_id AND hazard.struck_on IS NULL AND hazard.grade = 'D'))
       AND NOT EXISTS (SELECT FROM shelter_stay gone WHERE gone.household_id = struck.household_id
                       AND gone.disaster_id = struck.disaster_id AND gone.left_as IN ('home', 'resettled'))
       AND NOT EXISTS (SELECT FROM acceptance WHERE acceptance.house_id = coalesce(survey.house_id, struck.house_id)
                       AND acceptance.revoked_at IS NULL AND acceptance.accepted_on >= CAST(:happened_on AS date)) AS must_leave
FROM struck_household struck
LEFT JOIN survey ON survey.id = struck.survey_id
LEFT JOIN shelter_stay stay ON stay.household_id = struck.household_id AND stay.until_at IS NULL
WHERE struck.disaster_id = :disaster_id AND starts_with(struck.region, :region)
"""
_BOARD = text(f"""
WITH each AS ({_EACH})
SELECT region, count(*), count(DISTINCT coalesce(house_id, household_id)), count(*) FILTER (WHERE is_surveyed),
       count(*) FILTER (WHERE is_open AND survey_due_at < :at),
       count(*) FILTER (WHERE is_graded), count(*) FILTER (WHERE NOT is_graded AND grade_due_at < :at),
       count(*) FILTER (WHERE grade = 'A'), count(*) FILTER (WHERE grade = 'B'), count(*) FILTER (WHERE grade = 'C'),
       count(*) FILTER (WHERE grade = 'D'), count(*) FILTER (WHERE must_leave OR stay_id IS NOT NULL),
       count(*) FILTER (WHERE stay_id IS NOT NULL), coalesce(sum(persons), 0),
       count(*) FILTER (WHERE must_leave AND stay_id IS NULL),
       count(*) FILTER (WHERE must_leave AND stay_id IS NULL
                          AND coalesce(completed_at, joined_at) < CAST(:unsheltered AS timestamptz))
FROM each WHERE is_spared IS NOT TRUE GROUP BY region ORDER BY region
""")  # noqa: S608  pieces of our own
_HOUSEHOLDS = f"""
WITH each AS ({_EACH})
SELECT each.id, each.region, each.household_id, household.code AS household_code, house.id AS house_id,
       house.number AS house_number,
       house.address AS house_address, each.came_by, each.survey_id, each.survey_state, each.grade, each.is_graded,
       each.is_surveyed, each.survey_due_at, each.grade_due_at, each.completed_at, each.must_leave, each.stay_id, each.shelter_id,
       shelter.title AS shelter_title, each.persons, each.since_at,
       (SELECT count(*) FROM resident WHERE resident.household_id = each.household_id AND resident.is_living) AS members
FROM each LEFT JOIN household ON household.id = each.household_id LEFT JOIN house ON house.id = each.house_id
LEFT JOIN shelter ON shelter.id = each.shelter_id
WHERE (each.region, each.id) > (:after_region, CAST(:after_id AS uuid)) AND {{which}}
ORDER BY each.region, each.id LIMIT :limit
"""  # noqa: S608  pieces of our own
_WHICH = {
    None: "true",
    "tonight": "each.must_leave AND each.stay_id IS NULL",
    "unsurveyed": "each.survey_state = 'open'",
    "overdue": "each.survey_state = 'open' AND each.survey_due_at < :at",
    "ungraded": "NOT each.is_graded AND each.is_spared IS NOT TRUE",
    "sheltered": "each.stay_id IS NOT NULL",
}
_PROGRESS = text("""
SELECT count(*) FILTER (WHERE survey.completed_at <= mark.at),
       count(*) FILTER (WHERE survey.completed_at <= mark.at AND survey.grade = 'D'),
       (SELECT count(DISTINCT stay.household_id) FROM shelter_stay stay
        WHERE stay.disaster_id = :disaster_id AND stay.since_at <= mark.at AND starts_with(stay.region, :region)), mark.at
FROM unnest(CAST(:marks AS timestamptz[])) AS mark (at)
LEFT JOIN struck_household struck ON struck.disaster_id = :disaster_id AND starts_with(struck.region, :region)
LEFT JOIN survey ON survey.id = struck.survey_id AND survey.state = 'completed'
GROUP BY mark.at ORDER BY mark.at
""")
_STAYED = text("""
SELECT count(DISTINCT household_id), coalesce(sum(persons * days), 0), coalesce(sum(persons * counted_days), 0)
FROM shelter_stay WHERE disaster_id = :disaster_id
""")
_BEFORE_ALL = ("", UUID(int=0))


@dataclass(frozen=True, slots=True)
class DisasterLine:
    """How far a disaster is in one village, counted in households. Who is no more in the register, or need not be looked at, is
    left out; who was not looked at until it was over is not."""

    region: str
    households: int
    houses: int
    surveyed: int
    survey_overdue: int
    graded: int
    grade_overdue: int
    grade_a: int
    grade_b: int
    grade_c: int
    grade_d: int
    must_leave: int
    sheltered: int
    persons: int
    tonight: int
    """Who must not sleep at home and has no place."""
    shelter_overdue: int
    """Of those, who has had none for longer than the policy allows."""


@dataclass(frozen=True, slots=True)
class StruckLine:
    """A struck household, what is known of its house, and where it is."""

    id: UUID
    region: str
    household_id: UUID
    household_code: str | None
    house_id: UUID | None
    house_number: str | None
    house_address: str | None
    came_by: str
    survey_id: UUID | None
    survey_state: str | None
    grade: str | None
    is_graded: bool | None
    is_surveyed: bool | None
    survey_due_at: datetime
    grade_due_at: datetime
    completed_at: datetime | None
    must_leave: bool | None
    stay_id: UUID | None
    shelter_id: UUID | None
    shelter_title: str | None
    persons: int | None
    since_at: datetime | None
    members: int


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """How far it was at an instant."""

    surveyed: int
    grade_d: int
    sheltered: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Stayed:
    """What all stays of a disaster come to."""

    households: int
    person_days: int
    counted_person_days: int


def _asked(disaster: Disaster, region: str) -> dict[str, object]:
    return {"disaster_id": disaster.id, "region": region, "happened_on": _day(disaster), "over": OVER}


def _day(disaster: Disaster) -> date:
    return china(disaster.happened_at).date()


async def read_disaster_board(session: AsyncSession, disaster: Disaster, *, region: str, at: datetime) -> list[DisasterLine]:
    """By village, as far as the asker sees."""
    hours = get_disaster_policy_named(disaster.policy).shelter.hours
    asked = _asked(disaster, region) | {"at": at, "unsheltered": at - timedelta(hours=hours)}
    return [DisasterLine(*row) for row in await session.execute(_BOARD, asked)]


async def list_struck(
    session: AsyncSession,
    disaster: Disaster,
    *,
    region: str,
    which: str | None,
    at: datetime,
    after: tuple[str, UUID] | None,
    limit: int,
) -> list[StruckLine]:
    """By village; one more than `limit`. `which`: a key of the lists that officers work by (`tonight`, `overdue` …)."""
    after_region, after_id = after or _BEFORE_ALL
    asked = _asked(disaster, region) | {"after_region": after_region, "after_id": after_id, "limit": limit + 1}
    if ":at" in _WHICH[which]:
        asked["at"] = at
    rows = await session.execute(text(_HOUSEHOLDS.format(which=_WHICH[which])), asked)
    return [StruckLine(**{field.name: getattr(row, field.name) for field in fields(StruckLine)}) for row in rows]


async def read_progress(
    session: AsyncSession, disaster: Disaster, *, region: str, marks: Sequence[datetime]
) -> list[ProgressLine]:
    """How far it was at these instants."""
    asked = {"disaster_id": disaster.id, "region": region, "marks": list(marks)}
    return [ProgressLine(*row) for row in await session.execute(_PROGRESS, asked)]


async def sum_stays(session: AsyncSession, disaster_id: UUID) -> Stayed:
    """Of those who have left; who is still somewhere has no days yet."""
    return Stayed(*(await session.execute(_STAYED, {"disaster_id": disaster_id})).one())
