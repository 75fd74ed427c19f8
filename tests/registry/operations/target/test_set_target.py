"""A target is set once and corrected by versions; printed numbers are version 0."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.target.set_target import set_target
from services.registry.rules.target import TargetChangedMeanwhile
from services.registry.rules.target_indicator import TargetUnknown
from services.registry.schemas.target import SetTarget
from services.registry.store.target import find_target

KEY = ("350421", "exits", 2016, 2016)


def a_form(**changed: object) -> SetTarget:
    return SetTarget(
        **{"region": "350421", "year": 2016, "amount": 2000, "source": "市政府通知", "reason": "重新核定", **changed}
    )  # type: ignore[arg-type]


async def test_a_correction_stands_above_the_printed_number(session: AsyncSession) -> None:
    with pytest.raises(TargetChangedMeanwhile):
        await set_target(session, a_form(), by="李")
    first = await set_target(session, a_form(replaces_version=0), by="李")
    second = await set_target(session, a_form(replaces_version=1, amount=1900), by="李")
    assert (first.version, second.version) == (1, 2)
    held = await find_target(session, KEY)
    assert held is not None
    assert (held.amount, [other[:2] for other in held.others]) == (1900, [(0, 1956), (1, 2000)])


async def test_a_place_that_no_document_names_begins_with_version_one(session: AsyncSession) -> None:
    made = await set_target(session, a_form(region="371311", year=2020), by="李")
    assert (made.version, made.since_year) == (1, 2020)
    with pytest.raises(TargetUnknown):
        await set_target(session, a_form(indicator="done:magic:persons", region="371311"), by="李")


async def test_nobody_rewrites_a_target(session: AsyncSession) -> None:
    await set_target(session, a_form(replaces_version=0), by="李")
    with pytest.raises(DBAPIError, match="only ever added"):
        await session.execute(text("UPDATE target SET amount = 0"))
