"""Anybody objects, without an account: what is paid by the notice is held; what was written is for the investigators alone."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.funds.operations.notice.object_to_notice import object_to_notice
from services.funds.rules.notice import NoticeAbout, NoticeOnHold, Subject, must_have_stood
from services.funds.store import notice as notices
from shared.database import Scope, transaction
from shared.ids import uuid7
from shared.notices.forms import ObjectToNotice
from shared.notices.laws import NoSuchNotice, NoticeOver, NotOnThatNotice
from shared.security import NOBODY
from shared.vault import unseal
from tests.builders.funds import TOWN, VILLAGE
from tests.builders.funds_notices import OPENED_ON, STOOD_ON, a_notice, an_objection, at_ten

SAID = "这户在县城有一套商品房"


async def test_a_stranger_objects_and_what_it_is_about_is_held_at_once(session, sessions, emitted):
    notice = await a_notice(session)
    subject = Subject(NoticeAbout.DISTRIBUTION, notice.about_id)
    await session.commit()
    async with transaction(sessions, NOBODY) as anyone:
        form = ObjectToNotice(said=SAID, contact="13800000000")
        received = await object_to_notice(anyone, form, notice_id=notice.id, on=OPENED_ON, at=at_ten(OPENED_ON))

    async with transaction(sessions, Scope("镇街", "town", TOWN, "", "test")) as town:
        with pytest.raises(NoticeOnHold):
            must_have_stood(await notices.find_last_notice(town, subject), on=STOOD_ON)
        objection = await notices.letterbox.get_objection_by_receipt(town, received.receipt.lower())
        letters = await notices.letterbox.list_letters(town, [objection.id])
        assert unseal(letters[objection.id].said_sealed) == SAID
    [told] = await emitted(session)
    assert (type(told).__name__, told.due_on, told.is_held) == ("ObjectionReceived", received.due_on, True)


async def test_the_village_does_not_see_what_was_written(session, sessions):
    objection = await an_objection(session, await a_notice(session))
    await session.commit()

    async with transaction(sessions, Scope("村", "village", VILLAGE, "", "test")) as village:
        assert await notices.letterbox.list_letters(village, [objection.id]) == {}


async def test_the_same_form_sent_twice_is_one_objection(session):
    notice, form = await a_notice(session), ObjectToNotice(said=SAID)
    sent = [await object_to_notice(session, form, notice_id=notice.id, on=OPENED_ON, at=at_ten(OPENED_ON)) for _ in range(2)]

    assert sent[0] == sent[1]
    assert len(await notices.letterbox.list_objections(session, [notice.id])) == 1


async def test_a_notice_that_has_stood_takes_no_more(session):
    notice = await a_notice(session)

    with pytest.raises(NoticeOver):
        await an_objection(session, notice, on=STOOD_ON)


async def test_what_is_not_there_cannot_be_objected_to(session):
    notice = await a_notice(session)

    with pytest.raises(NotOnThatNotice):
        await an_objection(session, notice, line_id=uuid7())
    with pytest.raises(NoSuchNotice):
        await object_to_notice(session, ObjectToNotice(said=SAID), notice_id=uuid7(), on=OPENED_ON, at=at_ten(OPENED_ON))


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE notice SET until_on = until_on - 9",
        "UPDATE objection SET verdict = 'resume', answered_at = now()",
        "INSERT INTO notice SELECT * FROM notice",
        "DELETE FROM notice_line",
    ],
)
async def test_a_stranger_changes_nothing_of_ours(session, sessions, deed):
    objection = await an_objection(session, await a_notice(session))
    before = objection.model_dump()
    await session.commit()

    try:
        async with transaction(sessions, NOBODY) as anyone:
            await anyone.execute(text(deed))
    except DBAPIError:
        pass
    await session.refresh(objection)
    assert objection.model_dump() == before


async def test_the_words_of_a_notice_do_not_change_afterwards(session):
    await a_notice(session)

    with pytest.raises(DBAPIError, match="keeps what it says"):
        await session.execute(text("UPDATE notice SET title = '另一份'"))
