"""The county's books as tests say them: journals by hand, bank accounts and what their bank says."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.bank.open_bank_account import open_bank_account
from services.funds.operations.ledger.open_account import open_account
from services.funds.operations.ledger.record_journal import record_journal
from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.transfer import Booked, Purpose
from services.funds.schemas.bank import OpenBankAccount
from services.funds.schemas.journal import AccountNamed, RecordJournal
from services.funds.store.books import list_findings
from services.funds.tables import BankAccount
from shared import clock
from shared.errors import Refusal
from shared.money import yuan
from tests.builders.funds import COUNTY, COUNTY_OFFICER, DETECTED_AT, OTHER_TOWN, TOWN

TREASURY = AccountKey(AccountKind.TREASURY, COUNTY)
POOL = AccountKey(AccountKind.COUNTY_POOL, COUNTY)
RESERVE = AccountKey(AccountKind.TOWN_RESERVE, TOWN)
OTHER_RESERVE = AccountKey(AccountKind.TOWN_RESERVE, OTHER_TOWN)
BANK_NUMBER = "3713110100001"


def at(day: str) -> datetime:
    """Nine in the morning of a day."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), clock.CHINA).replace(hour=9)


def named(key: AccountKey) -> dict[str, Any]:
    """An account as a form names it."""
    return {name: value for name, value in key._asdict().items() if value}


def a_journal(*ways: tuple[AccountKey, AccountKey, Purpose, int], **more: Any) -> RecordJournal:
    """A form of these movements: from, to, for what, how many fen."""
    movements = [
        {"source": named(source), "target": named(target), "purpose": purpose, "amount_yuan": yuan(amount_fen)}
        for source, target, purpose, amount_fen in ways
    ]
    return RecordJournal.model_validate({"movements": movements, "memo": "手工记账", **more})


def an_allocation(amount_fen: int, **more: Any) -> RecordJournal:
    """Money from the treasury for the pool."""
    return a_journal((TREASURY, POOL, Purpose.ALLOCATION, amount_fen), **more)


def a_fill(amount_fen: int, *, to: AccountKey = RESERVE, **more: Any) -> RecordJournal:
    """Money from the pool for a town."""
    return a_journal((POOL, to, Purpose.RESERVE_FILL, amount_fen), **more)


async def open_accounts(session: AsyncSession, *keys: AccountKey) -> None:
    """These accounts, empty; without any, those of `TREASURY` and below."""
    for key in keys or (TREASURY, POOL, RESERVE, OTHER_RESERVE):
        await open_account(session, AccountNamed(**key._asdict()), by=COUNTY_OFFICER)


async def book(session: AsyncSession, form: RecordJournal, *, on: datetime = DETECTED_AT) -> list[Booked]:
    """The county books it. Raises what it is refused for."""
    [told] = await record_journal(session, [form], by=COUNTY_OFFICER, at=on)
    if isinstance(told, Refusal):
        raise told
    return told


async def a_pool(session: AsyncSession, amount_fen: int, *, on: datetime = DETECTED_AT) -> Booked:
    """The usual accounts, and money in the pool."""
    await open_accounts(session)
    [moved] = await book(session, an_allocation(amount_fen), on=on)
    return moved


async def a_bank_account(
    session: AsyncSession, *, opened_on: str = "2020-06-01", kinds: Sequence[str] = ("county-pool",)
) -> BankAccount:
    """The account at a bank in which the pool's money lies, empty on its first day."""
    form = OpenBankAccount.model_validate(
        {
            "region": COUNTY,
            "number": BANK_NUMBER,
            "bank": "罗庄农村商业银行",
            "title": "扶贫资金专户",
            "kinds": list(kinds),
            "opened_on": opened_on,
            "opening_yuan": "0",
        }
    )
    return await open_bank_account(session, form, by=COUNTY_OFFICER, at=at(opened_on))


def mt940(lines: Sequence[tuple[str, int, str, str]], *, opening_fen: int = 0, until: str, number: str = "1") -> bytes:
    """A statement as a bank sends it: of each line its day, its fen (below zero: out), our reference and what else it says."""
    closing_fen = opening_fen + sum(line[1] for line in lines)
    first = lines[0][0] if lines else until
    rows = [":20:STMT", f":25:{BANK_NUMBER}", f":28C:{number}/1", f":60F:{_balance(opening_fen, first)}"]
    for place, (day, amount_fen, reference, words) in enumerate(lines):
        mark = "C" if amount_fen > 0 else "D"
        rows.append(f":61:{_day(day)}{mark}{_amount(amount_fen)}NTRF{reference or 'NONREF'}//BK{number}{place:03}")
        rows.append(f":86:{words}")
    rows.append(f":62F:{_balance(closing_fen, until)}")
    return "\r\n".join([*rows, "-", ""]).encode("gb18030")


def _day(day: str) -> str:
    return day.replace("-", "")[2:]


def _amount(amount_fen: int) -> str:
    return yuan(abs(amount_fen)).replace(".", ",")


def _balance(amount_fen: int, day: str) -> str:
    return f"{'D' if amount_fen < 0 else 'C'}{_day(day)}CNY{_amount(amount_fen)}"


async def unsound(session: AsyncSession) -> list[tuple[str, str]]:
    """What a recomputation of all the books finds: nothing, whatever was done."""
    total = await session.scalar(text("SELECT coalesce(sum(debits_posted_fen - credits_posted_fen), 0) FROM account"))
    assert total == 0
    return [(found.code, found.told) for found in await list_findings(session)]
