"""Small loans, as tests say them: a graded household, a fund with money, a loan on its way."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.credit_grade.follow_grade import follow_grade
from services.funds.operations.guarantee.ask_guarantee_move import ask_guarantee_move
from services.funds.operations.guarantee.decide_guarantee_move import decide_guarantee_move
from services.funds.operations.guarantee.open_guarantee import open_guarantee
from services.funds.operations.loan.approve_loan import approve_loan
from services.funds.operations.loan.ask_extension import ask_extension
from services.funds.operations.loan.ask_loan import ask_loan
from services.funds.operations.loan.decide_extension import decide_extension
from services.funds.operations.loan.draw_loan import draw_loan
from services.funds.operations.loan.take_step import take_step
from services.funds.operations.loan_account.repay_loan import repay_loan
from services.funds.operations.subsidy_bill.draw_bill import draw_bill
from services.funds.schemas.guarantee import DecideGuaranteeMove, MoveGuarantee, OpenGuaranteeFund
from services.funds.schemas.loan import ApproveLoan, AskExtension, AskLoan, DecideExtension, DrawLoan, RepayLoan, TakeStep
from services.funds.schemas.subsidy import DrawBill
from services.funds.tables import BudgetLine, ExtensionAsking, GuaranteeFund, GuaranteeMove, HouseholdMember, Loan, SubsidyBill
from shared import clock
from shared.events.registry import CreditGraded
from shared.ids import uuid7
from shared.money import yuan
from shared.security import Principal, Role
from tests.builders.funds import COUNTY, COUNTY_OFFICER, TOWN, VILLAGE
from tests.builders.funds_budget import a_line

BANK = "罗庄农商银行"
SECOND = Principal("县区复核", Role.COUNTY, COUNTY)
VILLAGE_OFFICER = Principal("村经办", Role.VILLAGE, VILLAGE)
TOWN_OFFICER = Principal("镇街经办", Role.TOWN, TOWN)
REVIEWER = Principal("县扶贫办", Role.COUNTY, COUNTY)
ENTERPRISE_CODE = "91371311MA3C000003"
DRAWN = date(2020, 1, 10)
AT = datetime(2020, 1, 10, 9, 0, tzinfo=clock.CHINA)


def at(day: str) -> datetime:
    """Nine in the morning of that day."""
    return datetime.fromisoformat(f"{day}T09:00:00+08:00")


async def a_household(
    session: AsyncSession, *, village: str = VILLAGE, limit_fen: int = 50_000_00, grade: bool = True, **changed: Any
) -> tuple[UUID, UUID]:
    """A household and its borrower, known to registry; with a credit grade unless `grade` is False."""
    household_id, person_id = uuid7(), uuid7()
    session.add(
        HouseholdMember(
            household_id=household_id,
            person_id=person_id,
            identity_hash=uuid7().hex * 2,
            region=village,
            is_member=True,
            revision=1,
        )
    )
    await session.flush()
    if grade:
        told: dict[str, Any] = {
            "rating_id": uuid7(),
            "household_id": household_id,
            "region": village,
            "person_id": person_id,
            "grade": "excellent",
            "limit_fen": limit_fen,
            "term_months": 36,
            "valid_until": date(2020, 12, 31),
            "decided_at": at("2019-12-01"),
        }
        await follow_grade(session, CreditGraded(**(told | changed)))
    return household_id, person_id


async def a_subsidy_line(session: AsyncSession, amount_fen: int = 10_000_000_00, *, year: int = 2020) -> BudgetLine:
    return await a_line(session, amount_fen, programme="loan-subsidy", use="interest", title="小额信贷贴息与风险补偿", year=year)


async def a_fund(session: AsyncSession, amount_fen: int = 1_000_000_00, *, bank: str = BANK, multiple: int = 10) -> GuaranteeFund:
    """A fund that stands for seven tenths of a loss, with a million yuan in it out of a line."""
    form = OpenGuaranteeFund(
        county=COUNTY, bank=bank, multiple=multiple, fund_share_percent=70, agreement="扶贫小额信贷合作协议（2020年）"
    )
    fund = await open_guarantee(session, form, by=COUNTY_OFFICER, on=date(2020, 1, 2))
    if amount_fen:
        line = await a_subsidy_line(session, amount_fen)
        await fund_moved(session, fund, line, amount_fen, on=at("2020-01-03"))
    return fund


async def fund_moved(
    session: AsyncSession, fund: GuaranteeFund, line: BudgetLine, amount_fen: int, *, is_back: bool = False, on: datetime
) -> GuaranteeMove:
    """Money into the fund or back, asked for by one person and moved by another."""
    form = MoveGuarantee(line=line.number, amount_yuan=yuan(amount_fen), memo="风险补偿金")
    asked = await ask_guarantee_move(session, fund.id, form, is_back=is_back, by=COUNTY_OFFICER, at=on)
    return await decide_guarantee_move(session, asked.id, DecideGuaranteeMove(is_approved=True), by=SECOND, at=on)


def an_asking(household: tuple[UUID, UUID] | None, **changed: Any) -> AskLoan:
    """Fifty thousand for a year, for sheep; without a household, an enterprise's."""
    told: dict[str, Any] = {
        "region": VILLAGE,
        "borrower": "household",
        "loan_class": "micro",
        "use": "breeding",
        "purpose": "养羊，购买种羊二十只",
        "amount_yuan": "50000.00",
        "term_months": 12,
    }
    if household:
        told |= {"household_id": household[0], "person_id": household[1]}
    else:
        told |= {
            "borrower": "enterprise",
            "enterprise": "某某农业科技有限公司",
            "credit_code": ENTERPRISE_CODE,
            "loan_class": "driver",
            "use": "working-capital",
            "amount_yuan": "1000000.00",
        }
    return AskLoan.model_validate(told | changed)


