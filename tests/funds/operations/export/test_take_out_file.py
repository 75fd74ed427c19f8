"""What was taken out as a file is kept with who, when, what, by which conditions and how many rows."""

from sqlmodel import select

from services.funds.operations.export.take_out_file import take_out_file
from services.funds.tables import ListExport
from shared.database import EVERYWHERE
from shared.security import Principal, Role
from tests.builders.funds import COUNTY_OFFICER, DETECTED_AT


async def test_who_took_what_is_kept(session):
    await take_out_file(session, "账户明细", "起始日期：2020-01-01", many=12, by=COUNTY_OFFICER, at=DETECTED_AT)
    await take_out_file(session, "监督看板", "", many=1, by=Principal("全国审计", Role.AUDITOR, EVERYWHERE), at=DETECTED_AT)

    first, second = (await session.exec(select(ListExport).order_by(ListExport.id))).all()
    assert (first.title, first.asked, first.rows, first.region, first.role) == (
        "账户明细",
        "起始日期：2020-01-01",
        12,
        "371311",
        "county",
    )
    assert second.region == ""
