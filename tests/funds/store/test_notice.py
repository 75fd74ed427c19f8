"""A notice about something: opened with what it owes, and asked after by whoever goes on."""

from datetime import date

import pytest
from sqlmodel import select

from services.funds.rules.notice import (
    NoticeAbout,
    NoticeMissing,
    NoticeSaysNothing,
    NoticeState,
    NoticeStillStands,
    Subject,
    must_have_stood,
    state_of,
)
from services.funds.rules.public_text import NumberInPublicText
from services.funds.store.notice import add_notice, find_last_notice, list_lines, list_notices_about
from services.funds.tables import Duty
from shared.ids import uuid7
from tests.builders.funds import COUNTY, VILLAGE
from tests.builders.funds_notices import LAST_DAY, OPENED_ON, STOOD_ON, TITLE, a_line, a_notice

ABOUT = Subject(NoticeAbout.DISTRIBUTION, uuid7())


async def test_what_was_never_posted_has_not_stood(session):
    with pytest.raises(NoticeMissing):
        must_have_stood(await find_last_notice(session, ABOUT), on=STOOD_ON)


async def test_it_has_stood_on_the_day_after_its_last_day_and_not_before(session):
    await a_notice(session, id=ABOUT.id)
    notice = await find_last_notice(session, ABOUT)

    with pytest.raises(NoticeStillStands):
        must_have_stood(notice, on=LAST_DAY)
    must_have_stood(notice, on=STOOD_ON)


async def test_the_days_of_its_own_procedure_go_before_those_of_the_place(session):
    notice = await a_notice(session, days=7)

    assert notice.until_on == date(2020, 6, 8)


async def test_the_last_notice_counts_when_there_were_several(session):
    await a_notice(session, id=ABOUT.id)
    again = await a_notice(session, id=ABOUT.id, opened_on=STOOD_ON)

    last = await find_last_notice(session, ABOUT)
    assert last and last.notice_id == again.id
    assert state_of(last, on=STOOD_ON) is NoticeState.STANDING
    assert len(await list_notices_about(session, ABOUT)) == 2


async def test_names_stand_masked_in_the_order_in_which_they_were_given(session):
    notice = await a_notice(session)

    assert [(line.who, line.amount_fen) for line in await list_lines(session, notice.id)] == [("王*明", 120_000), ("李*", 80_000)]


async def test_it_brings_the_duties_of_its_village_and_its_county_in_the_same_transaction(session):
    notice = await a_notice(session)

    duties = (await session.exec(select(Duty).where(Duty.notice_id == notice.id).order_by(Duty.owner))).all()
    assert [(duty.owner, duty.outlet, duty.state, duty.days) for duty in duties] == [
        (COUNTY, "portal", "met", None),
        (VILLAGE, "board", "owed", 10),
    ]


async def test_a_number_in_the_title_is_refused(session):
    with pytest.raises(NumberInPublicText):
        await a_notice(session, title="公示，咨询 13953312345")


@pytest.mark.parametrize("lines", [(), tuple(a_line() for _ in range(501))])
async def test_an_empty_or_endless_notice_is_refused(session, lines):
    with pytest.raises(NoticeSaysNothing):
        await add_notice(session, ABOUT, region=VILLAGE, title=TITLE, lines=lines, opened_on=OPENED_ON, by="x")