async def asked(
    session: AsyncSession, household: tuple[UUID, UUID] | None, *, on: date = date(2020, 1, 2), **changed: Any
) -> Loan:
    return await ask_loan(session, an_asking(household, **changed), by=VILLAGE_OFFICER if household else TOWN_OFFICER, on=on)


async def reviewed(session: AsyncSession, loan: Loan, *, on: date = date(2020, 1, 5)) -> Loan:
    """Every step but the bank's, each by whoever it is up to."""
    yes = TakeStep(is_agreed=True, said="同意")
    officers = [Principal("村主任", Role.VILLAGE, VILLAGE), TOWN_OFFICER, REVIEWER] if loan.household_id else [REVIEWER]
    if loan.loan_class == "student":
        officers = [REVIEWER]
    for officer in officers:
        loan = await take_step(session, loan.id, yes, by=officer, on=on)
    return loan


def a_contract(**changed: Any) -> ApproveLoan:
    told: dict[str, Any] = {
        "bank": BANK,
        "contract_number": "罗农商借字2020第0001号",
        "granted_yuan": "50000.00",
        "term_months": 12,
        "rate_percent": "4.35",
        "signed_on": "2020-01-08",
    }
    return ApproveLoan.model_validate(told | changed)


async def approved(session: AsyncSession, household: tuple[UUID, UUID] | None, **changed: Any) -> Loan:
    """A loan that the bank agreed to; changes of the application begin with `asked_`."""
    of_asking = {name.removeprefix("asked_"): value for name, value in changed.items() if name.startswith("asked_")}
    of_contract = {name: value for name, value in changed.items() if not name.startswith("asked_")}
    loan = await reviewed(session, await asked(session, household, **of_asking))
    return await approve_loan(session, loan.id, a_contract(**of_contract), by=SECOND, on=date(2020, 1, 8))


async def lent(
    session: AsyncSession, household: tuple[UUID, UUID] | None = None, *, drawn_on: date = DRAWN, **changed: Any
) -> Loan:
    """Drawn whole on 10 January 2020 by a household of its own, if none is named."""
    loan = await approved(session, household or await a_household(session), **changed)
    form = DrawLoan(drawn_on=drawn_on, amount_yuan=yuan(loan.granted_fen))
    return await draw_loan(session, loan.id, form, by=COUNTY_OFFICER, at=at(drawn_on.isoformat()))


async def an_enterprises(session: AsyncSession, **changed: Any) -> Loan:
    """A million lent to an enterprise, subsidised at three per cent a year."""
    told = {"granted_yuan": "1000000.00", "rate_percent": "5.22"} | changed
    loan = await approved(session, None, **told)
    form = DrawLoan(drawn_on=DRAWN, amount_yuan=yuan(loan.granted_fen))
    return await draw_loan(session, loan.id, form, by=COUNTY_OFFICER, at=AT)


async def asked_later(session: AsyncSession, loan: Loan, day: str, *, on: str, **changed: Any) -> ExtensionAsking:
    """An extension until that day is asked for on `on`, agreed with the bank on the same day."""
    told = {"due_on": day, "rate_percent": "4.75", "agreed_on": on, "reason": "羊群尚未出栏"}
    form = AskExtension.model_validate(told | changed)
    return await ask_extension(session, loan.id, form, by=TOWN_OFFICER, on=date.fromisoformat(on))


async def extended(session: AsyncSession, loan: Loan, day: str, *, on: str, **changed: Any) -> Loan:
    """Asked for, shown for its seven days, and agreed to by the county on the day after them."""
    asking = await asked_later(session, loan, day, on=on, **changed)
    later = date.fromisoformat(on) + timedelta(days=8)
    return await decide_extension(session, asking.id, DecideExtension(is_agreed=True), by=SECOND, on=later)


async def repaid(session: AsyncSession, loan: Loan, day: str, principal: str, interest: str = "0.00") -> Loan:
    form = RepayLoan(repaid_on=day, principal_yuan=principal, interest_yuan=interest)
    return await repay_loan(session, loan.id, form, by=COUNTY_OFFICER, at=at(day))


async def a_bill(
    session: AsyncSession, line: BudgetLine, *, year: int = 2020, quarter: int = 1, on: str = "2020-04-01", **changed: Any
) -> SubsidyBill:
    told = {"county": COUNTY, "bank": BANK, "year": year, "quarter": quarter, "line": line.number}
    return await draw_bill(session, DrawBill.model_validate(told | changed), by=COUNTY_OFFICER, at=at(on))
