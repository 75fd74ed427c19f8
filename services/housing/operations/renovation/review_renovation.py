from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import renovation as rule
from services.housing.rules.acceptance import must_be_as_applied
from services.housing.rules.household_question import must_be_settled
from services.housing.rules.mode import MODE_NAMES
from services.housing.rules.renovation import Act, Level
from services.housing.schemas.renovation import ReviewRenovation
from services.housing.store.disaster_policy import get_disaster_policy
from services.housing.store.help_policy import get_help_policy_named
from services.housing.store.renovation import add_event, lock_renovation
from services.housing.store.renovation_step import follow_renovation
from services.housing.store.standing import find_standing
from services.housing.store.survey import get_survey
from services.housing.tables import Renovation, RenovationEvent
from shared import outbox
from shared.clock import china
from shared.events.housing import RenovationAgreed, RenovationEnded
from shared.security import Principal, Role

_LEVELS = {Role.VILLAGE: Level.VILLAGE, Role.TOWN: Level.TOWN, Role.COUNTY: Level.COUNTY}


async def review_renovation(
    session: AsyncSession, renovation_id: UUID, form: ReviewRenovation, *, by: Principal, at: datetime
) -> Renovation:
    """The village's assembly, then the town, then the county: each agrees once the notice of the one below has stood, and has its
    own notice opened by funds; or refuses, with the reason.

    Raises NoSuchRenovation, AnotherLevelNext, NoticeNotStood, HouseholdUnsettled, VotesMissing, VotesUnasked,
    VotesAbovePresent, VotesDoNotCarry, HouseGradeHeld, AppraisalLapsed, GradeChanged.
    """
    renovation = await lock_renovation(session, renovation_id)
    level, on = _LEVELS[by.role], china(at).date()
    counts = await find_standing(session, await get_survey(session, renovation.survey_id), renovation.house_id, on=on)

    rule.must_carry(level, form.votes, is_agreed=form.is_agreed)
    if form.is_agreed:
        must_be_settled(renovation.asks)
        state = rule.agree(renovation.state, level, has_stood=renovation.has_stood)
        must_be_as_applied(counts, renovation.grade)
    else:
        rule.must_be_of_level(renovation.state, level)
        state = rule.move(renovation.state, Act.REFUSED, renovation.mode)

    act = Act.AGREED_TO if form.is_agreed else Act.REFUSED
    event = add_event(session, renovation, act, on=on, by=by.subject, at=at, said=form.said, level=level, votes=form.votes)
    await session.flush()
    shown = renovation.notice_for if not renovation.has_stood else None
    renovation.state, renovation.has_stood = state, False
    renovation.notice_for = event.id if form.is_agreed else None
    if not form.is_agreed:
        renovation.asks = renovation.asked_on = None
    session.add(renovation)
    await session.flush()

    if form.is_agreed:
        await outbox.record(session, _shown(renovation, event, level))
    else:
        ended = RenovationEnded(
            renovation_id=renovation.id, ended_as="refused", matter_id=shown, region=renovation.region, ended_on=on
        )
        await outbox.record(session, ended)
    await follow_renovation(session, renovation, on=on)
    return renovation


def _shown(renovation: Renovation, event: RenovationEvent, level: Level) -> RenovationAgreed:
    """What the notice says; it has no name, the village tells each household its number."""
    term = getattr(get_help_policy_named(renovation.policy).notices, level.value)
    if renovation.is_urgent:
        term = get_disaster_policy(renovation.region, event.on)[0].notice_of(level.value, term)
    return RenovationAgreed(
        matter_id=event.id,
        renovation_id=renovation.id,
        number=renovation.number,
        region=renovation.region[: rule.LEVEL_DIGITS[level]],
        level=level.value,
        grade=renovation.grade,
        mode=renovation.mode.value,
        says=f"{renovation.grade}级危房，{MODE_NAMES[renovation.mode]}",
        standard_fen=renovation.standard_fen,
        days=term.days,
        working_days=term.working_days,
        shown_on=event.on,
    )
