from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.disposal import WAY_NAMES, DisposalState, must_be, must_decide, step_now
from services.funds.rules.notice import NoticeAbout, Subject
from services.funds.rules.public_text import Line, PublicText
from services.funds.schemas.asset_care import DecideDisposal
from services.funds.store.asset import get_asset
from services.funds.store.asset_care import list_decisions, lock_disposal
from services.funds.store.asset_policy import get_asset_policy_named
from services.funds.store.notice import add_notice
from services.funds.tables import AssetDisposal, DisposalDecision
from shared.security import Principal


async def decide_disposal(
    session: AsyncSession, disposal_id: UUID, form: DecideDisposal, *, by: Principal, on: date
) -> AssetDisposal:
    """One of those who have to agree says so or not, each another person; when the last agrees, the notice opens.

    Raises NoSuchDisposal, OutsideRegion, DisposalStateForbids, NotYourStep, AlreadyTookPart, NoNoticeRule and the
    PUBLIC_TEXT_LAWS.
    """
    disposal = await lock_disposal(session, disposal_id)
    decided = await list_decisions(session, disposal_id)
    asset = await get_asset(session, disposal.asset_id)
    chain = get_asset_policy_named(disposal.policy).disposal.steps
    by.must_cover(disposal.region)

    must_be(disposal.state, DisposalState.ASKED)
    step = step_now(chain, [each.step for each in decided])
    assert step is not None  # an asked disposal has a step left
    took_part = [disposal.asked_by, *(each.written_by for each in decided)]
    must_decide(step, role=by.role, subject=by.subject, took_part=took_part)

    session.add(
        DisposalDecision(
            disposal_id=disposal_id,
            region=disposal.region,
            step=step,
            is_agreed=form.is_agreed,
            said=form.said,
            decided_on=on,
            written_by=by.subject,
        )
    )
    if not form.is_agreed:
        disposal.state = DisposalState.REFUSED
    elif step is chain[-1]:
        disposal.state = DisposalState.APPROVED
        says = PublicText(f"拟{WAY_NAMES[disposal.way]}，资产编号 {asset.number}")
        line = Line(PublicText.of(asset.title), says, disposal.price_fen or disposal.valuation_fen)
        subject = Subject(NoticeAbout.ASSET, disposal.id)
        title = f"帮扶资产处置公示（{asset.number}）"
        await add_notice(session, subject, region=asset.region, title=title, lines=[line], opened_on=on, by=by.subject)
    await session.flush()
    return disposal
