"""Who looks at a paper of an order leaves a trace."""

from sqlmodel import select

from services.notifier.operations.order_paper.file_order_paper import file_order_paper
from services.notifier.operations.order_paper.read_order_paper import read_order_paper
from services.notifier.tables import OrderPaperContent, OrderPaperRead
from shared.filing.forms import DescribePaper
from tests.builders.notifier import COUNTY_OFFICER, MONDAY, TOWN_OFFICER
from tests.builders.orders import PDF, an_order


async def test_a_paper_is_kept_sealed_and_says_who_looked(session) -> None:
    order = await an_order(session)
    filed = await file_order_paper(session, order.id, DescribePaper(title="记录"), PDF, by=TOWN_OFFICER, at=MONDAY)
    [kept] = await session.exec(select(OrderPaperContent))
    assert PDF not in kept.content_sealed
    paper, content = await read_order_paper(session, filed.id, by=COUNTY_OFFICER, at=MONDAY)
    assert (paper.title, content) == ("记录", PDF)
    [read] = await session.exec(select(OrderPaperRead))
    assert (read.paper_id, read.read_by) == (filed.id, COUNTY_OFFICER.subject)
