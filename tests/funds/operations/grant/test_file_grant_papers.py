"""The papers of a grant that was paid before they were there."""

import asyncio
from datetime import date

import pytest

from services.funds.operations.grant.file_grant_papers import file_grant_papers
from services.funds.rules.grant import GrantNotPaid, NoSuchGrant, PapersIncomplete
from services.funds.schemas.grant import FileGrantPapers
from services.funds.store.grant import get_grant
from services.funds.tables import EmergencyGrant
from shared import database
from shared.events.funds import GrantPapersFiled
from shared.ids import uuid7
from tests.builders.funds import DETECTED_AT, PAPERS, TOWN, a_filled_reserve, a_need, pay_grant

WHOLE = FileGrantPapers(papers=[*PAPERS, PAPERS[0]])


@pytest.fixture
async def grant(session) -> EmergencyGrant:
    await a_filled_reserve(session)
    grant = await pay_grant(session, a_need(), at=DETECTED_AT)
    assert grant is not None
    return await get_grant(session, grant.id)


@pytest.mark.parametrize(("on", "is_late"), [(date(2020, 6, 6), False), (date(2020, 6, 7), True)])
async def test_papers_are_filed_and_told_whether_they_are_late(session, emitted, grant, on, is_late):
    await file_grant_papers(session, grant.id, WHOLE, on=on)

    assert (grant.papers_filed_on, grant.papers) == (on, sorted(PAPERS))
    told = (await emitted(session))[-1]
    assert isinstance(told, GrantPapersFiled)
    assert (told.case_id, told.grant_id, told.region, told.filed_on, told.is_late) == (grant.case_id, grant.id, TOWN, on, is_late)


async def test_incomplete_papers_leave_the_grant_as_it_was(session, emitted, grant):
    with pytest.raises(PapersIncomplete):
        await file_grant_papers(session, grant.id, FileGrantPapers(papers=PAPERS[:2]), on=date(2020, 6, 2))

    assert (grant.papers_filed_on, grant.papers) == (None, [])
    assert not any(isinstance(event, GrantPapersFiled) for event in await emitted(session))


async def test_a_grant_that_waits_needs_no_papers_and_a_stranger_has_none(session):
    waiting = await pay_grant(session, a_need(), at=DETECTED_AT)
    await session.flush()

    with pytest.raises(GrantNotPaid):
        await file_grant_papers(session, waiting.id, WHOLE, on=date(2020, 6, 2))
    with pytest.raises(NoSuchGrant):
        await file_grant_papers(session, uuid7(), WHOLE, on=date(2020, 6, 2))


async def test_two_officers_at_once_file_once(sessions, session, grant):
    await session.commit()

    async def file() -> None:
        async with database.transaction(sessions, database.the_platform("test", "test")) as own:
            await file_grant_papers(own, grant.id, WHOLE, on=date(2020, 6, 2))

    outcomes = await asyncio.gather(file(), file(), return_exceptions=True)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "PapersAlreadyFiled"]
