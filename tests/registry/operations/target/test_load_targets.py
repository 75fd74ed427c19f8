"""A table sets what is new or different, says what held before, and writes nothing while it is only looked at."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.target.load_targets import load_targets
from services.registry.rules.target import TargetWithoutReason
from services.registry.rules.target_sheet import Asked
from services.registry.store.target import find_target

SAME, NEW, OTHER = Asked("350421", 2016, 1956, 3), Asked("350421", 2019, 7, 3), Asked("350423", 2016, 1900, 4)
KEY = ("350423", "exits", 2016, 2016)


async def load(
    session: AsyncSession, *asked: Asked, reason: str = "市里重新核定", dry_run: bool = False
) -> list[tuple[str, int | None]]:
    loaded = await load_targets(session, "3504", asked, source="市政府通知", reason=reason, by="李", dry_run=dry_run)
    return [(one.region, before.amount if before else None) for one, before in loaded]


async def test_what_is_the_same_is_left_and_what_differs_becomes_a_version(session: AsyncSession) -> None:
    assert await load(session, SAME, NEW, OTHER) == [("350421", None), ("350423", 1860)]
    held = await find_target(session, KEY)
    assert held is not None
    assert (held.amount, held.version, held.reason) == (1900, 1, "市里重新核定")
    assert await load(session, SAME, NEW, OTHER) == []


async def test_a_look_changes_nothing(session: AsyncSession) -> None:
    assert await load(session, OTHER, dry_run=True) == [("350423", 1860)]
    held = await find_target(session, KEY)
    assert held is not None
    assert held.version == 0


async def test_a_printed_number_is_not_overwritten_without_a_reason(session: AsyncSession) -> None:
    with pytest.raises(TargetWithoutReason):
        await load(session, OTHER, reason="")
