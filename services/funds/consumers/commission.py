"""What other services ask to be shown before it goes on."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.notice.drop_commissioned_notice import drop_commissioned_notice
from services.funds.operations.notice.open_commissioned_notice import open_commissioned_notice
from services.funds.rules.notice import NoticeAbout
from services.funds.rules.public_text import Line, PublicText
from shared.consumers import Consumers
from shared.events.housing import RelocationNoticeAsked, RelocationNoticeDropped, RenovationAgreed, RenovationEnded

handlers = Consumers("funds")


@handlers.on(RenovationAgreed)
async def show_renovation(session: AsyncSession, event: RenovationAgreed) -> None:
    """A level agreed that a house be made safe. No name: the village tells each household its number."""
    line = Line(PublicText(f"申请编号 {event.number}"), PublicText(event.says), event.standard_fen or None)
    await open_commissioned_notice(
        session,
        event.matter_id,
        NoticeAbout.RENOVATION,
        region=event.region,
        title=f"农村危房改造公示（{event.number}）",
        lines=[line],
        on=event.shown_on,
        by="housing",
        days=event.days,
        working_days=event.working_days,
    )


@handlers.on(RenovationEnded)
async def drop_renovation(session: AsyncSession, event: RenovationEnded) -> None:
    """It does not go on: what is still shown ends."""
    if event.matter_id is not None:
        await drop_commissioned_notice(session, event.matter_id, on=event.ended_on)


@handlers.on(RelocationNoticeAsked)
async def show_relocation(session: AsyncSession, event: RelocationNoticeAsked) -> None:
    """Who is to move, what a lot is drawn from, or what was drawn. No name: the village tells each household its number."""
    await open_commissioned_notice(
        session,
        event.matter_id,
        NoticeAbout(event.about),
        region=event.region,
        title=event.heading,
        lines=[Line(PublicText(line.who), PublicText(line.says)) for line in event.lines],
        on=event.shown_on,
        by="housing",
        days=event.days,
        working_days=None,
    )


@handlers.on(RelocationNoticeDropped)
async def drop_relocation(session: AsyncSession, event: RelocationNoticeDropped) -> None:
    """A lot is not drawn after all: what is still shown of it ends."""
    await drop_commissioned_notice(session, event.matter_id, on=event.ended_on)
