"""Deposits of operators: what was moved of each, and what stands."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import AccountKey
from services.funds.rules.asset_deposit import DepositMove, deposit_key
from services.funds.store.asset import get_asset
from services.funds.store.asset_income import Owed, list_dues
from services.funds.tables import AssetContract, AssetDeposit, Transfer
from shared.regions import county_of


class Moved(NamedTuple):
    """A move with whether it stands: what was reversed in the ledger does not."""

    deposit: AssetDeposit
    stands: bool


async def deposit_account(session: AsyncSession, contract: AssetContract) -> AccountKey:
    """Where a contract's deposit lies."""
    asset = await get_asset(session, contract.asset_id)
    return deposit_key(county_of(contract.region), operator=contract.operator, asset=asset.number, starts_on=contract.starts_on)


async def list_moves(session: AsyncSession, contract_ids: Collection[UUID]) -> Sequence[Moved]:
    """In the order in which they were written."""
    is_back = select(Transfer.id).where(col(Transfer.follows_id) == col(AssetDeposit.transfer_id)).exists()
    query = select(AssetDeposit, is_back).where(col(AssetDeposit.contract_id).in_(contract_ids)).order_by(col(AssetDeposit.id))
    return [Moved(deposit, not back) for deposit, back in await session.execute(query)]


def held_fen(moves: Sequence[Moved], contract_id: UUID) -> int:
    """What is held of a contract's deposit by what stands."""
    mine = [each.deposit for each in moves if each.stands and each.deposit.contract_id == contract_id]
    return sum(each.amount_fen if each.move is DepositMove.TAKEN else -each.amount_fen for each in mine)


async def list_takers(session: AsyncSession, contract_id: UUID) -> set[str]:
    """Who took parts of a deposit in: what becomes of it is decided by another."""
    mine = (AssetDeposit.contract_id == contract_id, AssetDeposit.move == DepositMove.TAKEN)
    return set(await session.exec(select(AssetDeposit.written_by).where(*mine)))


async def open_of_contract_fen(session: AsyncSession, contract: AssetContract) -> int:
    """What is owed by a contract and did not come in, all its dues together."""
    after, total = None, 0
    while True:
        dues: Sequence[Owed] = await list_dues(session, asset_id=contract.asset_id, after=after, limit=500)
        total += sum(each.open_fen for each in dues[:500] if each.due.contract_id == contract.id)
        if len(dues) <= 500:
            return total
        after = dues[499].due.id
