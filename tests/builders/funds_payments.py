"""Households that are paid through the bank, as tests say them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.payee.record_payee import record_payee
from services.funds.operations.payment.approve_payments import Judged, approve_payments
from services.funds.operations.payment.check_payments import check_payments
from services.funds.operations.payment_batch.make_batch import make_batch
from services.funds.operations.payment_batch.name_paying_account import name_paying_account
from services.funds.operations.payment_batch.record_answer import record_answer
from services.funds.rules import transfer
from services.funds.rules.account import AccountKey, AccountKind, Source
from services.funds.rules.budget_line import MoveKind
from services.funds.rules.payment import Ask
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.schemas.payee import RecordPayee
from services.funds.schemas.payment import ApprovePayments
from services.funds.schemas.payment_batch import MakeBatch, NamePayingAccount
from services.funds.store.double_dip import put_member
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.store.payment import ask_payments
from services.funds.store.payment_batch import list_lines
from services.funds.tables import (
    BankAnswer,
    BatchLine,
    BudgetLine,
    BudgetMove,
    HouseholdMember,
    Payee,
    Payment,
    PaymentBatch,
    Transfer,
)
from shared import clock
from shared.ids import uuid7
from shared.security import Principal, Role
from shared.vault import hash_identity
from tests.builders.funds import COUNTY, VILLAGE

JULY_1 = datetime(2020, 7, 1, 10, 0, tzinfo=clock.CHINA)
LINE = AccountKey(AccountKind.BUDGET_LINE, COUNTY, "B-371311-2020-0001", Source.PROVINCE, "housing", 2020)
OTHER_LINE = AccountKey(AccountKind.BUDGET_LINE, COUNTY, "B-371311-2020-0002", Source.COUNTY, "housing", 2020)
BANK, BANK_CODE = "罗庄农村商业银行", "402473000018"
CLAUSE = "建村〔2019〕83号，D 级重建补助"

ASKER = Principal("镇街经办甲", Role.TOWN, "371311001")
RECORDER = Principal("镇街经办乙", Role.TOWN, "371311001")
SIGNER = Principal("镇街分管丙", Role.TOWN, "371311001")
FIRST_OF_COUNTY = Principal("县区复核丁", Role.COUNTY, COUNTY)
SECOND_OF_COUNTY = Principal("县区复核戊", Role.COUNTY, COUNTY)
CASHIER = Principal("县区出纳己", Role.COUNTY, COUNTY)

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def an_id(count: int) -> str:
    """A sound identity number, another for each count."""
    digits = f"37131119700{count // 1000 % 9 + 1}01{count % 1000:03}"
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11]


def a_card(count: int) -> str:
    """A sound card number of 19 digits, another for each count."""
    digits = f"621700123456{count:06}"
    doubled = [int(d) * (2 if at % 2 == 0 else 1) for at, d in enumerate(reversed(digits))]
    return digits + str(-sum(d - 9 if d > 9 else d for d in doubled) % 10)


async def a_line(session: AsyncSession, amount_fen: int = 10_000_000, *, key: AccountKey = LINE) -> AccountKey:
    """A budget line of the county with a hundred thousand yuan in it, out of money that was bound to no programme."""
    pool_key = AccountKey(AccountKind.COUNTY_POOL, COUNTY, "", key.source, "", key.year)
    treasury, pool, line = await lock_accounts(session, AccountKey(AccountKind.TREASURY, COUNTY), pool_key, key)
    received, moved = (
        Transfer(phase=Phase.MOVED, purpose=purpose, region=COUNTY, amount_fen=amount_fen, memo="下达指标", made_at=JULY_1)
        for purpose in (Purpose.ALLOCATION, Purpose.BUDGET)
    )
    coming = transfer.move(treasury, pool, amount_fen)
    known = (await session.exec(select(BudgetLine).where(BudgetLine.number == key.holder))).first()
    if known is None:
        session.add(known := _line(key, line.account_id))
        await session.flush()
    await add_transfers(session, (received, coming), (moved, transfer.move(pool.after(coming), line, amount_fen)))
    set_down = {"line_id": known.id, "region": COUNTY, "kind": MoveKind.SET_DOWN, "amount_fen": amount_fen}
    session.add(BudgetMove(**set_down, transfer_id=moved.id, made_at=JULY_1))
    await session.flush()
    return key


def _line(key: AccountKey, account_id: UUID) -> BudgetLine:
    return BudgetLine(
        number=key.holder,
        region=key.region,
        county=COUNTY,
        title="农村危房改造补助",
        project="",
        source=key.source,
        pool_programme="",
        programme=key.programme,
        programme_title="农村危房改造",
        year=key.year,
        money_of_year=key.year,
        use="household-aid",
        use_title="补助到户",
        account_id=account_id,
        opened_at=JULY_1,
    )


async def a_member(
    session: AsyncSession,
    count: int = 1,
    *,
    household_id: UUID | None = None,
    person_id: UUID | None = None,
    is_member: bool = True,
    village: str = VILLAGE,
) -> HouseholdMember:
    """Somebody whom registry has told of."""
    member = HouseholdMember(
        household_id=household_id or uuid7(),
        person_id=person_id or uuid7(),
        identity_hash=hash_identity(an_id(count)),
        region=village,
        is_member=is_member,
        revision=count,
    )
    await put_member(session, member)
    return member


async def a_payee(
    session: AsyncSession,
    member: HouseholdMember,
    count: int = 1,
    *,
    holder: int | None = None,
    name: str = "王小明",
    by: Principal = RECORDER,
    at: datetime = JULY_1,
    bank_code: str = BANK_CODE,
) -> Payee:
    """The account of a member's household, held by them."""
    form = RecordPayee(
        household_id=member.household_id,
        region=member.region,
        card_number=a_card(count),
        bank=BANK,
        bank_code=bank_code,
        holder_name=name,
        holder_id=an_id(holder if holder is not None else member.revision),
    )
    return await record_payee(session, form, by=by, at=at)


