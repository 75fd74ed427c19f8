"""Make the yearly roster of a programme and place, or, once that is confirmed, the supplement that brings it up to date."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import roster as rules
from services.medical.rules.premium import terms_of
from services.medical.rules.roster import Change, Line, RosterStatus
from services.medical.schemas.roster import MakeRoster
from services.medical.store import beneficiaries, premiums, rosters
from services.medical.tables import Roster
from shared import clock
from shared.security import Principal


async def make_roster(session: AsyncSession, form: MakeRoster, *, by: Principal, on: date) -> Roster:
    """A draft, made anew as often as wanted: the same day, register and policy give the same `content_hash`.

    The policy of the insured year's first day applies. Raises OutsideRegion, NoPolicyInForce, NoSuchPremiumProgramme,
    CountedInFuture, RosterOfAnotherExtent, RosterTooLarge, NobodyQualifies, NothingToSupplement.
    """
    by.must_cover(form.region, pointer="/region")
    policy, version = premiums.get_premiums(form.region, date(form.year, 1, 1))
    programme = policy.programme(form.programme)
    await rosters.lock_programme(session, form.programme, form.year)
    around = await rosters.list_around(session, form.programme, form.year, form.region)
    own = [roster for roster in around if roster.region == form.region]
    draft = next((roster for roster in own if roster.status == RosterStatus.DRAFT), None)
    before = next((roster for roster in reversed(own) if roster.status == RosterStatus.CONFIRMED), None)
    counted_on = form.counted_on or (on if before else programme.day_of(form.year))
    if counted_on > on:
        raise rules.CountedInFuture(pointer="/counted_on", counted_on=counted_on, today=on)
    heads = await beneficiaries.list_heads(session, on=counted_on, region=form.region, limit=rules.PERSONS_LIMIT)

    if len(own) < len(around):
        raise rules.RosterOfAnotherExtent(pointer="/region", region=sorted({roster.region for roster in around} - {form.region}))
    rules.must_be_countable(len(heads))
    now = rules.lines_of(programme, heads)
    lines = rules.supplement(await rosters.net_of(session, before), now) if before else list(now.values())
    if not lines and before:
        raise rules.NothingToSupplement(roster_id=before.id)
    if not lines:
        raise rules.NobodyQualifies(region=form.region, counted_on=counted_on)

    said: dict[str, Any] = {
        "counted_on": counted_on,
        "policy": policy.policy,
        "policy_version": version,
        "programme_terms": terms_of(policy, programme),
        "content_hash": _content_hash(version, lines),
        "added": sum(line.change is Change.ADDED for line in lines),
        "changed": sum(line.change is Change.CHANGED for line in lines),
        "removed": sum(line.change is Change.REMOVED for line in lines),
        "amount_fen": sum(line.amount_fen for line in lines),
        "made_by": by.subject,
        "made_at": clock.now(),
    }
    if draft:
        await rosters.clear_entries(session, draft.id)
        roster = draft.sqlmodel_update(said)
    else:
        number = before.number + 1 if before else 0
        roster = Roster(programme=form.programme, year=form.year, region=form.region, number=number, **said)
    session.add(roster)
    await session.flush()
    await rosters.add_entries(session, roster.id, lines)
    return roster


def _content_hash(version: str, lines: Sequence[Line]) -> str:
    """What a roster says, whenever and by whomever it was made."""
    said = sorted(
        f"{line.head.identity_hash} {line.head.region} {line.by_class} {line.share} {line.change} {line.amount_fen}"
        for line in lines
    )
    return sha256("\n".join([version, *said]).encode()).hexdigest()
