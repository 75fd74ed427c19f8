"""Facts and commands of funds, as tests say them."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.grant.pay_emergency_grant import pay_emergency_grant
from services.funds.operations.ledger.fill_payer_account import fill_payer_account
from services.funds.operations.ledger.receive_allocation import receive_allocation
from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.grant import Need
from services.funds.rules.transfer import Phase, Purpose, move
from services.funds.schemas.ledger import FillPayerAccount, ReceiveAllocation
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.tables import EmergencyGrant, Transfer
from shared import clock
from shared.events.civil_affairs import Trigger
from shared.events.medical import ClearingApproved
from shared.events.registry import Member, NewPovertyDetected
from shared.ids import uuid7
from shared.security import Principal, Role

COUNTY = "371311"
TOWN = "371311001"
OTHER_TOWN = "371311100"
VILLAGE = "371311001001"
OTHER_VILLAGE = "371311100203"
DETECTED_AT = datetime(2020, 6, 1, 9, 30, tzinfo=clock.CHINA)
PAPERS = ["application", "identity", "household-survey", "receipt"]

COUNTY_OFFICER = Principal("县区经办", Role.COUNTY, COUNTY)


def a_need(
    *, village: str = VILLAGE, trigger: Trigger = Trigger.ILLNESS, burden_fen: int | None = 3_000_000, case_id: UUID | None = None
) -> Need:
    """A household with a bill of 30,000 yuan, whose grant is the town's limit of 3,000 yuan."""
    return Need(case_id or uuid7(), uuid7(), village, trigger, DETECTED_AT, burden_fen)


def a_detection(
    *, village: str = VILLAGE, trigger: Trigger = Trigger.ILLNESS, burden_fen: int | None = 3_000_000, case_id: UUID | None = None
) -> NewPovertyDetected:
    """The event that says so."""
    return NewPovertyDetected(
        case_id=case_id or uuid7(),
        household_id=uuid7(),
        region=village,
        trigger=trigger,
        origin="burden",
        detected_at=DETECTED_AT,
        members=[Member(person_id=uuid7(), identity_hash="a" * 64)],
        burden_fen=burden_fen,
    )


async def a_filled_pool(session: AsyncSession, amount_fen: int = 100_000_000) -> Transfer:
    """A county pool with a million yuan in it."""
    form = ReceiveAllocation(county=COUNTY, amount_fen=_yuan(amount_fen), memo="2020年临时救助预算")
    return await receive_allocation(session, form, by=COUNTY_OFFICER, at=DETECTED_AT)


async def a_filled_reserve(session: AsyncSession, amount_fen: int = 3_000_000, *, town: str = TOWN) -> Transfer:
    """A town reserve of 30,000 yuan as reserves were filled before the public was told of it, and what has to be there first."""
    await a_filled_pool(session, amount_fen)
    pool, reserve = await lock_accounts(
        session, AccountKey(AccountKind.COUNTY_POOL, COUNTY), AccountKey(AccountKind.TOWN_RESERVE, town)
    )
    filled = Transfer(
        phase=Phase.MOVED,
        purpose=Purpose.RESERVE_FILL,
        region=town,
        amount_fen=amount_fen,
        memo="救助备用金",
        made_at=DETECTED_AT,
    )
    await add_transfers(session, (filled, move(pool, reserve, amount_fen)))
    return filled


async def pay_grant(session: AsyncSession, need: Need, *, at: datetime) -> EmergencyGrant:
    """One household's grant, decided alone."""
    [grant] = await pay_emergency_grant(session, [need], at=at)
    assert grant
    return grant


AID_FUND = "医疗救助基金"


async def a_filled_payer(session: AsyncSession, amount_fen: int = 100_000_00, *, payer: str = AID_FUND) -> Transfer:
    """A payer of hospital bills with money ready in the county."""
    form = FillPayerAccount(county=COUNTY, payer=payer, amount_fen=_yuan(amount_fen), memo="2020年6月清算资金")
    return await fill_payer_account(session, form, by=COUNTY_OFFICER, at=DETECTED_AT)


def an_approval(
    *, statement_id: UUID | None = None, amount_fen: int = 40_000_00, payer: str = AID_FUND, ask: int = 1
) -> ClearingApproved:
    """Medical asks for a statement to be paid."""
    return ClearingApproved(
        statement_id=statement_id or uuid7(),
        region=COUNTY,
        hospital="H37131100001",
        payer=payer,
        period="2020-06",
        amount_fen=amount_fen,
        ask=ask,
    )


async def balance_fen(session: AsyncSession, kind: AccountKind, region: str | None = None) -> int:
    """What lies in an account: of the county for the treasury and the pool, else of the town."""
    is_countys = kind in {AccountKind.TREASURY, AccountKind.COUNTY_POOL}
    [holding] = await lock_accounts(session, AccountKey(kind, region or (COUNTY if is_countys else TOWN)))
    return holding.sums.balance_fen


def _yuan(amount_fen: int) -> str:
    return f"{amount_fen // 100}.{amount_fen % 100:02d}"
