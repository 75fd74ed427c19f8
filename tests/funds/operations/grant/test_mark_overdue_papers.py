"""Which grants are marked for papers that did not come."""

from datetime import date

from services.funds.operations.grant.file_grant_papers import file_grant_papers
from services.funds.operations.grant.mark_overdue_papers import mark_overdue_papers
from services.funds.schemas.grant import FileGrantPapers
from services.funds.store.grant import get_grant
from tests.builders.funds import DETECTED_AT, OTHER_VILLAGE, PAPERS, a_filled_reserve, a_need, pay_grant


async def test_only_paid_grants_without_papers_are_marked_and_only_once(session):
    await a_filled_reserve(session)
    without = await pay_grant(session, a_need(), at=DETECTED_AT)
    filed = await pay_grant(session, a_need(), at=DETECTED_AT)
    waiting = await pay_grant(session, a_need(village=OTHER_VILLAGE), at=DETECTED_AT)
    await session.flush()
    await file_grant_papers(session, filed.id, FileGrantPapers(papers=PAPERS), on=date(2020, 6, 6))
    await session.flush()

    marked = []
    for day in (6, 7, 8):
        marked.append(await mark_overdue_papers(session, on=date(2020, 6, day)))
        await session.flush()

    assert marked == [0, 1, 0]
    grants = [await get_grant(session, grant.id) for grant in (without, filed, waiting)]
    assert [grant.papers_overdue_on for grant in grants] == [date(2020, 6, 7), None, None]
