"""A list is committed as it was looked at, once, for all of its rows or none."""

import pytest
from sqlmodel import select

from services.funds.operations.payment_request.commit_list import commit_list
from services.funds.rules.account import Overdrawn
from services.funds.rules.payment_request import ListChanged, ListHasFaults, NothingSound, RequestNotDraft, RequestState
from services.funds.schemas.payment_request import CommitList
from services.funds.tables import Payment
from tests.builders.funds_payments import JULY_1, a_line, a_member, an_id, room_fen
from tests.funds.operations.payment_request.test_upload_list import DEPARTMENT, uploaded


def seen(households: int, yuan: str, **more) -> CommitList:
    return CommitList.model_validate({"households": households, "total_yuan": yuan} | more)


async def test_what_was_looked_at_is_asked_for_once(session):
    await a_line(session, 1_000_000)
    await a_member(session, 1)
    request = await uploaded(session, f"{an_id(1)},王小明,1000,")

    with pytest.raises(ListChanged):
        await commit_list(session, request.id, seen(1, "999"), by=DEPARTMENT, at=JULY_1)
    await commit_list(session, request.id, seen(1, "1000"), by=DEPARTMENT, at=JULY_1)

    assert (request.state, request.asked_by) == (RequestState.ASKED, DEPARTMENT.subject)
    payment = (await session.exec(select(Payment))).one()
    assert (payment.about_id, payment.programme, payment.amount_fen) == (request.id, "schooling", 100_000)
    assert await room_fen(session) == (900_000, 100_000, 0)
    with pytest.raises(RequestNotDraft):
        await commit_list(session, request.id, seen(1, "1000"), by=DEPARTMENT, at=JULY_1)


async def test_a_list_with_refused_rows_is_committed_without_them_only_when_that_is_said(session):
    await a_line(session)
    await a_member(session, 1)
    request = await uploaded(session, f"{an_id(1)},王小明,1000,", f"{an_id(2)},李四,1000,")

    with pytest.raises(ListHasFaults):
        await commit_list(session, request.id, seen(1, "1000"), by=DEPARTMENT, at=JULY_1)
    await commit_list(session, request.id, seen(1, "1000", leave_out_refused=True), by=DEPARTMENT, at=JULY_1)

    assert len((await session.exec(select(Payment))).all()) == 1


async def test_nothing_sound_and_no_room_are_refused_whole(session):
    await a_line(session, 100)
    await a_member(session, 1)
    empty = await uploaded(session, f"{an_id(2)},李四,1000,")
    large = await uploaded(session, f"{an_id(1)},王小明,1000,")

    with pytest.raises(NothingSound):
        await commit_list(session, empty.id, seen(1, "1000", leave_out_refused=True), by=DEPARTMENT, at=JULY_1)
    with pytest.raises(Overdrawn):
        await commit_list(session, large.id, seen(1, "1000"), by=DEPARTMENT, at=JULY_1)
