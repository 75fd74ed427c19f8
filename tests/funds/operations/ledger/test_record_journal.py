"""Booking by hand: one movement or several, all of them or none, on a day that is still open."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from services.funds.operations.ledger.open_account import open_account
from services.funds.operations.ledger.record_journal import record_journal
from services.funds.operations.ledger.reverse_transfer import reverse_transfer
from services.funds.operations.ledger.settle_reservation import settle_reservation
from services.funds.rules.account import AccountKind, NoSuchAccount, Overdrawn
from services.funds.rules.disclosure import DisclosureKind
from services.funds.rules.journal import PartOfALink
from services.funds.rules.period import BookedAhead, PeriodClosed
from services.funds.rules.transfer import Phase, Purpose, move
from services.funds.schemas.journal import AccountNamed
from services.funds.schemas.ledger import ReverseTransfer
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.tables import BookPeriod, Disclosure, Posting, ReserveFill, Transfer
from shared.security import OutsideRegion, Principal, Role
from tests.builders.funds import COUNTY, COUNTY_OFFICER, DETECTED_AT, OTHER_TOWN, TOWN, balance_fen
from tests.builders.funds_ledger import (
    OTHER_RESERVE,
    POOL,
    RESERVE,
    TREASURY,
    a_fill,
    a_journal,
    a_pool,
    an_allocation,
    at,
    book,
    open_accounts,
    unsound,
)


async def test_several_movements_are_made_together_and_each_stands_on_the_one_before(session):
    await open_accounts(session)
    form = a_journal(
        (TREASURY, POOL, Purpose.ALLOCATION, 500),
        (POOL, RESERVE, Purpose.RESERVE_FILL, 300),
        (RESERVE, OTHER_RESERVE, Purpose.RESERVE_FILL, 100),
    )

    moved = await book(session, form)

    assert len({transfer.link_id for transfer in moved}) == 1 and moved[0].link_id is not None
    assert [await balance_fen(session, AccountKind.COUNTY_POOL), await balance_fen(session, AccountKind.TOWN_RESERVE)] == [
        200,
        200,
    ]
    assert await balance_fen(session, AccountKind.TOWN_RESERVE, OTHER_TOWN) == 100
    assert await unsound(session) == []


async def test_if_one_movement_cannot_be_none_is_made(session):
    await a_pool(session, 500)
    form = a_journal((POOL, RESERVE, Purpose.RESERVE_FILL, 300), (POOL, OTHER_RESERVE, Purpose.RESERVE_FILL, 201))

    with pytest.raises(Overdrawn):
        await book(session, form)

    assert len((await session.exec(select(Transfer))).all()) == 1
    assert await balance_fen(session, AccountKind.COUNTY_POOL) == 500


async def test_an_account_that_nobody_opened_is_a_slip_of_the_pen(session):
    await a_pool(session, 500)

    with pytest.raises(NoSuchAccount) as refused:
        await book(session, a_fill(5, to=RESERVE._replace(holder="备用")))

    assert refused.value.pointer == "/movements/0/target"


async def test_another_countys_money_is_not_moved(session):
    with pytest.raises(OutsideRegion):
        await book(session, an_allocation(5).model_copy(update={"movements": _elsewhere()}))


def _elsewhere():
    keys = TREASURY._replace(region="371302"), POOL._replace(region="371302")
    return a_journal((*keys, Purpose.ALLOCATION, 5)).movements


async def test_a_day_that_is_over_can_be_booked_while_its_month_is_open(session):
    await open_accounts(session)

    [moved] = await book(session, an_allocation(500, booked_on="2020-05-31"))

    assert moved.booked_on == date(2020, 5, 31)
    postings = (await session.exec(select(Posting))).all()
    assert {posting.booked_on for posting in postings} == {date(2020, 5, 31)}
    with pytest.raises(BookedAhead):
        await book(session, an_allocation(500, booked_on="2020-06-02"))
    session.add(BookPeriod(region=COUNTY, year=2020, month=5, is_closed=True, closed_by="县区经办", closed_at=DETECTED_AT))
    await session.flush()
    with pytest.raises(PeriodClosed):
        await book(session, an_allocation(500, booked_on="2020-05-31"))


async def test_linked_transfers_are_neither_paid_nor_taken_back_one_by_one(session):
    await a_pool(session, 500)
    ways = ((POOL, RESERVE, Purpose.RESERVE_FILL, 30), (POOL, OTHER_RESERVE, Purpose.RESERVE_FILL, 20))
    reserved, _ = await book(session, a_journal(*ways, is_reserved=True, expires_at=at("2020-06-09")))
    moved, _ = await book(session, a_journal(*ways))

    assert (reserved.phase, reserved.expires_at - DETECTED_AT > timedelta(days=7)) == (Phase.RESERVED, True)
    with pytest.raises(PartOfALink):
        await settle_reservation(session, reserved.id, Phase.POSTED, at=DETECTED_AT)
    with pytest.raises(PartOfALink):
        await reverse_transfer(session, moved.id, ReverseTransfer(reason="误记"), at=DETECTED_AT)


async def test_slips_that_come_together_stand_on_those_before_and_one_that_is_refused_on_none(session):
    await a_pool(session, 500)
    forms = [a_fill(300), a_fill(201), a_journal((RESERVE, OTHER_RESERVE, Purpose.RESERVE_FILL, 250)), a_fill(200), a_fill(1)]

    told = await record_journal(session, forms, by=COUNTY_OFFICER, at=DETECTED_AT)

    assert [type(one) for one in told] == [list, Overdrawn, list, list, Overdrawn]
    assert [one.amount_fen for slip in told if isinstance(slip, list) for one in slip] == [300, 250, 200]
    assert [await balance_fen(session, AccountKind.TOWN_RESERVE, town) for town in (TOWN, OTHER_TOWN)] == [250, 250]
    assert await unsound(session) == []


async def test_of_slips_that_come_together_the_public_reads_each_and_once_what_lay_there_before(session):
    await a_pool(session, 500)
    pool, reserve = await lock_accounts(session, POOL, RESERVE)
    before = Transfer(
        phase=Phase.MOVED, purpose=Purpose.RESERVE_FILL, region=COUNTY, amount_fen=40, memo="公示启用前", made_at=DETECTED_AT
    )
    await add_transfers(session, (before, move(pool, reserve, 40)))

    await record_journal(session, [a_fill(300), a_fill(20)], by=COUNTY_OFFICER, at=DETECTED_AT)
    await record_journal(session, [a_fill(1)], by=COUNTY_OFFICER, at=DETECTED_AT)

    filled = select(Disclosure).where(Disclosure.kind == DisclosureKind.RESERVE_FILLED).order_by(col(Disclosure.id))
    assert [entry.amount_fen for entry in await session.exec(filled)] == [40, 300, 20, 1]
    fills = (await session.exec(select(ReserveFill).order_by(col(ReserveFill.id)))).all()
    assert sorted(fill.amount_fen for fill in fills) == [1, 20, 300]


async def test_many_slips_that_come_together_take_no_more_statements_than_two(session):
    await a_pool(session, 500)
    await record_journal(session, [a_fill(1)], by=COUNTY_OFFICER, at=DETECTED_AT)
    sent: list[str] = []
    connection = await session.connection()
    event.listen(connection.sync_connection, "before_cursor_execute", lambda *call: sent.append(call[2]))

    await record_journal(session, [a_fill(1)] * 2, by=COUNTY_OFFICER, at=DETECTED_AT)
    for_two = len(sent)
    await record_journal(session, [a_fill(1)] * 30, by=COUNTY_OFFICER, at=DETECTED_AT)

    assert len(sent) == 2 * for_two


async def test_of_slips_that_come_together_each_hears_what_is_wrong_with_it(session):
    await a_pool(session, 500)
    elsewhere = an_allocation(5).model_copy(update={"movements": _elsewhere()})
    forms = [a_fill(5), elsewhere, a_fill(5, to=RESERVE._replace(holder="备用")), a_fill(5, booked_on="2020-12-31")]

    told = await record_journal(session, forms, by=COUNTY_OFFICER, at=DETECTED_AT)

    assert [type(one) for one in told] == [list, OutsideRegion, NoSuchAccount, BookedAhead]


async def test_one_countys_closed_month_refuses_no_slip_of_another(session):
    officer, other = Principal("市级", Role.COUNTY, "3713"), "371302"
    theirs = TREASURY._replace(region=other), POOL._replace(region=other)
    await open_accounts(session)
    for key in theirs:
        await open_account(session, AccountNamed(**key._asdict()), by=officer)
    session.add(BookPeriod(region=other, year=2020, month=5, is_closed=True, closed_by="县区经办", closed_at=DETECTED_AT))
    await session.flush()
    forms = [a_journal((*theirs, Purpose.ALLOCATION, 5), booked_on="2020-05-10"), an_allocation(5, booked_on="2020-05-10")]

    told = await record_journal(session, forms, by=officer, at=DETECTED_AT)

    assert [type(one) for one in told] == [PeriodClosed, list]
