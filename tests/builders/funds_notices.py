"""Notices and public entries, as tests say them."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.duty.prove_duty import prove_duty
from services.funds.operations.notice.answer_objections import Answered, answer_objections
from services.funds.operations.notice.object_to_notice import object_to_notice
from services.funds.rules.notice import NoticeAbout, Subject
from services.funds.rules.paper import PaperAbout
from services.funds.rules.public_text import Line, MaskedName, PublicText
from services.funds.rules.publishing import Outlet
from services.funds.schemas.duty import ProveDuty
from services.funds.schemas.notice import AnswerObjections
from services.funds.store.duty import list_duties
from services.funds.store.notice import add_notice, letterbox
from services.funds.tables import Duty, DutyProof, Notice, Objection
from shared import clock
from shared.events.housing import RenovationAgreed
from shared.ids import uuid7
from shared.notices.forms import ObjectToNotice
from shared.notices.laws import Verdict
from shared.security import Principal, Role
from tests.builders.funds import COUNTY, TOWN, VILLAGE
from tests.builders.funds_papers import a_paper

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


def at_ten(day: date) -> datetime:
    """Ten in the morning of a day in China."""
    return datetime.combine(day, time(10), clock.CHINA)


async def an_objection(
    session: AsyncSession,
    notice: Notice,
    *,
    said: str = "金额与公布的标准不符",
    on: date = OPENED_ON,
    line_id: UUID | None = None,
) -> Objection:
    """Somebody objects to a notice."""
    form = ObjectToNotice(line_id=line_id, said=said, contact="13800000000")
    received = await object_to_notice(session, form, notice_id=notice.id, on=on, at=at_ten(on))
    return await letterbox.get_objection_by_receipt(session, received.receipt)


async def answered(
    session: AsyncSession,
    *objections: Objection,
    verdict: Verdict = Verdict.RESUME,
    on: date,
    by: Principal = ANOTHER_OFFICER,
    answer: str = "经核对方案，金额与标准一致。",
) -> Answered:
    """An investigation ends."""
    form = AnswerObjections(objection_ids=[each.id for each in objections], verdict=verdict, answer=answer)
    return await answer_objections(session, form, by=by, on=on, at=at_ten(on))


async def the_board_of(session: AsyncSession, notice: Notice) -> Duty:
    """What the notice's own place owes on its board."""
    duties = await list_duties(session, notice_id=notice.id, after=None, limit=20)
    return next(duty for duty in duties if duty.outlet is Outlet.BOARD)


async def proved(session: AsyncSession, duty: Duty, *, on: date, by: Principal = TOWN_OFFICER) -> DutyProof:
    """A photo of the board."""
    photo = await a_paper(session, PaperAbout.DUTY, duty.id)
    form = ProveDuty(place="龙潭社区村务公开栏", posted_on=on, photo_id=photo.id)
    return await prove_duty(session, form, duty_id=duty.id, by=by, on=on, at=at_ten(on))


def a_renovation_shown(**changed: Any) -> RenovationAgreed:
    """A village agreed on 8 June 2020 that a house be rebuilt, and asks for seven days of notice."""
    told: dict[str, Any] = {
        "matter_id": uuid7(),
        "renovation_id": uuid7(),
        "number": "G-371311-2020-0001",
        "region": VILLAGE,
        "level": "village",
        "grade": "D",
        "mode": "rebuild",
        "says": "D级危房，拆除重建",
        "standard_fen": 18000_00,
        "days": 7,
        "shown_on": date(2020, 6, 8),
    }
    return RenovationAgreed(**(told | changed))
