"""Whoever was in the register twice has one year: what was drawn under either number counts for both, once, and can be parted."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.operations.person.check_eligibility import check_eligibility
from services.medical.operations.person.enrol_person import enrol_person
from services.medical.operations.person.join_years import join_years
from services.medical.operations.person.part_years import part_years
from services.medical.operations.settlement.resettle_settlements import resettle_settlements
from services.medical.operations.settlement.reverse_settlement import reverse_settlement
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.schemas.eligibility import CheckEligibility
from services.medical.schemas.resettlement import ResettleSettlements
from services.medical.schemas.settlement import ReverseSettlement
from services.medical.store.resettlements import list_dues
from services.medical.tables import SettledBill, Settlement, YearAccount
from shared import database
from shared.events import Event
from shared.events.medical import BurdenExceeded
from shared.events.registry import PersonEnrolled, PersonsMerged, PersonsSeparated
from tests.builders.medical import (
    COUNTY_CLERK,
    HOSPITAL,
    ID_NUMBER,
    JUNE_12,
    OTHER_HOSPITAL,
    a_discharge,
    a_settlement,
    a_stay,
    an_enrolled_person,
    an_enrolment,
    an_id_number,
)
from tests.medical.operations.person.test_follow_merger import merged
from tests.medical.operations.settlement.test_settle_admission import paid

SECOND = an_id_number(5)
JUNE_13, JUNE_14, JUNE_15 = date(2020, 6, 13), date(2020, 6, 14), date(2020, 6, 15)
LOW_INCOME = ("low-income",)


async def both(session: AsyncSession) -> tuple[PersonEnrolled, PersonEnrolled]:
    """One human being, registered under two numbers."""
    first = await an_enrolled_person(session, classes=LOW_INCOME)
    second = await an_enrolled_person(session, id_number=SECOND, classes=LOW_INCOME)
    return first, second


async def accounts(session: AsyncSession, *, of: str) -> dict[int, tuple[dict[str, int], list[str], int]]:
    """What stands on each account that is not empty, by year (0: life)."""
    query = select(YearAccount).where(YearAccount.identity_hash == of).execution_options(populate_existing=True)
    found = {one.year: (one.counters, one.standing, one.burden_fen) for one in await session.exec(query)}
    return {year: told for year, told in found.items() if any(told)}


async def dues(session: AsyncSession) -> list[tuple[Any, str]]:
    return [(one.settlement_id, one.cause) for one in await list_dues(session, after=None, limit=20)]


async def reversed_(session: AsyncSession, settlement: Settlement, *, by: Any = HOSPITAL) -> None:
    await reverse_settlement(session, ReverseSettlement(reason="重复住院"), settlement_id=settlement.id, by=by)


async def test_what_either_number_drew_is_one_year(session: AsyncSession) -> None:
    first, second = await both(session)
    one = await a_settlement(session, in_policy_fen=60_000_00)
    other = await a_settlement(session, on=JUNE_13, id_number=SECOND, in_policy_fen=20_000_00)
    (of_one, of_other) = [(await accounts(session, of=each.identity_hash))[2020] for each in (first, second)]
    await join_years(session, merged(first, second))
    joined = await accounts(session, of=first.identity_hash)
    assert await accounts(session, of=second.identity_hash) == {}
    counters, standing, burden_fen = joined[2020]
    assert standing == [str(one.id), str(other.id)]
    assert burden_fen == of_one[2] + of_other[2]
    assert counters == {name: of_one[0].get(name, 0) + of_other[0].get(name, 0) for name in {*of_one[0], *of_other[0]}}


async def test_with_either_number_the_next_bill_finds_what_is_left(session: AsyncSession) -> None:
    """As if every stay had been under one number: to the fen what a third stay of one person gets."""
    first, second = await both(session)
    await a_settlement(session, in_policy_fen=60_000_00)
    await join_years(session, merged(first, second))
    under_second = await a_settlement(session, on=JUNE_13, id_number=SECOND, in_policy_fen=60_000_00)
    assert under_second.identity_hash == second.identity_hash
    told = {each.layer: each.left_fen for number in (ID_NUMBER, SECOND) for each in (await left(session, number)).ceilings}
    assert told == {each.layer: each.left_fen for each in (await left(session, ID_NUMBER)).ceilings}
    await reversed_(session, under_second)
    under_first = await a_settlement(session, on=JUNE_13, by=OTHER_HOSPITAL, in_policy_fen=60_000_00)
    assert paid(under_first) == paid(under_second)


async def left(session: AsyncSession, number: str) -> Any:
    form = CheckEligibility(id_number=number, region="371311001001", hospital_level="2")
    return await check_eligibility(session, form, on=JUNE_15)


async def test_a_stay_that_was_open_under_the_old_number_draws_on_the_one_year(session: AsyncSession) -> None:
    first, second = await both(session)
    await a_settlement(session, in_policy_fen=60_000_00)
    stay = await a_stay(session, id_number=SECOND, on=JUNE_12, in_policy_fen=10_000_00)
    await join_years(session, merged(first, second))
    settled = await settle_admission(session, a_discharge(JUNE_13), admission_id=stay.id, by=HOSPITAL, on=JUNE_13)
    assert (await accounts(session, of=first.identity_hash))[2020][1][-1] == str(settled.id)
    assert await accounts(session, of=second.identity_hash) == {}


async def test_what_was_settled_without_the_other_is_due_and_settled_again_as_one_year(session: AsyncSession) -> None:
    first, second = await both(session)
    one = await a_settlement(session, in_policy_fen=60_000_00)
    other = await a_settlement(session, on=JUNE_13, id_number=SECOND, in_policy_fen=60_000_00)
    assert paid(one) == paid(other), "each number had a deductible and ceilings of its own"
    await join_years(session, merged(first, second))
    assert await dues(session) == [(other.id, "merger")]
    form = ResettleSettlements(reason="两份档案为同一人")
    _, [(_, again)] = await resettle_settlements(session, form, settlement_id=other.id, by=COUNTY_CLERK)
    await reversed_(session, one)
    alone = await accounts(session, of=first.identity_hash)
    assert alone[2020][1] == [str(again.id)]
    assert paid(again) != paid(other)


async def test_told_twice_it_is_done_once_and_parted_twice_too(session: AsyncSession) -> None:
    first, second = await both(session)
    await a_settlement(session, in_policy_fen=60_000_00)
    await a_settlement(session, on=JUNE_13, id_number=SECOND, in_policy_fen=20_000_00)
    before = [await accounts(session, of=each.identity_hash) for each in (first, second)]
    await join_years(session, merged(first, second))
    joined = await accounts(session, of=first.identity_hash)
    await join_years(session, merged(first, second))
    assert await accounts(session, of=first.identity_hash) == joined
    for _ in range(2):
        await part_years(session, merged(first, second, PersonsSeparated))
        assert [await accounts(session, of=each.identity_hash) for each in (first, second)] == before


async def test_a_file_that_was_merged_is_merged_onwards_and_taken_back_from_the_end(session: AsyncSession) -> None:
    first, second = await both(session)
    third = await an_enrolled_person(session, id_number=an_id_number(7), classes=LOW_INCOME)
    for number, on in ((ID_NUMBER, JUNE_12), (SECOND, JUNE_13), (an_id_number(7), JUNE_14)):
        await a_settlement(session, on=on, id_number=number, in_policy_fen=10_000_00)
    alone = await accounts(session, of=third.identity_hash)
    await join_years(session, merged(first, second))
    of_two = await accounts(session, of=first.identity_hash)
    await join_years(session, merged(third, first))
    assert len((await accounts(session, of=third.identity_hash))[2020][1]) == 3
    assert await accounts(session, of=first.identity_hash) == {}
    await part_years(session, merged(third, first, PersonsSeparated))
    assert await accounts(session, of=first.identity_hash) == of_two
    assert await accounts(session, of=third.identity_hash) == alone


async def test_a_reversal_after_the_merger_gives_back_to_the_one_year(session: AsyncSession) -> None:
    first, second = await both(session)
    one = await a_settlement(session, in_policy_fen=60_000_00)
    alone = await accounts(session, of=first.identity_hash)
    other = await a_settlement(session, on=JUNE_13, id_number=SECOND, in_policy_fen=20_000_00)
    await join_years(session, merged(first, second))
    await reversed_(session, other)
    assert await accounts(session, of=first.identity_hash) == alone
    await part_years(session, merged(first, second, PersonsSeparated))
    assert (await accounts(session, of=first.identity_hash))[2020][1] == [str(one.id)]
    assert await accounts(session, of=second.identity_hash) == {}


async def test_a_burden_that_only_both_together_carry_over_the_line_is_told_at_once(
    session: AsyncSession, emitted: Callable[[AsyncSession], Awaitable[list[Event]]], frozen_at: Any
) -> None:
    first, second = an_enrolment(classes=()), an_enrolment(id_number=SECOND, classes=())
    for each in (first, second):
        await enrol_person(session, each)
    line_fen = await _line(session)
    half = {"in_policy_fen": 10_000_00, "out_of_policy_fen": line_fen * 6 // 10}
    await a_settlement(session, **half)
    last = await a_settlement(session, on=JUNE_13, id_number=SECOND, **half)
    assert not [each for each in await emitted(session) if isinstance(each, BurdenExceeded)]
    with frozen_at("2020-06-15T10:00:00+08:00"):
        for _ in range(2):
            await join_years(session, merged(first, second))
    [told] = [each for each in await emitted(session) if isinstance(each, BurdenExceeded)]
    assert (told.settlement_id, told.person_id, told.identity_hash) == (last.id, first.person_id, first.identity_hash)
    assert told.burden_fen == (await accounts(session, of=first.identity_hash))[2020][2] > told.line_fen == line_fen


async def _line(session: AsyncSession) -> int:
    """The line of a year for people of no class, as a preview of their bill names it."""
    stay = await a_stay(session, id_number=an_id_number(9), in_policy_fen=100_00)
    seen = await settle_admission(session, a_discharge(), admission_id=stay.id, by=HOSPITAL, on=JUNE_12, dry_run=True)
    return int(seen.result["burden"]["line_fen"])


async def test_a_bill_that_is_settled_while_the_years_are_joined_draws_on_the_joined_one(
    sessions: Any, session: AsyncSession
) -> None:
    first, second = await both(session)
    await a_settlement(session, in_policy_fen=60_000_00)
    stay = await a_stay(session, id_number=SECOND, on=JUNE_12, in_policy_fen=10_000_00)
    await session.commit()

    async def settled() -> SettledBill:
        async with database.transaction(sessions, HOSPITAL.scope("test")) as own:
            return await settle_admission(own, a_discharge(JUNE_13), admission_id=stay.id, by=HOSPITAL, on=JUNE_13)

    async with database.transaction(sessions, database.the_platform("test", "test")) as joining:
        await join_years(joining, merged(first, second))
        waiting = asyncio.create_task(settled())
        await _until_someone_waits(session)
    bill = await waiting
    await database.set_scope(session, database.the_platform("test", "test"))
    assert (await accounts(session, of=first.identity_hash))[2020][1][-1] == str(bill.id)
    assert await accounts(session, of=second.identity_hash) == {}


async def _until_someone_waits(session: AsyncSession) -> None:
    while not (await session.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))).scalar():
        await session.execute(text("SELECT pg_stat_clear_snapshot()"))


async def test_both_handlers_hear_of_a_merger_and_of_its_undoing(deliver: Any, session: AsyncSession) -> None:
    first, second = await both(session)
    await a_settlement(session, id_number=SECOND, in_policy_fen=60_000_00)
    await session.commit()
    before = await accounts(session, of=second.identity_hash)
    for kind in (PersonsMerged, PersonsSeparated):
        done = await deliver(merged(first, second, kind))
        assert [each.settled for each in done] == [["ack"]] * 2
        now = await accounts(session, of=second.identity_hash if kind is PersonsSeparated else first.identity_hash)
        assert now == before
        await session.rollback()
