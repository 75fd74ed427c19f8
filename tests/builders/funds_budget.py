"""Budgets, as tests say them: money of a source, an allocation, a line with room."""

from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.budget.approve_allocation import approve_allocation
from services.funds.operations.budget.approve_year_end import approve_year_end
from services.funds.operations.budget.ask_year_end import ask_year_end
from services.funds.operations.budget.confirm_receipt import confirm_receipt
from services.funds.operations.budget.draft_allocation import draft_allocation
from services.funds.operations.ledger.receive_allocation import receive_allocation
from services.funds.rules.account import AccountKey, Source
from services.funds.rules.budget_line import line_key
from services.funds.rules.payment import Ask
from services.funds.rules.transfer import About
from services.funds.rules.year_end import Closed, NothingToClose
from services.funds.schemas.allocation import DraftAllocation
from services.funds.schemas.ledger import ReceiveAllocation
from services.funds.schemas.year_end import CloseYear, DecideYearEnd
from services.funds.store.budget_line import list_lines_of_allocation
from services.funds.tables import Allocation, BudgetLine, Transfer
from shared import clock
from shared.ids import uuid7
from shared.money import yuan
from shared.security import Principal, Role
from tests.builders.funds import COUNTY, COUNTY_OFFICER, TOWN, VILLAGE

IN_MARCH = datetime(2020, 3, 2, 9, 0, tzinfo=clock.CHINA)
NEXT_JANUARY = datetime(2021, 1, 4, 9, 0, tzinfo=clock.CHINA)
APPROVER = Principal("县区复核", Role.COUNTY, COUNTY)


async def money_of(
    session: AsyncSession,
    amount_fen: int,
    *,
    source: Source = Source.CENTRAL,
    programme: str = "",
    year: int = 2020,
    document: str = "",
    county: str = COUNTY,
) -> Transfer:
    """Money of a source in the pool of a county and year, noted by one person and confirmed by another."""
    noted = await noted_money(
        session, amount_fen, source=source, programme=programme, year=year, document=document, county=county
    )
    assert noted.about_id
    await confirm_receipt(session, noted.about_id, by=Principal("县区复核", Role.COUNTY, county), at=IN_MARCH)
    return noted


async def noted_money(
    session: AsyncSession,
    amount_fen: int,
    *,
    source: Source = Source.CENTRAL,
    programme: str = "",
    year: int = 2020,
    document: str = "",
    county: str = COUNTY,
) -> Transfer:
    """The same, which nobody has confirmed yet."""
    form = ReceiveAllocation(
        county=county,
        amount_fen=yuan(amount_fen),
        memo="专项资金",
        source=source,
        programme=programme,
        year=year,
        document_number=document or f"鲁财农〔{year}〕{uuid7().hex[-6:]}号",
    )
    return await receive_allocation(session, form, by=Principal("县区经办", Role.COUNTY, county), at=IN_MARCH)


def a_share(amount_fen: int | None = None, **changed: Any) -> dict[str, Any]:
    """A block of a town."""
    told: dict[str, Any] = {"region": TOWN, "title": "罗庄街道产业扶贫", "use": "production"}
    return told | ({"amount_yuan": yuan(amount_fen)} if amount_fen is not None else {}) | changed


def a_draft(*shares: dict[str, Any], amount_fen: int, **changed: Any) -> DraftAllocation:
    told = {
        "county": COUNTY,
        "title": "2020年产业扶贫资金分配方案",
        "source": Source.CENTRAL,
        "programme": "industry",
        "year": 2020,
        "method": "block",
        "document_number": "罗扶组〔2020〕5号",
        "amount_yuan": yuan(amount_fen),
        "shares": list(shares),
    }
    return DraftAllocation.model_validate(told | changed)


async def drafted(session: AsyncSession, form: DraftAllocation) -> Allocation:
    return await draft_allocation(session, form, by=COUNTY_OFFICER, at=IN_MARCH)


async def set_down(session: AsyncSession, form: DraftAllocation) -> list[BudgetLine]:
    """The lines of an approved allocation, in the order of its shares. The pool must have the money."""
    allocation = await drafted(session, form)
    await approve_allocation(session, allocation.id, by=APPROVER, at=IN_MARCH)
    return list(await list_lines_of_allocation(session, allocation.id))


async def a_line(
    session: AsyncSession,
    amount_fen: int = 100_000_00,
    *,
    programme: str = "housing",
    use: str = "household-aid",
    region: str = COUNTY,
    source: Source = Source.CENTRAL,
    year: int = 2020,
    project: str = "",
    title: str = "农村危房改造补助",
) -> BudgetLine:
    """A budget line with this room, and the money that it was set down from."""
    await money_of(session, amount_fen, source=source, year=year)
    share = a_share(amount_fen, region=region, use=use, project=project, title=title)
    [line] = await set_down(session, a_draft(share, amount_fen=amount_fen, programme=programme, source=source, year=year))
    return line


async def year_ended(session: AsyncSession, year: int = 2020, *, at: datetime = NEXT_JANUARY) -> list[Closed]:
    """A year ended by two people: what became of its money, nothing where there was none."""
    try:
        asked, _ = await ask_year_end(session, CloseYear(county=COUNTY, year=year), by=COUNTY_OFFICER, at=at)
    except NothingToClose:
        return []
    assert asked
    _, closed = await approve_year_end(session, asked.id, DecideYearEnd(decision="同意"), by=APPROVER, at=at)
    return closed


def key_of(line: BudgetLine) -> AccountKey:
    """The account that a line is."""
    return line_key(line.region, line.number, line.bound)


def an_ask(amount_fen: int, *, village: str = VILLAGE) -> Ask:
    """A household that is to be paid."""
    return Ask(About.PROGRAMME, uuid7(), uuid7(), village, amount_fen, "测试条款", "补助")
