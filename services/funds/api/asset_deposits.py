"""Deposits of operators: taken in, given back once nothing is owed, or kept with a reason."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from services.funds.operations.asset_contract import keep_deposit as keeping
from services.funds.operations.asset_contract import return_deposit as returning
from services.funds.operations.asset_contract import take_deposit as taking
from services.funds.rules import asset_deposit as rules
from services.funds.rules.asset_contract import MoreThanOwed, NobodyBenefits, NoSuchAssetContract, NoSuchDue, ReceivedInFuture
from services.funds.rules.second_person import SamePerson
from services.funds.schemas.asset_deposit import DepositMoveView, DepositView, KeepDeposit, MoveDeposit
from services.funds.store.asset_deposit import Moved, held_fen, list_moves
from services.funds.store.asset_income import get_contract
from shared.clock import now
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/asset-contracts/{contract_id}/deposit", "资产经营保证金")

ContractId = Annotated[UUID, Path(title="合同标识")]
County = Annotated[Principal, may(Role.COUNTY)]
Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]


@router.get("", summary="一份合同的保证金", responses=refuses(NoSuchAssetContract))
async def show_deposit(contract_id: ContractId, session: Transaction, by: Reader) -> DepositView:
    return await _shown(session, contract_id)


@router.post(
    "/receipts",
    status_code=201,
    summary="收取保证金",
    responses=refuses(NoSuchAssetContract, OutsideRegion, rules.NoDepositAgreed, rules.MoreThanAgreed, ReceivedInFuture),
)
async def take_deposit(contract_id: ContractId, form: MoveDeposit, session: Transaction, by: County) -> DepositView:
    """记入该合同自己的保证金账户，不作收益，不能分配。"""
    await taking.take_deposit(session, contract_id, form, by=by, at=now())
    return await _shown(session, contract_id)


@router.post(
    "/returns",
    status_code=201,
    summary="退还保证金",
    responses=refuses(NoSuchAssetContract, OutsideRegion, SamePerson, rules.DepositSecures, rules.MoreThanHeld, ReceivedInFuture),
)
async def return_deposit(contract_id: ContractId, form: MoveDeposit, session: Transaction, by: County) -> DepositView:
    """合同终止、收益收齐以后，由收取人以外的人员退还。"""
    await returning.return_deposit(session, contract_id, form, by=by, at=now())
    return await _shown(session, contract_id)


@router.post(
    "/forfeits",
    status_code=201,
    summary="扣留保证金",
    responses=refuses(
        NoSuchAssetContract,
        OutsideRegion,
        SamePerson,
        rules.MoreThanHeld,
        NobodyBenefits,
        ReceivedInFuture,
        NoSuchDue,
        MoreThanOwed,
    ),
)
async def keep_deposit(contract_id: ContractId, form: KeepDeposit, session: Transaction, by: County) -> DepositView:
    """写明原因；按收益权份额转为待分配收益，抵扣应收的视同到账。由收取人以外的人员办理。"""
    await keeping.keep_deposit(session, contract_id, form, by=by, at=now())
    return await _shown(session, contract_id)


async def _shown(session: Transaction, contract_id: UUID) -> DepositView:
    contract = await get_contract(session, contract_id)
    moves = await list_moves(session, [contract_id])
    return DepositView(
        contract_id=contract.id,
        operator=contract.operator,
        agreed_fen=contract.deposit_fen,
        held_fen=held_fen(moves, contract_id),
        moves=[_move(each) for each in moves],
    )


def _move(moved: Moved) -> DepositMoveView:
    shown = set(DepositMoveView.model_fields) - {"stands"}
    return DepositMoveView(**moved.deposit.model_dump(include=shown), stands=moved.stands)
