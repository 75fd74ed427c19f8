"""Compare a department's list with the register: what is different becomes a task, what is no longer different ends."""

import asyncio
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.comparison import ComparisonPolicy, DifferenceRule, Side
from services.registry.rules.difference import Hit, check_list, sort_out
from services.registry.rules.listed import Entry, ReadList, read_list, said
from services.registry.rules.watch import FactKind
from services.registry.store import difference as differences
from services.registry.store.comparison import Found, Told, find_differences
from services.registry.store.comparison_policy import get_kind
from services.registry.tables import ComparedList, ListDifference
from shared import clock, outbox
from shared.cells import text_of
from shared.events.registry import DifferencesCleared, DifferencesDetected
from shared.grid import read_grid
from shared.periods import add_working_days
from shared.security import Principal
from shared.vault import hash_identity, seal

ROWS = 100_000
ROWS_SEALED = 5
"""Of someone with many rows the first ones are kept with the difference; the others are counted."""


@dataclass(frozen=True)
class NewFact:
    """What a new difference is to monitoring, and the day that the list says."""

    kind: FactKind
    difference: ListDifference
    day: date


async def compare_list(
    session: AsyncSession, content: bytes, *, kind: str, place: str, listed_on: date, by: Principal, on: date
) -> tuple[ComparedList, Sequence[NewFact]]:
    """The list, and what is new in it for monitoring. A list with too many faulty rows is handed back and compares nothing.

    Raises OutsideRegion, UnknownListKind, ListDayInTheFuture, NewerListCounts, and what `read_grid` and `read_list` raise.
    """
    by.must_cover(place, pointer="/place")
    policy, version = get_kind(kind, place, on)
    await differences.lock_kind(session, kind)
    check_list(listed_on, on=on, newest_on=await differences.newest_around(session, kind, place))
    read, hashes, told = await asyncio.to_thread(_read, content, policy, place, listed_on)
    made = _list(read, policy, version, place=place, listed_on=listed_on, by=by.subject)
    if not read.is_sound_enough:
        session.add(made)
        await session.flush()
        return made, []

    left_out = await differences.list_newer_inside(session, kind, place, listed_on=listed_on)
    made.matched, found = await find_differences(session, policy.rules, told, place=place, left_out=left_out, on=listed_on)
    entries = {hashes[entry.number]: entry for entry in read.entries}
    rows = await asyncio.to_thread(_rows, found, entries, policy, made, on)
    known = await differences.lock_known(session, kind, place=place, left_out=left_out)
    judged = sort_out([Hit(row.rule, row.subject, row.region, row.said_hash) for row in rows], known)

    await differences.supersede(session, kind, place)
    made.standing, made.quiet, made.ended = len(judged.standing), judged.quiet, len(judged.ended)
    session.add(made)
    await session.flush()
    await differences.end_differences(session, judged.ended, at=made.compared_at)
    await differences.let_stand(session, {known_as: rows[at] for known_as, at in judged.standing.items()}, list_id=made.id)
    written = await differences.add_differences(session, [rows[at] for at in judged.new])
    made.new = len(written)
    await session.flush()

    left_behind = {(each.list_id, each.region) for each in known if not each.is_settled and each.list_id != made.id}
    tasks = await differences.list_open_by_village(session, made.id)
    await outbox.record(
        session,
        *(DifferencesCleared(list_id=list_id, region=region) for list_id, region in sorted(left_behind)),
        *(DifferencesDetected(list_id=made.id, kind=kind, **vars(each)) for each in tasks),
    )
    born = {each.person_id: each.born_on for each in found}
    return made, _facts([row for row in rows if row.id in written], policy, entries, born, listed_on)


