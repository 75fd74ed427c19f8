from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.asset import AssetKind, must_be_there
from services.funds.rules.asset_contract import (
    ContractState,
    DueFor,
    NotOperated,
    Terms,
    must_not_overlap,
    schedule,
    yearly_fen,
)
from services.funds.schemas.asset_income import SignContract
from services.funds.store.asset import lock_asset
from services.funds.store.asset_income import list_contracts_of
from services.funds.tables import AssetContract, AssetDue
from shared.security import Principal


async def sign_contract(session: AsyncSession, asset_id: UUID, form: SignContract, *, by: Principal, on: date) -> AssetContract:
    """Write down a contract with whoever runs an asset, and every due of its term. The reminders tell of them in time.

    Raises NoSuchAsset, OutsideRegion, AssetGone, NotOperated, PricingIncomplete, ContractTerm, ContractsOverlap.
    """
    asset = await lock_asset(session, asset_id)
    earlier = await list_contracts_of(session, asset_id)
    by.must_cover(asset.region)

    must_be_there(asset.state)
    if asset.kind is not AssetKind.OPERATING:
        raise NotOperated
    yield_bp = int(form.yield_percent * 100) if form.yield_percent is not None else None
    yearly = yearly_fen(form.pricing, rent_fen=form.rent_fen, basis_fen=form.basis_fen, yield_bp=yield_bp)
    dues = schedule(Terms(form.starts_on, form.ends_on, yearly, form.dues_a_year, form.owed_when, form.grace_days))
    must_not_overlap([(each.starts_on, each.ended_on or each.ends_on) for each in earlier], form.starts_on, form.ends_on)

    contract = AssetContract(
        **form.model_dump(exclude={"rent_fen", "yield_percent", "basis_fen"}),
        asset_id=asset_id,
        region=asset.region,
        # What a rent is worth is told against what the asset cost.
        basis_fen=form.basis_fen or asset.value_fen,
        yield_bp=yield_bp,
        yearly_fen=yearly,
        state=ContractState.RUNNING,
        written_by=by.subject,
    )
    session.add(contract)
    await session.flush()
    for due in dues:
        session.add(
            AssetDue(
                asset_id=asset_id,
                contract_id=contract.id,
                region=asset.region,
                due_for=DueFor.CONTRACT,
                payer=form.operator,
                from_on=due.from_on,
                to_on=due.to_on,
                due_on=due.due_on,
                amount_fen=due.amount_fen,
            )
        )
    await session.flush()
    return contract
