"""Notices and public entries, as tests say them."""

from datetime import date, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.notice import NoticeAbout, Subject
from services.funds.rules.public_text import Line, MaskedName, PublicText
from services.funds.store.notice import add_notice
from services.funds.tables import Notice
from shared.ids import uuid7
from shared.security import Principal, Role
from tests.builders.funds import COUNTY, TOWN, VILLAGE

OPENED_ON = date(2020, 6, 1)
LAST_DAY = date(2020, 6, 11)
"""Ten days, the first of which is the day after."""
STOOD_ON = LAST_DAY + timedelta(days=1)
TITLE = "2020年光伏收益分配方案公示"

TOWN_OFFICER = Principal("镇街经办", Role.TOWN, TOWN)
ANOTHER_OFFICER = Principal("镇街纪检", Role.TOWN, TOWN)
COUNTY_INVESTIGATOR = Principal("县区调查", Role.COUNTY, COUNTY)
VILLAGE_OFFICER = Principal("村会计", Role.VILLAGE, VILLAGE)


def a_line(name: str = "王小明", says: str = "公益岗位工资", amount_fen: int | None = 120_000) -> Line:
    return Line(MaskedName.of(name), PublicText(says), amount_fen)


async def a_notice(
    session: AsyncSession,
    about: NoticeAbout = NoticeAbout.DISTRIBUTION,
    *,
    id: UUID | None = None,
    region: str = VILLAGE,
    title: str = TITLE,
    opened_on: date = OPENED_ON,
    days: int | None = None,
    by: str = TOWN_OFFICER.subject,
    lines: tuple[Line, ...] = (),
) -> Notice:
    """A notice of a village that stands ten days from the first of June 2020."""
    subject = Subject(about, id or uuid7())
    shown = lines or (a_line(), a_line("李芳", amount_fen=80_000))
    return await add_notice(session, subject, region=region, title=title, lines=shown, opened_on=opened_on, by=by, days=days)
