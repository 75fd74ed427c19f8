"""A place that pays the subsidy of a house in stages, and what funds says of such money, as tests say them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.operations.house_money.note_house_money import SaidOfHold, note_house_money
from services.housing.operations.house_money.plan_house_money import plan_house_money
from services.housing.operations.house_money.release_stages import release_stages
from services.housing.rules.acceptance import Said, SubsidyState
from services.housing.rules.help_policy import HelpPolicy
from services.housing.rules.house_money import MoneyState
from services.housing.rules.money_policy import HoldAt
from services.housing.rules.renovation import RenovationState
from services.housing.store import help_policy
from services.housing.store.house_money import find_money, list_stages
from services.housing.tables import HouseMoney, MoneyStage, Renovation
from shared.ids import uuid7
from shared.policy.shelf import Shelf
from tests.builders.housing_renovation import COUNTY_OFFICER, VILLAGER, a_renovation, on

SHANDONG = Path(help_policy.__file__).parents[1] / "policy/help/shandong_2019.yaml"
WHOLE = "  - {code: acceptance, title: 验收合格后拨付到户, percent: 100, at: accepted, within_months: 1, reference: stage}\n"
THREE = """\
  - {code: start, title: 开工后拨付, percent: 30, at: started, within_months: 1, reference: stage}
  - {code: structure, title: 主体完工后拨付, percent: 40, at: structure, within_months: 1, reference: stage}
  - {code: acceptance, title: 竣工验收后拨付, percent: 30, at: accepted, within_months: 1, reference: stage}
"""
KEPT_BACK = """\
  - {code: start, title: 开工后拨付, share: 1/3, at: started, reference: stage}
  - {code: acceptance, title: 竣工验收后拨付, share: 3/5, at: accepted, within_months: 1, reference: stage}
  - {code: quality, title: 质保期满拨付, share: 1/15, at: visited, after_months: 12, reference: stage}
"""


@contextmanager
def a_place_that(
    tmp_path: Path, *, pays: str = THREE, holds_at: HoldAt = HoldAt.COUNTY_AGREED, works_wait: bool = False
) -> Iterator[None]:
    """Shandong's rule, but for its stages and for when its money is held."""
    text = SHANDONG.read_text(encoding="utf-8").replace(WHOLE, pays)
    text = text.replace("at: county-agreed", f"at: {holds_at}").replace(
        "works_wait: false", f"works_wait: {str(works_wait).lower()}"
    )
    (tmp_path / "here.yaml").write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(help_policy, "SHELF", Shelf(HelpPolicy, tmp_path))
        yield


async def a_promise(session: AsyncSession, until: RenovationState = RenovationState.COUNTY_AGREED, **changed: Any) -> HouseMoney:
    """Eighteen thousand yuan for a house of grade D: fourteen of the central budget, four of the county's."""
    renovation = await a_renovation(session, until, **changed)
    money = await plan_house_money(session, renovation.id, reached=HoldAt.COUNTY_AGREED, by=COUNTY_OFFICER, at=on("2020-06-26"))
    assert money is not None
    return money


def held(fen: int = 1_800_000, *, at: str = "2020-06-27", plan: int = 1) -> SaidOfHold:
    lines = [{"line": "B-371311-2020-0001", "source": "central", "amount_fen": fen}] if fen else []
    return SaidOfHold(on(at), plan, MoneyState.HELD, held_fen=fen, lines=lines)


def lacks(fen: int = 400_000, *, at: str = "2020-06-27", plan: int = 1) -> SaidOfHold:
    short = [{"source": "county", "line": "B-371311-2020-0002", "lacks_fen": fen}]
    return SaidOfHold(on(at), plan, MoneyState.LACKING, short=short, code="lines-for-house-short", reason="余额不足")


async def a_held_promise(session: AsyncSession, until: RenovationState = RenovationState.AGREED, **changed: Any) -> HouseMoney:
    money = await a_promise(session, until, **changed)
    await note_house_money(session, money.renovation_id, held())
    return money


async def released(session: AsyncSession, money: HouseMoney, day: str = "2020-08-02") -> list[MoneyStage]:
    return await release_stages(session, money.renovation_id, by=VILLAGER.subject, at=on(day))


async def stages(session: AsyncSession, renovation_id: UUID) -> dict[str, MoneyStage]:
    money = await find_money(session, renovation_id)
    assert money is not None
    return {stage.code: stage for stage in await list_stages(session, money.id)}


def said(state: SubsidyState, day: str, payment_id: UUID | None = None, **told: Any) -> Said:
    at: datetime = on(day)
    paid_on = at.date() if state is SubsidyState.PAID else None
    return Said(state, at, payment_id, paid_on=told.pop("paid_on", paid_on), **told)


def a_payment() -> UUID:
    return uuid7()


async def renovation_of(session: AsyncSession, money: HouseMoney) -> Renovation:
    found = await session.get(Renovation, money.renovation_id)
    assert found is not None
    return found
