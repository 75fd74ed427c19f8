"""Statements on their way from the maker's desk to the payer's account."""

from datetime import date
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.operations.statement.approve_statement import approve_statement
from services.medical.operations.statement.make_statement import make_statement
from services.medical.schemas.statement import ApproveStatement, MakeStatement
from services.medical.tables import ClearingStatement
from shared.events.funds import ClearingPaid, ClearingRefused
from shared.ids import uuid7
from shared.money import yuan
from shared.security import Principal, Role
from tests.builders.medical import COUNTY, HOSPITAL_CODE

MAKER = Principal("李制单", Role.COUNTY, COUNTY)
APPROVER = Principal("张审批", Role.COUNTY, COUNTY)
BASIC = "城乡居民基本医疗保险统筹基金"
AID = "医疗救助基金"
JULY_1 = date(2020, 7, 1)
AUGUST_1 = date(2020, 8, 1)


def a_request(**changes: Any) -> MakeStatement:
    return MakeStatement.model_validate({"hospital": HOSPITAL_CODE, "payer": BASIC, "period": "2020-06"} | changes)


async def a_statement(session: AsyncSession, *, on: date = JULY_1, by: Principal = MAKER, **changes: Any) -> ClearingStatement:
    """A draft."""
    return await make_statement(session, a_request(**changes), by=by, on=on)


async def an_approved_statement(session: AsyncSession, **given: Any) -> ClearingStatement:
    draft = await a_statement(session, **given)
    return await approve_statement(session, as_seen(draft), statement_id=draft.id, by=APPROVER)


def as_seen(statement: ClearingStatement) -> ApproveStatement:
    return ApproveStatement.model_validate({"total_yuan": yuan(statement.total_fen)})


def paid(statement: ClearingStatement, *, on: date = date(2020, 7, 2)) -> ClearingPaid:
    """What funds says of it."""
    return ClearingPaid(
        statement_id=statement.id, region=statement.region, transfer_id=uuid7(), amount_fen=statement.total_fen, paid_on=on
    )


def refused(statement: ClearingStatement, *, ask: int = 1) -> ClearingRefused:
    return ClearingRefused(
        statement_id=statement.id, region=statement.region, ask=ask, code="payer-account-short", reason="余额不足。请补足"
    )