def _read(content: bytes, policy: ComparisonPolicy, place: str, listed_on: date) -> tuple[ReadList, Mapping[str, str], Told]:
    read = read_list(read_grid(content, rows=ROWS + 10), policy, place=place, listed_on=listed_on)
    hashes = {entry.number: hash_identity(entry.number) for entry in read.entries}
    falls = [(hashes[entry.number], rule, len(rows)) for entry in read.entries for rule, rows in entry.falls.items()]
    told = Told(list(hashes.values()), [fall[0] for fall in falls], [fall[1] for fall in falls], [fall[2] for fall in falls])
    return read, hashes, told


def _list(read: ReadList, policy: ComparisonPolicy, version: str, *, place: str, listed_on: date, by: str) -> ComparedList:
    cells = [[row.number, {column: text_of(cell) for column, cell in row.cells.items()}] for row in read.refused]
    return ComparedList(
        region=place,
        kind=policy.kind,
        policy=policy.policy,
        policy_version=version,
        listed_on=listed_on,
        rows=read.rows,
        refused=len(read.refused),
        people=len(read.entries),
        is_compared=read.is_sound_enough,
        is_current=read.is_sound_enough,
        headings=list(read.headings),
        faults=[vars(fault) for fault in read.faults],
        refused_rows_sealed=seal(json.dumps(cells, ensure_ascii=False)) if cells else None,
        compared_by=by,
        compared_at=clock.now(),
    )


def _rows(
    found: Collection[Found], entries: Mapping[str, Entry], policy: ComparisonPolicy, made: ComparedList, on: date
) -> list[ListDifference]:
    rules = {rule.rule: rule for rule in policy.rules}
    due_on = {rule.rule: add_working_days(on, rule.settle_in_working_days) for rule in policy.rules}
    at = clock.now()
    return [_row(each, rules[each.rule], entries.get(each.identity_hash), policy, made, due_on[each.rule], at) for each in found]


def _row(
    found: Found,
    rule: DifferenceRule,
    entry: Entry | None,
    policy: ComparisonPolicy,
    made: ComparedList,
    due_on: date,
    at: datetime,
) -> ListDifference:
    falls = entry.falls.get(rule.rule, []) if entry and rule.side is not Side.OURS else []
    told = said(falls, rule.shows, policy)
    kept = [{name: text_of(cell) for name, cell in listed.row.cells.items()} for listed in falls[:ROWS_SEALED]]
    counted = found.times if rule.at_least > 1 else 1
    village = next((listed.words["village"] for listed in falls if listed.words.get("village")), made.region)
    return ListDifference(
        list_id=made.id,
        region=found.region or village,
        kind=policy.kind,
        rule=rule.rule,
        severity=rule.severity,
        subject=found.subject,
        household_id=found.household_id,
        person_id=found.person_id,
        identity_hash=None if rule.side is Side.OURS else found.identity_hash,
        times=found.times,
        said_hash=hash_identity(json.dumps([told, counted], ensure_ascii=False)),
        row_sealed=seal(json.dumps({"said": told, "rows": kept}, ensure_ascii=False)) if falls else None,
        title=rule.title,
        task=rule.task,
        clause=policy.source(rule).spoken,
        who=rule.who,
        found_at=at,
        due_on=due_on,
    )


def _facts(
    new: Sequence[ListDifference],
    policy: ComparisonPolicy,
    entries: Mapping[str, Entry],
    born: Mapping[UUID | None, date | None],
    listed_on: date,
) -> list[NewFact]:
    rules = {rule.rule: rule for rule in policy.rules if rule.fact}
    facts = []
    for row in new:
        rule = rules.get(row.rule)
        if rule is None or rule.fact is None:
            continue
        entry = entries.get(row.identity_hash or "")
        falls = entry.falls.get(rule.rule, []) if entry else []
        days = [listed.words[rule.fact.day] for listed in falls if rule.fact.day and listed.words.get(rule.fact.day)]
        day = date.fromisoformat(max(days)) if days else listed_on
        if rule.fact.concerns(born.get(row.person_id), on=day):
            facts.append(NewFact(rule.fact.kind, row, day))
    return facts
