"""Settle a person's year again from one settlement on, in one go: each old one is reversed, each new one has its own reasons."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import burden, counters
from services.medical.rules.burden import Burden
from services.medical.rules.burden_share import BurdenShare, weigh_share
from services.medical.rules.drawn import DrawnBefore, plain, read_drawn
from services.medical.rules.eligibility import persons_of
from services.medical.rules.facts import facts_of, stay_of
from services.medical.rules.line import LineCost
from services.medical.rules.portion import Portion, settle_portion
from services.medical.rules.reversal import DueCause
from services.medical.rules.tally import Tally, read_tally
from services.medical.schemas.resettlement import ResettleSettlements
from services.medical.store import (
    defaulters,
    give_backs,
    instalments,
    people,
    policies,
    receivables,
    resettlements,
    settlements,
    years,
)
from services.medical.store.years import LockedYear
from services.medical.tables import (
    Resettlement,
    ResettlementDue,
    Reversal,
    SettledBill,
    Settlement,
)
from shared import clock, outbox
from shared.events import Event
from shared.events.medical import (
    BurdenExceeded,
    BurdenShareExceeded,
    DefaultListingDecided,
    PayerShare,
    SettlementCompleted,
    SettlementReversed,
)
from shared.ids import uuid7
from shared.policy.counters import CounterScope
from shared.security import Principal


async def resettle_settlements(
    session: AsyncSession, form: ResettleSettlements, *, settlement_id: UUID, by: Principal
) -> tuple[Resettlement, list[tuple[Settlement, SettledBill]]]:
    """From this settlement to the last of its person's year, in their order; also the pairs of old and new.

    Each is judged by the policy of its day and by what is known of the person on that day now. Raises NoSuchSettlement,
    AlreadyReversed, TooManyToResettle, SettlementElsewhere, LaterSettlementsDepend, NoPolicyInForce, LevelUnknown.
    """
    year = await years.lock_year_from(session, settlement_id)

    command = Resettlement(
        identity_hash=year.person.identity_hash,
        region=year.olds[0].region,
        year=year.person.year,
        reason=form.reason,
        by=by.subject,
    )
    kept = {id(one): dict(one.counters) for one in year.shared}
    for old in reversed(year.olds):
        _take_out(year, old)
    # What an old one returned to another year was taken out of this one with the rest of its patient's part.
    year.person.burden_fen += sum(one.patient_fen for one in year.returned)
    returned = _moved(year, [one.negated() for one in year.returned])
    events: list[Event] = []
    news: list[SettledBill] = []
    reversals: list[Reversal] = []
    is_silent = year.person.burden_told_at is not None or await people.is_in_case(session, year.person.identity_hash)
    for old in year.olds:
        new, portion, weighed, share = _settle_again(year, old, command)
        returned += _moved(year, portion.returned)
        taken_back = Reversal(
            id=uuid7(),
            settlement_id=old.id,
            region=old.region,
            hospital=old.hospital,
            reason=form.reason,
            resettlement_id=command.id,
        )
        news.append(new)
        reversals.append(taken_back)
        events += [_reversed(old, new, taken_back), _completed(new, year, portion)]
        if weighed.is_crossed and not is_silent:
            is_silent, year.person.burden_told_at = True, clock.now()
            events.append(_exceeded(new, year, weighed))
    # Only as the year stands after all of them: what a later one brought down again is nobody's alarm.
    if share.is_over and year.person.burden_share_told_at is None:
        year.person.burden_share_told_at = clock.now()
        events.append(_share_exceeded(new, year, share))

    session.add(command)
    await session.flush()
    for new in news:
        await settlements.insert_settlement(session, new)
    session.add_all(reversals)
    await session.flush()
    for taken_back in reversals:
        await receivables.add_counter_entries(session, taken_back)
    ids = [old.id for old in year.olds]
    voided = await instalments.void_plans(session, ids)
    lifted = await defaulters.lift_listings(session, voided, by=by.subject, on=clock.today(), reason=form.reason)
    events += [
        DefaultListingDecided(listing_id=one.id, plan_id=one.plan_id, hospital=one.hospital, region=one.region, status=one.status)
        for one in lifted
    ]
    await resettlements.close_dues(session, ids, resettlement_id=command.id)
    await resettlements.note_dues(session, _dues(year, kept))
    for old, new in zip(year.olds, news, strict=True):
        _replace(year, old, new)
    await give_backs.move(session, year.person.identity_hash, returned)
    await session.flush()

    await outbox.record(session, *events)
    return command, list(zip(year.olds, news, strict=True))


def _take_out(year: LockedYear, old: Settlement) -> None:
    drawn = read_drawn(old.drawn or {CounterScope.PERSON_YEAR: old.result["drawn"]})
    for scope, counted in drawn.items():
        one = year.account(scope, old.family)
        one.counters = counters.restored(one.counters, counted)
    year.person.burden_fen -= old.patient_fen


def _moved(year: LockedYear, returned: Sequence[DrawnBefore]) -> list[DrawnBefore]:
    """Given back to (or taken again from) families that are locked here; what belongs to other accounts is moved at the end."""
    elsewhere = []
    for one in returned:
        if one.year == year.person.year and one.family in year.families:
            family = year.families[one.family]
            family.counters = counters.added(family.counters, one.drawn.get(CounterScope.FAMILY_YEAR, {}))
        else:
            elsewhere.append(one)
    return elsewhere


def _settle_again(year: LockedYear, old: Settlement, command: Resettlement) -> tuple[SettledBill, Portion, Burden, BurdenShare]:
    standing, family = year.standings[old.id], year.family_of(old)
    admitted_on = year.stays[old.admission_id].admitted_on
    policy = policies.get_policy_for(
        old.region, admitted_on=admitted_on, discharged_on=old.settled_on, scheme=old.facts.get("scheme", "resident")
    )
    before = year.settled[old.admission_id]
    asked = stay_of(old.facts or old.result)
    stay = replace(
        asked,
        persons=persons_of(standing.classes, has_cover=standing.has_cover),
        so_far=before.taken_out_of(year.accounts(family), year=old.year, family=family).so_far,
    )
    tally = _tally_of(old)
    portion = settle_portion(policy, stay, before.tally + tally, before, year=old.year, family=family)
    weighed = burden.weigh(policy, stay, before_fen=year.person.burden_fen, patient_fen=portion.burden_fen)
    for scope, counted in portion.drawn.items():
        one = year.account(scope, family)
        one.counters = counters.added(one.counters, counted)
    share = weigh_share(year.person.counters, region=stay.region, persons=stay.persons)
    new = SettledBill(
        id=uuid7(),
        admission_id=old.admission_id,
        identity_hash=old.identity_hash,
        region=old.region,
        hospital=old.hospital,
        year=old.year,
        settled_on=old.settled_on,
        policy=policy.name,
        policy_version=policy.version,
        total_fen=portion.total_fen,
        patient_fen=portion.patient_fen,
        result=portion.result | {"parts": old.result["parts"], "burden": weighed.explained(), "burden_share": share.explained},
        is_interim=old.is_interim,
        family=family,
        facts=facts_of(stay) | {"tally": tally.as_json()},
        drawn=plain(portion.drawn),
        settled_before=before.as_json(),
        portion_before=old.portion_before,
        replaces=old.id,
        resettlement_id=command.id,
    )
    year.person.burden_fen = weighed.after_fen
    year.settled[old.admission_id] = portion.settled(year=old.year, family=family)
    return new, portion, weighed, share


def _tally_of(old: Settlement) -> Tally:
    """The lines that it took; a settlement from before such sums were kept knows its four parts."""
    parts = old.result["parts"]
    return read_tally(old.facts.get("tally", {})) if old.facts else Tally(1, LineCost(**parts))


def _dues(year: LockedYear, kept: dict[int, dict[str, int]]) -> list[ResettlementDue]:
    """What others, or other years, were reckoned with: the first after these on each account whose counters have changed."""
    ids = [str(old.id) for old in year.olds]
    firsts: dict[str, None] = {}
    for one in year.shared:
        after = [
            later for at, later in enumerate(one.standing) if later not in ids and not set(ids).isdisjoint(one.standing[:at])
        ]
        if after and one.counters != kept[id(one)]:
            firsts[after[0]] = None
    region = year.olds[0].region
    return [ResettlementDue(settlement_id=UUID(first), region=region, cause=DueCause.RESETTLEMENT) for first in firsts]


def _replace(year: LockedYear, old: Settlement, new: SettledBill) -> None:
    """The new one stands where the old one stood, on each account that it draws on."""
    year.person.standing = [str(new.id) if one == str(old.id) else one for one in year.person.standing]
    drawn = [
        year.account(scope, new.family) for scope in (CounterScope.PERSON_LIFE, CounterScope.FAMILY_YEAR) if scope in new.drawn
    ]
    for one in year.shared:
        is_drawn = any(one is account for account in drawn)
        if str(old.id) in one.standing:
            place = one.standing.index(str(old.id))
            one.standing = [*one.standing[:place], *([str(new.id)] if is_drawn else []), *one.standing[place + 1 :]]
        elif is_drawn:
            one.standing = [*one.standing, str(new.id)]
    stay = year.stays[old.admission_id]
    stay.settled = year.settled[old.admission_id].as_json()
    if stay.settlement_id == old.id:
        stay.settlement_id = new.id


def _reversed(old: Settlement, new: SettledBill, taken_back: Reversal) -> SettlementReversed:
    return SettlementReversed(
        reversal_id=taken_back.id,
        settlement_id=old.id,
        admission_id=old.admission_id,
        hospital=old.hospital,
        total_fen=old.total_fen,
        region=old.region,
        replaced_by=new.id,
    )


def _completed(new: SettledBill, year: LockedYear, portion: Portion) -> SettlementCompleted:
    return SettlementCompleted(
        settlement_id=new.id,
        admission_id=new.admission_id,
        hospital=new.hospital,
        region=new.region,
        person_id=year.standings[new.replaces or new.id].person_id,
        total_fen=new.total_fen,
        shares=[PayerShare.of(payer, paid_fen) for payer, paid_fen in portion.paid.items()],
        patient_fen=max(0, new.patient_fen),
        patient_given_back_fen=max(0, -new.patient_fen) or None,
        settled_on=new.settled_on,
        visit=portion.outcome.stay.visit,
        is_interim=new.is_interim,
        replaces=new.replaces,
    )


def _exceeded(new: SettledBill, year: LockedYear, weighed: Burden) -> BurdenExceeded:
    return BurdenExceeded(
        settlement_id=new.id,
        admission_id=new.admission_id,
        identity_hash=new.identity_hash,
        person_id=year.standings[new.replaces or new.id].person_id,
        region=new.region,
        year=new.year,
        burden_fen=weighed.after_fen,
        line_fen=weighed.line_fen or 0,
    )


def _share_exceeded(new: SettledBill, year: LockedYear, share: BurdenShare) -> BurdenShareExceeded:
    return BurdenShareExceeded(
        settlement_id=new.id,
        identity_hash=new.identity_hash,
        person_id=year.standings[new.replaces or new.id].person_id,
        region=new.region,
        year=new.year,
        in_policy_fen=share.in_policy_fen,
        burden_fen=share.burden_fen,
        share_per_mille=share.per_mille,
        line_per_mille=share.line.per_mille if share.line else 0,
    )
