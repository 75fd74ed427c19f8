from datetime import date
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.asset import (
    AssetKind,
    AssetState,
    Registration,
    TitleKind,
    must_be_in_county,
    must_be_whole,
    wear_of,
)
from services.funds.rules.asset_draft import must_fit
from services.funds.rules.asset_entry import asset_entry
from services.funds.rules.depreciation import months_later
from services.funds.rules.disclosure import DisclosureKind
from services.funds.rules.number import Series
from services.funds.rules.public_text import PublicText
from services.funds.schemas.asset import RegisterAsset
from services.funds.store.asset_draft import hand_over_of, lock_draft
from services.funds.store.asset_policy import get_asset_policy
from services.funds.store.number import take_numbers
from services.funds.tables import Asset, AssetHandOver, AssetSource, AssetTitle, Disclosure
from shared import outbox
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.regions import county_of, name_of
from shared.security import Principal


async def register_asset(session: AsyncSession, form: RegisterAsset, *, by: Principal, on: date) -> Asset:
    """Write an asset into the register with its four titles and its money; the public reads of all but those of households.

    From a draft it is a part of what a project handed over, and that hand-over is its own first one.

    Raises OutsideRegion, NoAssetRule, UnknownClass, MoneyDoesNotAddUp, TitlesMissing, SharesNotHeld, HouseholdMissing,
    AcquiredInFuture, BeneficiaryElsewhere and the PUBLIC_TEXT_LAWS for the title; from a draft NoSuchDraft, DraftClosed,
    MoreThanDraft, DraftElsewhere, OfAnotherProject.
    """
    by.must_cover(form.region, pointer="/region")
    policy, version = get_asset_policy(form.region, on)
    draft = await lock_draft(session, form.draft_id) if form.draft_id else None

    registration = Registration(
        kind=form.kind,
        value_fen=form.value_fen,
        sources_fen=[each.amount_fen for each in form.sources],
        titles=[(each.kind, f"{each.holder_region} {each.holder}") for each in form.titles],
        has_household=form.household_id is not None,
        acquired_on=form.acquired_on,
    )
    must_be_whole(registration, on=on)
    if draft is not None:
        must_fit(
            draft.state,
            open_fen=draft.open_fen,
            value_fen=form.value_fen,
            within=draft.region,
            region=form.region,
            project=form.project,
            number=draft.project,
        )
    county = county_of(form.region)
    benefiting = [each.holder_region for each in form.titles if each.kind is TitleKind.BENEFICIARY]
    must_be_in_county(county, benefiting, pointer="/titles")
    wear = wear_of(policy, form.asset_class, form.value_fen)
    title = PublicText.of(form.title, pointer="/title").text
    [number] = await take_numbers(session, Series.ASSET, county, on.year)

    asset = Asset(
        **form.model_dump(exclude={"title", "project", "sources", "titles"}),
        number=number,
        project=draft.project if draft else form.project,
        title=title,
        state=AssetState.IN_USE,
        policy=policy.policy,
        policy_version=version,
        life_months=wear.life_months,
        residual_fen=wear.residual_fen,
        inspect_by=months_later(on, policy.inspection.months),
        registered_by=by.subject,
        registered_on=on,
    )
    session.add(asset)
    await session.flush()
    of_asset: dict[str, Any] = {"asset_id": asset.id, "region": asset.region}
    session.add_all(AssetSource(**each.model_dump(), **of_asset) for each in form.sources)
    session.add_all(
        AssetTitle(**each.model_dump(), **of_asset, from_on=form.acquired_on, written_by=by.subject) for each in form.titles
    )
    if draft is not None:
        draft.registered_fen += form.value_fen
        session.add(AssetHandOver(**of_asset, **await hand_over_of(session, draft), written_by=by.subject))
    await session.flush()

    if form.kind is AssetKind.HOUSEHOLD:
        return asset
    entry = asset_entry(
        DisclosureKind.ASSET,
        id=uuid7(),
        region=asset.region,
        region_name=name_of(asset.region[:9]),
        subject=title,
        amount_fen=asset.value_fen,
        reason="资产登记",
        on=on,
        policy=policy,
        by=policy.titles,
    )
    disclosure = Disclosure.of(entry)
    session.add(disclosure)
    await outbox.record(
        session,
        DisclosurePublished(entry_id=disclosure.id, region=disclosure.region, kind=disclosure.kind, published_on=on),
    )
    return asset
