from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.asset import AssetState, must_follow
from services.funds.rules.asset_contract import DueFor
from services.funds.rules.asset_entry import asset_entry
from services.funds.rules.depreciation import Wearing, book_value_fen
from services.funds.rules.disclosure import DisclosureKind
from services.funds.rules.disposal import WAY_NAMES, ContractRuns, DisposalState, must_be
from services.funds.rules.notice import NoticeAbout, Subject, must_have_stood
from services.funds.schemas.asset_care import CompleteDisposal
from services.funds.store.asset import lock_asset
from services.funds.store.asset_care import get_disposal, lock_disposal
from services.funds.store.asset_income import list_contracts_of
from services.funds.store.asset_policy import get_asset_policy_named
from services.funds.store.notice import find_last_notice
from services.funds.tables import AssetDisposal, AssetDue, Disclosure
from shared import outbox
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.regions import name_of
from shared.security import Principal


async def complete_disposal(
    session: AsyncSession, disposal_id: UUID, form: CompleteDisposal, *, by: Principal, on: date
) -> AssetDisposal:
    """An asset goes once its notice stood: it stays in the register as gone; the price of a sale is owed to those who benefit.

    Raises NoSuchDisposal, OutsideRegion, DisposalStateForbids, the NOTICE_LAWS, ContractRuns, TitleOrder for a day in the future
    or before everyone agreed.
    """
    asset = await lock_asset(session, (await get_disposal(session, disposal_id)).asset_id)
    disposal = await lock_disposal(session, disposal_id)
    contracts = await list_contracts_of(session, asset.id)
    by.must_cover(asset.region)

    must_be(disposal.state, DisposalState.APPROVED)
    must_have_stood(await find_last_notice(session, Subject(NoticeAbout.ASSET, disposal.id)), on=on)
    must_follow([disposal.asked_on], form.done_on, on=on)
    if any((each.ended_on or each.ends_on) >= form.done_on for each in contracts):
        raise ContractRuns

    wearing = Wearing(asset.value_fen, asset.residual_fen, asset.life_months, asset.acquired_on)
    disposal.state, disposal.done_on = DisposalState.DONE, form.done_on
    disposal.book_fen = book_value_fen(wearing, form.done_on)
    asset.state, asset.disposed_on = AssetState.DISPOSED, form.done_on
    if disposal.price_fen is not None:
        session.add(
            AssetDue(
                asset_id=asset.id,
                region=asset.region,
                due_for=DueFor.SALE,
                payer=disposal.taker,
                from_on=form.done_on,
                to_on=form.done_on,
                due_on=form.done_on,
                amount_fen=disposal.price_fen,
            )
        )
    policy = get_asset_policy_named(disposal.policy)
    entry = asset_entry(
        DisclosureKind.ASSET,
        id=uuid7(),
        region=asset.region,
        region_name=name_of(asset.region[:9]),
        subject=asset.title,
        amount_fen=disposal.price_fen or disposal.valuation_fen,
        reason=f"资产{WAY_NAMES[disposal.way]}，资产编号 {asset.number}",
        on=on,
        policy=policy,
        by=policy.disposal,
    )
    disclosure = Disclosure.of(entry)
    session.add(disclosure)
    await session.flush()

    await outbox.record(
        session,
        DisclosurePublished(entry_id=disclosure.id, region=disclosure.region, kind=disclosure.kind, published_on=on),
    )
    return disposal
