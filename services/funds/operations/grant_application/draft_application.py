from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.aid import Asked, weigh
from services.funds.rules.aid_policy import AidPolicy
from services.funds.rules.grant_application import (
    ApplicationOpen,
    ApplicationState,
    GrantOfAnotherHousehold,
    KindNotOfTrigger,
    must_be_aided,
    must_be_counted,
)
from services.funds.rules.number import Series
from services.funds.rules.weighing import weighed_as
from services.funds.schemas.grant_application import DraftApplication
from services.funds.store.aid_policy import get_aid_policy, get_dibao_line
from services.funds.store.grant import lock_grant
from services.funds.store.grant_application import count_known_people, find_application_of
from services.funds.store.number import take_numbers
from services.funds.tables import EmergencyGrant, GrantApplication
from shared.clock import china
from shared.regions import county_of, town_of
from shared.security import Principal
from shared.vault import seal


async def draft_application(
    session: AsyncSession, form: DraftApplication, *, by: Principal, at: datetime, dry_run: bool = False
) -> GrantApplication:
    """Draft an application: what the rule gives the household, first aid set off. `dry_run` only says what it would be.

    Nobody else is told. Raises OutsideRegion, NoSuchGrant, FirstAidNotPaid, GrantOfAnotherHousehold, KindNotOfTrigger,
    ApplicationOpen, PeopleMoreThanKnown, NoAidRule, NoDibaoLine and what `rules.aid.weigh` raises.
    """
    by.must_cover(form.region, pointer="/region")
    on = china(at).date()
    policy, version = get_aid_policy(form.region, on)
    line = get_dibao_line(form.region, on)
    grant = await _first_aid(session, form, policy) if form.grant_id else None
    must_be_counted(form.people, await count_known_people(session, form.household_id))
    asked = Asked(
        kind=form.kind,
        people=form.people,
        months=form.months,
        burden_fen=form.burden_fen if form.burden_fen is not None or grant is None else grant.burden_fen,
        least_of=form.least_of,
        heavy_fen=form.heavy_fen,
        is_explained=bool(form.explanation),
    )
    first_aid_fen = grant.amount_fen if grant else 0

    weighed = weigh(policy, asked, line, first_aid_fen=first_aid_fen)

    number = "" if dry_run else (await take_numbers(session, Series.GRANT_APPLICATION, county_of(form.region), on.year))[0]
    application = GrantApplication(
        **weighed_as(asked, line, weighed, first_aid_fen=first_aid_fen, on=on),
        number=number,
        grant_id=form.grant_id,
        household_id=form.household_id,
        region=form.region,
        town=town_of(form.region),
        policy=policy.policy,
        policy_version=version,
        surveyed_on=form.surveyed_on,
        surveyors=form.surveyors,
        explanation_sealed=seal(form.explanation) if form.explanation else None,
        state=ApplicationState.DRAFTED,
        drafted_by=by.subject,
        drafted_at=at,
    )
    if not dry_run:
        session.add(application)
        await session.flush()
    return application


async def _first_aid(session: AsyncSession, form: DraftApplication, policy: AidPolicy) -> EmergencyGrant:
    """The first aid that the application follows, locked, so that it is followed once."""
    grant_id: UUID = form.grant_id  # type: ignore[assignment]  # asked for where there is one
    grant = await lock_grant(session, grant_id)
    must_be_aided(grant.state)
    if grant.household_id != form.household_id or grant.region != form.region:
        raise GrantOfAnotherHousehold(pointer="/grant_id")
    expected = policy.kind_for(grant.trigger)
    if form.kind != expected.code:
        raise KindNotOfTrigger(pointer="/kind", expected=expected.code)
    if (earlier := await find_application_of(session, grant_id)) is not None:
        raise ApplicationOpen(number=earlier.number)
    return grant
