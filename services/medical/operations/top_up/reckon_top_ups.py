"""Reckon the next people of a run: one chunk, its lines and its place in one transaction."""

from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.counters import Accounts, added
from services.medical.rules.drawn import plain
from services.medical.rules.eligibility import persons_of
from services.medical.rules.top_up import RunState, become
from services.medical.rules.top_up_year import Reckoned, ceilings_of, last_day, nothing_owed, reckon
from services.medical.store import policies, top_up_years, top_ups
from services.medical.store.top_up_years import PersonYear, Years
from services.medical.tables import TopUp, TopUpRun, TopUpShare
from shared.ids import uuid7
from shared.policy.clauses import CounterScope, Policy, Stay

CHUNK_PEOPLE = 200
THE_POLICY_CHANGED = "计算期间政策文件有了修改，请重新计算"


async def reckon_top_ups(session: AsyncSession, *, at: datetime, limit: int = CHUNK_PEOPLE) -> bool:
    """Whether there was anything to do. A person is on the draft if anything changes for them: what is owed, paid, drawn."""
    run = await top_ups.lock_next_run(session, RunState.RECKONING)
    if run is None:
        return False
    policy = policies.get_policy(run.region, last_day(run.year))
    if policy.version != run.policy_version:
        return await _give_up(session, run, at)
    hashes = await top_up_years.next_people(session, region=run.region, year=run.year, after=run.cursor, limit=limit)
    if not hashes:
        run.state = become(RunState.RECKONING, RunState.DRAFTED if run.line_count else RunState.UNCHANGED)
        run.drafted_at, run.people, run.cursor = at, run.people_done, ""
        session.add(run)
        await session.flush()
        return True
    years = await top_up_years.load_years(session, hashes, run.year)
    await top_up_years.know_people(session, years, on=last_day(run.year))
    drafted = await top_up_years.drafted_of_families(session, run.id, {one.family for one in years.people.values()}, run.year)

    lines: list[TopUp] = []
    shares: list[TopUpShare] = []
    for hash in hashes:
        person = years.people[hash]
        reckoned = _reckoned(policy, run, years, person, drafted.get(person.family, {}))
        of_family = reckoned.drawn.get(CounterScope.FAMILY_YEAR, {})
        if _is_news(person, reckoned):
            line = _line(run, person, reckoned, basis=_basis(policy, years, person))
            lines.append(line)
            shares += _shares(run, line, reckoned)
        if of_family:
            drafted[person.family] = added(drafted.get(person.family, {}), of_family)

    await top_ups.add_top_ups(session, lines, shares)
    run.cursor, run.people_done, run.line_count = hashes[-1], run.people_done + len(hashes), run.line_count + len(lines)
    run.pay_fen += sum(line.pay_fen for line in lines)
    run.over_fen += sum(line.over_fen for line in lines)
    run.content_hash = _hashed(run.content_hash, lines, shares)
    session.add(run)
    await session.flush()
    return True


async def _give_up(session: AsyncSession, run: TopUpRun, at: datetime) -> bool:
    run.state = become(RunState.RECKONING, RunState.DISCARDED)
    run.discarded_by, run.discarded_at, run.discard_reason = "platform", at, THE_POLICY_CHANGED
    session.add(run)
    await session.flush()
    return True


def _reckoned(policy: Policy, run: TopUpRun, years: Years, person: PersonYear, drafted: dict[str, int]) -> Reckoned:
    """`drafted`: what members of the family before this one draw by this run."""
    if person.last is None or not person.last.region.startswith(run.region):
        return nothing_owed(person.asked, year=run.year)
    alone = years.accounts(person)
    accounts = Accounts(alone.person, alone.life, added(alone.family, drafted))
    who = Stay(person.last.region, "", _persons(person), 0, 0, scheme=person.last.scheme)
    return reckon(policy, who, person.bills, accounts, asked=person.asked, year=run.year)


def _persons(person: PersonYear) -> frozenset[str]:
    return persons_of(person.known.classes if person.known else (), has_cover=person.cover is not None)


def _is_news(person: PersonYear, reckoned: Reckoned) -> bool:
    booked = person.booked
    owed = {(part.layer, part.payer): part.owed_fen for part in reckoned.parts if part.owed_fen}
    was_owed = {key: owed_fen for key, owed_fen in booked.owed.items() if owed_fen} if booked else {}
    was_drawn = plain(booked.drawn) if booked else {}
    return bool(reckoned.pay_fen or owed != was_owed or plain(reckoned.drawn) != was_drawn)


def _basis(policy: Policy, years: Years, person: PersonYear) -> dict[str, Any]:
    """What may change before the line is booked: `book_top_ups` compares it."""
    accounts = years.accounts(person)
    names: dict[str, dict[str, int]] = {}
    for name, scope in ceilings_of(policy).items():
        names.setdefault(scope.value, {})[name] = accounts.of(scope).get(name, 0)
    asked = sorted([layer, payer, one.amount_fen] for (layer, payer), one in person.asked.items() if one.amount_fen)
    return {"standing": list(person.standing), "counters": names, "asked": asked}


def _line(run: TopUpRun, person: PersonYear, reckoned: Reckoned, *, basis: dict[str, Any]) -> TopUp:
    last, booked, known, cover = person.last, person.booked, person.known, person.cover
    told = known or cover or booked
    region = last.region if last and last.region.startswith(run.region) else booked.region if booked else run.region
    return TopUp(
        id=uuid7(),
        run_id=run.id,
        identity_hash=person.identity_hash,
        year=run.year,
        region=region,
        person_id=told.person_id if told else last.person_id if last else None,
        household_id=told.household_id if told else None,
        family=person.family,
        settlement_id=last.settlement_id if last else None,
        persons=sorted(_persons(person)),
        owed_fen=reckoned.owed_fen,
        before_fen=reckoned.before_fen,
        pay_fen=reckoned.pay_fen,
        over_fen=reckoned.over_fen,
        result=reckoned.result,
        drawn=plain(reckoned.drawn),
        basis=basis,
    )


def _shares(run: TopUpRun, line: TopUp, reckoned: Reckoned) -> list[TopUpShare]:
    return [
        TopUpShare(
            top_up_id=line.id,
            run_id=run.id,
            region=line.region,
            layer=part.layer,
            title=part.title,
            payer=part.payer,
            owed_fen=part.owed_fen,
            before_fen=part.before_fen,
            pay_fen=part.pay_fen,
            over_fen=part.over_fen,
        )
        for part in reckoned.parts
    ]


def _hashed(so_far: str, lines: list[TopUp], shares: list[TopUpShare]) -> str:
    """Each line in turn, so that chunks of any size give the same hash of the same content."""
    for line in lines:
        own = [[one.layer, one.payer, one.owed_fen, one.pay_fen, one.over_fen] for one in shares if one.top_up_id == line.id]
        said = [so_far, line.identity_hash, line.region, line.persons, own]
        so_far = sha256(orjson.dumps(said)).hexdigest()
    return so_far
