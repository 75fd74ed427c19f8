"""Small loans: asked for, seen through their steps, agreed to by the bank, drawn, extended, looked at; listed and read."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query

from services.funds.api.loan_views import loan_line, loan_view
from services.funds.operations.loan import approve_loan as approving
from services.funds.operations.loan import ask_extension as extending
from services.funds.operations.loan import ask_loan as asking
from services.funds.operations.loan import check_loan as checking
from services.funds.operations.loan import decide_extension as deciding
from services.funds.operations.loan import draw_loan as drawing
from services.funds.operations.loan import end_asking as ending
from services.funds.operations.loan import take_step as stepping
from services.funds.rules import extension, loan_asking, loan_life
from services.funds.rules import loan as rules
from services.funds.rules.base_rate import RateUnknown
from services.funds.rules.guarantee import GuaranteeExhausted, LendingStopped, NoSuchGuaranteeFund
from services.funds.rules.loan_policy import NoLendingRule
from services.funds.rules.notice import NOTICE_LAWS, NoNoticeRule
from services.funds.rules.public_text import PUBLIC_TEXT_LAWS
from services.funds.rules.second_person import SamePerson
from services.funds.schemas.lending import LendingRuleView, RateRowView
from services.funds.schemas.loan import (
    ApproveLoan,
    AskExtension,
    AskLoan,
    CheckLoan,
    CheckView,
    DecideExtension,
    DrawLoan,
    EndAsking,
    ExtensionView,
    LoanLine,
    LoanView,
    TakeStep,
)
from services.funds.store import loan as store
from services.funds.store.lending_policy import get_lending_policy, list_rate_tables
from shared.clock import now, today
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.schemas import SeenText
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("", "小额信贷")

LoanId = Annotated[UUID, Path(title="贷款标识")]
Officer = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY)]
Town = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
County = Annotated[Principal, may(Role.COUNTY)]
Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR)]


async def asked(
    region: Annotated[AnyRegion | None, Query(title="辖区代码", description="只列出该辖区内的")] = None,
    state: Annotated[rules.LoanState | None, Query(title="状态")] = None,
    loan_class: Annotated[str | None, Query(title="贷款类别", pattern=r"^[a-z][a-z-]{0,31}$")] = None,
    bank: Annotated[SeenText | None, Query(title="银行", max_length=60)] = None,
    household_id: Annotated[UUID | None, Query(title="户标识")] = None,
    overdue: Annotated[bool, Query(title="只列逾期的")] = False,
) -> store.LoansAsked:
    return store.LoansAsked(region, state, loan_class, bank, household_id, today() if overdue else None)


Asked = Annotated[store.LoansAsked, Depends(asked)]


@router.get("/loan-rules", summary="一地的小额信贷与贴息办法", responses=refuses(NoLendingRule))
async def show_rules(
    session: Transaction, by: Reader, region: Annotated[AnyRegion, Query(title="地区代码", examples=["371311"])]
) -> LendingRuleView:
    """类别、额度、用途、程序、贴息、展期与担保；每一条写明出处，推定的注明。"""
    policy, version = get_lending_policy(region, today())
    return LendingRuleView.of(policy, version)


@router.get("/base-rates", summary="贷款基准利率与 LPR")
async def show_rates(session: Transaction, by: Reader) -> list[RateRowView]:
    """各期限档次的年利率及其生效日期，最早的在前。"""
    return [row for table in list_rate_tables() for row in RateRowView.of(table)]


@router.post(
    "/loans",
    status_code=201,
    summary="申请贷款",
    responses=refuses(
        OutsideRegion,
        NoLendingRule,
        loan_asking.UnknownLoanClass,
        loan_asking.UseRefused,
        loan_asking.LoanUseUnknown,
        loan_asking.BorrowerUnclear,
        loan_asking.BorrowerElsewhere,
        loan_asking.GradeMissing,
        loan_asking.AboveLimit,
        loan_asking.TermTooLong,
        loan_life.NotRenewable,
        rules.NoSuchLoan,
        RateUnknown,
        *PUBLIC_TEXT_LAWS,
    ),
)
async def ask_loan(form: AskLoan, session: Transaction, by: Officer) -> LoanView:
    """代户登记申请，是审核程序的第一步。农户须有有效的评级授信；不得用于结婚、建房、理财、家庭用品和转贷。"""
    return await loan_view(session, await asking.ask_loan(session, form, by=by, on=today()), on=today())


@router.get("/loans", summary="贷款列表", responses=refuses(UnreadableCursor))
async def list_loans(
    session: Transaction, by: Reader, which: Asked, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[LoanLine]:
    """先申请的在前。逾期本金只在 overdue=true 时列出。"""
    found = await store.list_loans(session, which, after=place(after), limit=limit)
    rows = [loan_line(loan, owed) for loan, owed in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


@router.get("/loans/{loan_id}", summary="一笔贷款", responses=refuses(rules.NoSuchLoan, RateUnknown))
async def show_loan(loan_id: LoanId, session: Transaction, by: Reader) -> LoanView:
    return await loan_view(session, await store.get_loan(session, loan_id), on=today())


_STEP = (
    rules.NoSuchLoan,
    OutsideRegion,
    rules.LoanStateForbids,
    loan_asking.StepIsTheBanks,
    loan_asking.NotTheirStep,
    loan_asking.StepTakenByTheSame,
    NoNoticeRule,
)


@router.post("/loans/{loan_id}/steps", status_code=201, summary="办理审核程序的下一步", responses=refuses(*_STEP))
async def take_step(loan_id: LoanId, form: TakeStep, session: Transaction, by: Officer) -> LoanView:
    """村初审、乡审核、县复查依次办理，每一步由不同的人；不同意的，申请到此为止。"""
    return await loan_view(session, await stepping.take_step(session, loan_id, form, by=by, on=today()), on=today())


@router.post(
    "/loans/{loan_id}/approval",
    status_code=201,
    summary="登记银行审定与合同",
    responses=refuses(
        rules.NoSuchLoan,
        OutsideRegion,
        rules.LoanStateForbids,
        loan_asking.StepsNotDone,
        loan_asking.StepTakenByTheSame,
        loan_asking.AboveLimit,
        loan_asking.TermTooLong,
        loan_asking.RateAboveBase,
        loan_life.DrawnOutOfOrder,
        loan_life.NotRenewable,
        RateUnknown,
        NoSuchGuaranteeFund,
        LendingStopped,
        GuaranteeExhausted,
        *PUBLIC_TEXT_LAWS,
        *NOTICE_LAWS,
    ),
)
async def approve_loan(loan_id: LoanId, form: ApproveLoan, session: Transaction, by: County) -> LoanView:
    """由担保基金担保的，在保金额不超过基金余额的约定倍数，逾期率不超过停贷线。续贷须公示的，公示期满后登记。"""
    return await loan_view(session, await approving.approve_loan(session, loan_id, form, by=by, on=today()), on=today())


@router.post(
    "/loans/{loan_id}/ending",
    status_code=201,
    summary="撤回申请，或登记银行未通过",
    responses=refuses(rules.NoSuchLoan, OutsideRegion, rules.LoanStateForbids),
)
async def end_asking(loan_id: LoanId, form: EndAsking, session: Transaction, by: Town) -> LoanView:
    """尚未放款的都可撤回；占用的担保额度随即释放。"""
    return await loan_view(session, await ending.end_asking(session, loan_id, form, by=by, on=today()), on=today())


@router.post(
    "/loans/{loan_id}/drawdown",
    status_code=201,
    summary="登记放款",
    responses=refuses(
        rules.NoSuchLoan,
        OutsideRegion,
        rules.LoanStateForbids,
        loan_life.DrawnOutOfOrder,
        loan_asking.AboveLimit,
        loan_life.NotRenewable,
        RateUnknown,
        LendingStopped,
        GuaranteeExhausted,
    ),
)
async def draw_loan(loan_id: LoanId, form: DrawLoan, session: Transaction, by: County) -> LoanView:
    """放款日起息，排出还款计划。续贷的，原贷款同日结清。也可随银行每月清单读入。"""
    return await loan_view(session, await drawing.draw_loan(session, loan_id, form, by=by, at=now()), on=today())


@router.post(
    "/loans/{loan_id}/extension",
    status_code=201,
    summary="申请展期",
    responses=refuses(
        rules.NoSuchLoan,
        OutsideRegion,
        rules.LoanStateForbids,
        loan_life.OverdueLoan,
        extension.ExtensionAsked,
        loan_life.AlreadyExtended,
        loan_life.ExtensionTooLong,
        loan_life.DrawnOutOfOrder,
        loan_asking.RateAboveBase,
        RateUnknown,
        extension.NoticeTooLate,
        NoNoticeRule,
    ),
)
async def ask_extension(loan_id: LoanId, form: AskExtension, session: Transaction, by: Town) -> ExtensionView:
    """未逾期的可展期一次；一年以内的不超过原期限，一年以上的不超过原期限的一半。该地的办法要求公示的，随即在村公示，只写贷款编号；
    期满后由另一人复核。"""
    return ExtensionView.model_validate(await extending.ask_extension(session, loan_id, form, by=by, on=today()))


@router.get("/loans/{loan_id}/extensions", summary="一笔贷款的展期申请", responses=refuses(rules.NoSuchLoan))
async def list_extensions(loan_id: LoanId, session: Transaction, by: Reader) -> list[ExtensionView]:
    await store.get_loan(session, loan_id)
    return [ExtensionView.model_validate(each) for each in await store.list_askings(session, loan_id)]


@router.post(
    "/loan-extensions/{extension_id}/decision",
    status_code=201,
    summary="复核展期",
    responses=refuses(
        extension.NoSuchExtension,
        rules.NoSuchLoan,
        OutsideRegion,
        extension.ExtensionDecided,
        SamePerson,
        rules.LoanStateForbids,
        loan_life.OverdueLoan,
        loan_life.AlreadyExtended,
        loan_life.ExtensionTooLong,
        loan_asking.RateAboveBase,
        RateUnknown,
        *NOTICE_LAWS,
    ),
)
async def decide_extension(
    extension_id: Annotated[UUID, Path(title="展期申请编号")], form: DecideExtension, session: Transaction, by: County
) -> LoanView:
    """由申请登记人以外的人在贷款到期前复核。同意的，自原到期日起按累计期限的档次计息，还款提醒随之改期。"""
    loan = await deciding.decide_extension(session, extension_id, form, by=by, on=today())
    return await loan_view(session, loan, on=today())


@router.post(
    "/loans/{loan_id}/checks",
    status_code=201,
    summary="登记贷后检查",
    responses=refuses(
        rules.NoSuchLoan, OutsideRegion, rules.LoanStateForbids, loan_life.MisuseNotDated, loan_life.EntryOutOfOrder
    ),
)
async def check_loan(loan_id: LoanId, form: CheckLoan, session: Transaction, by: Town) -> CheckView:
    """改变用途的，贴息自该日停止，已经拨付的部分列为应追回。"""
    return CheckView.model_validate(await checking.check_loan(session, loan_id, form, by=by, on=today()))


@router.get("/loans/{loan_id}/checks", summary="一笔贷款的贷后检查", responses=refuses(rules.NoSuchLoan))
async def list_checks(loan_id: LoanId, session: Transaction, by: Reader) -> list[CheckView]:
    await store.get_loan(session, loan_id)
    return [CheckView.model_validate(each) for each in await store.list_checks(session, loan_id)]
