from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.distribution import PlanState, become
from services.funds.rules.notice import NoticeAbout, Subject
from services.funds.rules.public_text import Line, PublicText
from services.funds.rules.second_person import must_be_another
from services.funds.store.asset_policy import get_asset_policy_named
from services.funds.store.distribution import list_shares, lock_plan
from services.funds.store.notice import add_notice
from services.funds.tables import DistributionPlan
from shared.security import Principal


async def approve_plan(session: AsyncSession, plan_id: UUID, *, by: Principal, on: date) -> DistributionPlan:
    """A second person approves a plan, and its notice opens: households by their place in the list, points and amounts, no names.

    Raises NoSuchPlan, OutsideRegion, PlanStateForbids, SamePerson, NoNoticeRule and the PUBLIC_TEXT_LAWS.
    """
    plan = await lock_plan(session, plan_id)
    shares = await list_shares(session, plan_id)
    policy = get_asset_policy_named(plan.policy)
    by.must_cover(plan.region)

    state = become(plan.state, PlanState.APPROVED)
    must_be_another(plan.drawn_by, by.subject)

    plan.state, plan.approved_by, plan.approved_on = state, by.subject, on
    lines = [
        Line(PublicText(f"名单第 {at} 户"), PublicText(f"得分 {share.points}，保底加按需"), share.amount_fen)
        for at, share in enumerate(shares, start=1)
    ]
    if plan.collective_fen:
        lines.append(Line(PublicText.of(plan.collective), PublicText("留集体，用于公益事业"), plan.collective_fen))
    await add_notice(
        session,
        Subject(NoticeAbout.DISTRIBUTION, plan.id),
        region=plan.region,
        title=f"{plan.year}年资产收益分配方案公示（{plan.number}）",
        lines=lines,
        opened_on=on,
        by=by.subject,
        days=policy.sharing.notice_days,
    )
    return plan
