from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.asset import must_be_there
from services.funds.rules.asset_contract import DueFor
from services.funds.rules.depreciation import month_end
from services.funds.rules.generation import PER_YUAN, MonthWritten, sold
from services.funds.schemas.asset_income import RecordGeneration
from services.funds.store.asset import lock_asset
from services.funds.store.asset_income import find_generation
from services.funds.tables import AssetDue, Generation
from shared.security import Principal


async def record_generation(
    session: AsyncSession, asset_id: UUID, form: RecordGeneration, *, by: Principal, on: date
) -> Generation:
    """Write down what a plant made in a month: what it brings is owed from then on by whoever buys the electricity.

    The reminders tell of the due. Raises NoSuchAsset, OutsideRegion, AssetGone, NotAPlant, MonthNotOver, MonthWritten,
    MoreThanThePlantCan, BringsNothing.
    """
    asset = await lock_asset(session, asset_id)
    written = await find_generation(session, asset_id, form.month)
    by.must_cover(asset.region)

    must_be_there(asset.state)
    if written is not None:
        raise MonthWritten(pointer="/month")
    begins_on = date.fromisoformat(f"{form.month}-01")
    price, subsidy = int(form.price * PER_YUAN), int(form.subsidy * PER_YUAN)
    brings = sold(form.kwh, price, subsidy, power_kw=asset.power_kw, month_ended_on=month_end(begins_on), on=on)

    due = AssetDue(
        asset_id=asset_id,
        region=asset.region,
        due_for=DueFor.GENERATION,
        payer=form.payer,
        from_on=begins_on,
        to_on=month_end(begins_on),
        due_on=form.due_on,
        amount_fen=brings.sold_fen + brings.subsidised_fen,
    )
    session.add(due)
    await session.flush()
    generation = Generation(
        asset_id=asset_id,
        region=asset.region,
        month=form.month,
        kwh=form.kwh,
        price=price,
        subsidy=subsidy,
        sold_fen=brings.sold_fen,
        subsidised_fen=brings.subsidised_fen,
        due_id=due.id,
        written_by=by.subject,
    )
    session.add(generation)
    await session.flush()
    return generation
