from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.house_money import GOES_ON, MoneyState
from services.housing.store.house_money import lock_money
from services.housing.store.renovation import lock_renovation
from services.housing.tables import HouseMoney
from shared import outbox
from shared.clock import china
from shared.events.housing import RenovationUnplanned


@dataclass(frozen=True, slots=True)
class SaidOfHold:
    """What funds says of the money that it was asked to set aside, of which plan, and when that was so."""

    at: datetime
    plan: int
    state: MoneyState
    held_fen: int = 0
    lines: list[dict[str, Any]] = field(default_factory=list)
    short: list[dict[str, Any]] = field(default_factory=list)
    code: str = ""
    reason: str = ""


async def note_house_money(session: AsyncSession, renovation_id: UUID, said: SaidOfHold) -> HouseMoney | None:
    """Keep what funds says last of a renovation's money. Events come in any order, so what was so earlier, or of an earlier plan,
    changes nothing; and what was set aside for a renovation that has ended meanwhile is given up once more.

    None where housing promised nothing. Raises NoSuchRenovation.
    """
    await lock_renovation(session, renovation_id)
    money = await lock_money(session, renovation_id)
    if money is None or said.at < money.told_at or said.plan < money.plan:
        return money
    if money.state not in GOES_ON:
        if said.held_fen:
            ended = RenovationUnplanned(renovation_id=renovation_id, region=money.region, unplanned_on=china(said.at).date())
            await outbox.record(session, ended)
        return money

    money.state, money.told_at, money.held_fen = said.state, said.at, said.held_fen
    money.lines, money.short = said.lines, said.short
    money.code, money.reason = said.code, said.reason[:200]
    session.add(money)
    await session.flush()
    return money
