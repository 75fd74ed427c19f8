"""Taking a list out of the register leaves a trace that nobody can change and auditors read."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.listing.take_out_list import take_out_list
from services.registry.tables import ListExport
from shared.database import Scope, set_scope
from shared.vault import unseal
from tests.builders.registry_file import OFFICER

WHAT = {"many": 12, "has_whole_numbers": True, "why": "报送全国系统比对"}


async def test_who_took_out_what_and_why_is_kept_and_the_filters_are_sealed(session: AsyncSession) -> None:
    await take_out_list(session, "人员名单", "找谁：王小明", by=OFFICER, **WHAT)
    [trace] = await session.exec(select(ListExport))
    assert (trace.title, trace.rows, trace.has_whole_numbers, trace.why) == ("人员名单", 12, True, "报送全国系统比对")
    assert (trace.exported_by, trace.role, trace.region) == (OFFICER.subject, "county", "371311")
    assert "王小明".encode() not in trace.asked_sealed
    assert unseal(trace.asked_sealed) == "找谁：王小明"


async def test_a_trace_is_read_by_auditors_of_the_region_alone(session: AsyncSession) -> None:
    await take_out_list(session, "人员名单", "", by=OFFICER, **WHAT)
    for role, region, seen in (
        ("auditor", "371311", 1),
        ("auditor", "3713", 1),
        ("auditor", "371402", 0),
        ("county", "371311", 0),
    ):
        await set_scope(session, Scope("x", role, region, "", "test"))
        assert len((await session.exec(select(ListExport))).all()) == seen, (role, region)


async def test_a_trace_is_never_changed(session: AsyncSession) -> None:
    await take_out_list(session, "人员名单", "", by=OFFICER, **WHAT)
    with pytest.raises(DBAPIError, match="only ever added to"):
        await session.execute(text("UPDATE list_export SET rows = 0"))
