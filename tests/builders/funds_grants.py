"""Whole grants, reserves and what is asked back, as tests say them."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.grant_application.check_applications import check_applications
from services.funds.operations.grant_application.decide_application import decide_application
from services.funds.operations.grant_application.draft_application import draft_application
from services.funds.operations.grant_application.pay_agreed_grant import pay_agreed_grant
from services.funds.operations.grant_application.submit_application import submit_application
from services.funds.operations.recovery.order_recovery import order_recovery
from services.funds.operations.recovery.receive_recovery import receive_recovery
from services.funds.rules.account import Source
from services.funds.rules.paper import PaperAbout
from services.funds.rules.recovery import RecoveryWhy
from services.funds.rules.transfer import About
from services.funds.schemas.grant_application import DecideApplication, DraftApplication
from services.funds.schemas.recovery import OrderRecovery, ReceiveRecovery
from services.funds.store.payment import list_payments_about
from services.funds.tables import BudgetLine, EmergencyGrant, GrantApplication, Payment, RecoveryOrder
from shared import clock
from shared.events.civil_affairs import Trigger
from shared.ids import uuid7
from shared.money import yuan
from shared.security import Principal, Role
from tests.builders import funds_budget
from tests.builders.funds import COUNTY, DETECTED_AT, TOWN, VILLAGE, a_need, pay_grant
from tests.builders.funds_papers import a_paper

JUNE_3 = datetime(2020, 6, 3, 10, 0, tzinfo=clock.CHINA)
JUNE_20 = datetime(2020, 6, 20, 10, 0, tzinfo=clock.CHINA)
LINE_FEN = 62_400
"""The urban dibao line that holds in June 2020 where a place has none of its own."""
GRANT_PAPERS = ("application", "identity", "household-survey", "expense-proof")
SURVEYORS = ["镇街民政员", "村干部"]

CLERK = Principal("镇街民政甲", Role.TOWN, TOWN)
TOWN_HEAD = Principal("镇街分管乙", Role.TOWN, TOWN)
COUNTY_CLERK = Principal("县区民政丙", Role.COUNTY, COUNTY)
COUNTY_HEAD = Principal("县区分管丁", Role.COUNTY, COUNTY)


async def an_aid_line(
    session: AsyncSession, amount_fen: int = 500_000_00, *, region: str = COUNTY, year: int = 2020
) -> BudgetLine:
    """A budget line of emergency aid with half a million yuan in it."""
    return await funds_budget.a_line(
        session,
        amount_fen,
        programme="emergency-aid",
        use="reserve",
        region=region,
        source=Source.COUNTY,
        title="临时救助与备用金",
        year=year,
    )


async def first_aid(
    session: AsyncSession,
    *,
    trigger: Trigger = Trigger.ILLNESS,
    burden_fen: int | None = 3_000_000,
    household_id: UUID | None = None,
    village: str = VILLAGE,
    at: datetime = DETECTED_AT,
) -> EmergencyGrant:
    """A household's first aid out of a filled reserve: 3,000 yuan for a bill of 30,000."""
    need = a_need(trigger=trigger, burden_fen=burden_fen, village=village)
    if household_id is not None:
        need = type(need)(need.case_id, household_id, need.region, need.trigger, need.detected_at, need.burden_fen)
    grant = await pay_grant(session, need, at=at)
    await session.flush()
    return await session.get_one(EmergencyGrant, grant.id)


async def payment_of(session: AsyncSession, grant: EmergencyGrant) -> Payment:
    """What the household was paid at once."""
    [payment] = await list_payments_about(session, About.EMERGENCY_GRANT, grant.id)
    return payment


def a_draft_of(grant: EmergencyGrant | None = None, **changed: Any) -> DraftApplication:
    """An application of one person for what the rule names."""
    told: dict[str, Any] = {
        "grant_id": grant.id if grant else None,
        "household_id": grant.household_id if grant else uuid7(),
        "region": grant.region if grant else VILLAGE,
        "kind": "illness",
        "people": 1,
        "surveyed_on": date(2020, 6, 2),
        "surveyors": SURVEYORS,
    }
    return DraftApplication.model_validate(told | changed)


async def file_papers(session: AsyncSession, application: GrantApplication, *kinds: str) -> None:
    for kind in kinds or GRANT_PAPERS:
        await a_paper(session, PaperAbout.GRANT_APPLICATION, application.id, kind=kind)


async def submitted(
    session: AsyncSession, grant: EmergencyGrant | None = None, *, at: datetime = JUNE_3, **changed: Any
) -> GrantApplication:
    """An application that was handed in with its papers and looked at for repetition."""
    application = await draft_application(session, a_draft_of(grant, **changed), by=CLERK, at=at)
    await file_papers(session, application)
    if application.is_heavy:
        await file_papers(session, application, "meeting-minutes")
    await submit_application(session, application.id, by=CLERK, at=at)
    await check_applications(session, at=at)
    return application


def agree(application: GrantApplication, **changed: Any) -> DecideApplication:
    told = {"verdict": "agree", "said": "情况属实，同意", "amount_yuan": yuan(application.amount_fen)}
    return DecideApplication.model_validate(told | changed)


def refuse(**changed: Any) -> DecideApplication:
    return DecideApplication.model_validate({"verdict": "refuse", "said": "收入超过规定"} | changed)


async def agreed(
    session: AsyncSession, application: GrantApplication, *, at: datetime = JUNE_3, **changed: Any
) -> GrantApplication:
    """Whoever has to agree does: the town, and above it the county."""
    await decide_application(session, application.id, agree(application), by=TOWN_HEAD, at=at)
    if application.state == "at-county":
        form = agree(application, **changed)
        await decide_application(session, application.id, form, by=COUNTY_HEAD, at=at + timedelta(minutes=1))
    return application


async def paid_for(session: AsyncSession, application: GrantApplication, *, at: datetime = JUNE_20) -> Payment:
    """The payment that an application asks for once it may."""
    await pay_agreed_grant(session, application.id, at=at)
    [payment] = await list_payments_about(session, About.GRANT_APPLICATION, application.id)
    return payment


async def asked_back(
    session: AsyncSession, grant: EmergencyGrant, *, at: datetime = JUNE_20, why: RecoveryWhy = RecoveryWhy.NOT_ELIGIBLE
) -> RecoveryOrder:
    payment = await payment_of(session, grant)
    return await order_recovery(session, OrderRecovery(payment_id=payment.id, why=why), by=CLERK, at=at)


async def given_back(
    session: AsyncSession, order: RecoveryOrder, amount: str, *, at: datetime = JUNE_20, by: Principal = CLERK
) -> RecoveryOrder:
    form = ReceiveRecovery(amount_fen=amount, received_on=clock.china(at).date(), voucher="第0012号")
    return await receive_recovery(session, order.id, form, by=by, at=at)


async def refills(session: AsyncSession, table: Any) -> list[Any]:
    """All rows of a table, in their order."""
    return list(await session.exec(select(table).order_by(table.id)))