async def asked(
    session: AsyncSession,
    members: Sequence[HouseholdMember],
    amount_fen: int = 100_000,
    *,
    key: AccountKey = LINE,
    matter: UUID | None = None,
    about: About = About.HOUSING,
    at: datetime = JULY_1,
) -> list[Payment]:
    """Payments of a thousand yuan each, asked for by one matter and compared with others."""
    about_id = matter or uuid7()
    asks = [
        Ask(about, about_id, one.household_id, one.region, amount_fen, CLAUSE, "危房改造补助", person_id=None) for one in members
    ]
    purpose = Purpose.HOUSEHOLD_PAYMENT
    payments = await ask_payments(session, asks, out_of=key, purpose=purpose, by=ASKER.subject, at=at)
    await check_payments(session, at=at)
    return payments


async def sign(
    session: AsyncSession, payments: Sequence[Payment], by: Principal = SIGNER, *, at: datetime = JULY_1
) -> list[Judged]:
    return await approve_payments(session, ApprovePayments(payment_ids=[one.id for one in payments]), by=by, at=at)


async def approved(session: AsyncSession, count: int = 1, amount_fen: int = 100_000, *, first: int = 1) -> list[Payment]:
    """Payments to so many households, each with an account, signed for."""
    members = [await a_member(session, at) for at in range(first, first + count)]
    for at, member in enumerate(members, start=first):
        await a_payee(session, member, at)
    payments = await asked(session, members, amount_fen)
    assert all(one.is_approved for one in await sign(session, payments))
    return payments


async def a_paying_account(session: AsyncSession) -> None:
    """The county's account that batches are paid from."""
    form = NamePayingAccount(
        county=COUNTY, title="罗庄区财政局", account_number="80101000000123456", bank=BANK, bank_code=BANK_CODE
    )
    await name_paying_account(session, form, by=CASHIER, at=JULY_1)


async def a_batch(session: AsyncSession, *, at: datetime = JULY_1) -> PaymentBatch:
    """Everything that is ready, on its way to the bank."""
    return await make_batch(session, MakeBatch(county=COUNTY), by=CASHIER, at=at)


async def lines_of(session: AsyncSession, batch: PaymentBatch) -> Sequence[BatchLine]:
    return await list_lines(session, batch.id, after=0, limit=2_000)


async def answered(session: AsyncSession, text: str, *, at: datetime = JULY_1) -> BankAnswer:
    """The bank's answer as a table; the headings are added."""
    content = f"流水号,金额（元）,结果,原因代码,原因\n{text}".encode()
    return await record_answer(session, content, county=COUNTY, by=CASHIER, at=at)


def success(line: BatchLine) -> str:
    return f"{line.number},,成功,,\n"


def failure(line: BatchLine, code: str = "AC04", reason: str = "账户已销户") -> str:
    return f"{line.number},,失败,{code},{reason}\n"


async def room_fen(session: AsyncSession, key: AccountKey = LINE) -> tuple[int, int, int]:
    """What of a line is free, set aside and paid."""
    [line] = await lock_accounts(session, key)
    return line.sums.available_fen, line.sums.credits_pending_fen, line.sums.credits_posted_fen
