"""Renovations of which housing tells the public's funds, as tests say them."""

from datetime import date, datetime, time
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.tables import Payment
from shared.clock import CHINA
from shared.events.housing import RenovationProgressed
from shared.ids import uuid7
from tests.builders.funds import VILLAGE
from tests.builders.funds_payments import a_batch, a_line, a_paying_account, answered, approved, lines_of, success


def a_step(day: str = "2020-07-15", state: str = "under-way", **changed: Any) -> RenovationProgressed:
    """A house of grade D that is rebuilt for 18,000 yuan went a step further at noon of that day."""
    on = date.fromisoformat(day)
    told: dict[str, Any] = {
        "renovation_id": uuid7(),
        "number": "G-371311-2020-0001",
        "region": VILLAGE,
        "grade": "D",
        "mode": "rebuild",
        "state": state,
        "standard_fen": 1_800_000,
        "year": 2020,
        "progressed_on": on,
        "occurred_at": datetime.combine(on, time(12), CHINA),
    }
    return RenovationProgressed(**told | changed)


def later(event: RenovationProgressed, day: str, state: str, **changed: Any) -> RenovationProgressed:
    """The same renovation on another day."""
    return a_step(day, state, renovation_id=event.renovation_id, number=event.number, region=event.region, **changed)


async def a_house_payment(session: AsyncSession, *, is_paid: bool = True) -> Payment:
    """A household's subsidy, signed for, and in its account unless said otherwise: its `about_id` is the acceptance."""
    await a_line(session)
    [payment] = await approved(session)
    if is_paid:
        await pay(session)
    return payment


async def pay(session: AsyncSession) -> None:
    """Everything that was signed for reaches its household."""
    await a_paying_account(session)
    batch = await a_batch(session)
    await answered(session, "".join(success(line) for line in await lines_of(session, batch)))
