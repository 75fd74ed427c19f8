"""Bank accounts with their statements, lines, matches and differences."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.bank import DifferenceState, NoSuchBankAccount, NoSuchBankLine, NoSuchDifference
from services.funds.rules.matching import Entry, Line, reference_of, references_in
from services.funds.tables import BankAccount, BankDifference, BankLine, BankMatch, BankStatement

# What each transfer brought into or took out of the money that lies in the account, and is in no line of it yet.
_ENTRIES = """
SELECT transfer.id, transfer.booked_on, transfer.follows_id, transfer.link_id, transfer.about_id,
       sum(posting.debits_posted_fen - posting.credits_posted_fen)::bigint AS amount_fen
FROM posting JOIN account ON account.id = posting.account_id JOIN transfer ON transfer.id = posting.transfer_id
WHERE account.kind = ANY (CAST(:kinds AS text[])) AND starts_with(account.region, :region)
  AND posting.booked_on BETWEEN :from_on AND :until {which}
GROUP BY transfer.id HAVING sum(posting.debits_posted_fen - posting.credits_posted_fen) <> 0
ORDER BY transfer.booked_on, transfer.id
"""
_UNMATCHED = text(
    _ENTRIES.format(
        which="""AND NOT EXISTS (
    SELECT FROM bank_match WHERE bank_match.bank_account_id = :bank_account_id AND bank_match.transfer_id = transfer.id)"""
    )
)
_NAMED = text(_ENTRIES.format(which="AND transfer.id = ANY (CAST(:ids AS uuid[]))"))
_BOOK_BALANCE = text("""
SELECT coalesce(sum(account.debits_posted_fen - account.credits_posted_fen), 0)::bigint - coalesce((
    SELECT sum(posting.debits_posted_fen - posting.credits_posted_fen)
    FROM posting JOIN account later ON later.id = posting.account_id
    WHERE posting.booked_on > :on AND later.kind = ANY (CAST(:kinds AS text[]))
      AND starts_with(later.region, :region)), 0)::bigint
FROM account WHERE account.kind = ANY (CAST(:kinds AS text[])) AND starts_with(account.region, :region)
""")


async def get_bank_account(session: AsyncSession, id: UUID) -> BankAccount:
    """Raises NoSuchBankAccount."""
    account = await session.get(BankAccount, id)
    if account is None:
        raise NoSuchBankAccount(bank_account_id=str(id))
    return account


async def lock_bank_account(session: AsyncSession, id: UUID) -> BankAccount:
    """One reads or reconciles a bank account at a time. Raises NoSuchBankAccount."""
    account = await session.get(BankAccount, id, with_for_update=True, populate_existing=True)
    if account is None:
        raise NoSuchBankAccount(bank_account_id=str(id))
    return account


async def find_bank_account(session: AsyncSession, number: str) -> BankAccount | None:
    return (await session.exec(select(BankAccount).where(BankAccount.number == number))).first()


async def list_bank_accounts(session: AsyncSession, *, after: UUID | None, limit: int) -> Sequence[BankAccount]:
    query = select(BankAccount).order_by(col(BankAccount.id)).limit(limit)
    return (await session.exec(query.where(col(BankAccount.id) > after) if after else query)).all()


async def list_custody_around(session: AsyncSession, region: str) -> Sequence[BankAccount]:
    """The bank accounts of this place, of those around it and inside it."""
    overlaps = func.starts_with(col(BankAccount.region), region) | func.starts_with(region, col(BankAccount.region))
    return (await session.exec(select(BankAccount).where(overlaps))).all()


async def list_statements(
    session: AsyncSession, bank_account_id: UUID, *, before: UUID | None, limit: int
) -> Sequence[BankStatement]:
    """The newest first."""
    query = select(BankStatement).where(BankStatement.bank_account_id == bank_account_id)
    query = query.where(col(BankStatement.id) < before) if before else query
    return (await session.exec(query.order_by(col(BankStatement.id).desc()).limit(limit))).all()


async def list_known(session: AsyncSession, bank_account_id: UUID, fingerprints: Collection[str]) -> set[str]:
    """Those of these lines that are kept already."""
    rows = await session.exec(
        select(BankLine.fingerprint).where(
            BankLine.bank_account_id == bank_account_id, col(BankLine.fingerprint).in_(fingerprints)
        )
    )
    return set(rows)


async def get_bank_line(session: AsyncSession, id: UUID) -> BankLine:
    """Raises NoSuchBankLine."""
    line = await session.get(BankLine, id)
    if line is None:
        raise NoSuchBankLine(line_id=str(id))
    return line


async def list_unmatched_lines(session: AsyncSession, account: BankAccount, *, until: date) -> list[Line]:
    """Lines up to a day that are no transfer of ours yet."""
    matched = select(BankMatch.id).where(BankMatch.line_id == BankLine.id).exists()
    query = select(BankLine).where(BankLine.bank_account_id == account.id, col(BankLine.booked_on) <= until, ~matched)
    rows = await session.exec(query.order_by(col(BankLine.booked_on), col(BankLine.id)))
    return [
        Line(row.id, row.booked_on, row.amount_fen, row.likeness, references_in(row.reference, row.bank_reference))
        for row in rows
    ]


async def list_matched_likenesses(session: AsyncSession, account: BankAccount, likenesses: Collection[str]) -> set[str]:
    """Those of these likenesses that a line bears which was found to be a transfer."""
    rows = await session.exec(
        select(BankLine.likeness)
        .join(BankMatch, col(BankMatch.line_id) == col(BankLine.id))
        .where(BankLine.bank_account_id == account.id, col(BankLine.likeness).in_(likenesses))
    )
    return set(rows)


async def list_unmatched_entries(session: AsyncSession, account: BankAccount, *, until: date) -> list[Entry]:
    """Transfers that moved the account's money up to a day and that no line of it is yet."""
    rows = await session.execute(_UNMATCHED, _scope(account, until) | {"bank_account_id": account.id})
    return [_entry(row) for row in rows]


async def list_entries(session: AsyncSession, account: BankAccount, ids: Sequence[UUID], *, until: date) -> list[Entry]:
    """These transfers, as far as they moved the account's money."""
    rows = await session.execute(_NAMED, _scope(account, until) | {"ids": list(ids)})
    return [_entry(row) for row in rows]


def _scope(account: BankAccount, until: date) -> dict[str, object]:
    return {"kinds": account.kinds, "region": account.region, "from_on": account.opened_on, "until": until}


def _entry(row: object) -> Entry:
    ids = (row.id, row.link_id, row.about_id)  # type: ignore[attr-defined]
    return Entry(
        row.id,  # type: ignore[attr-defined]
        row.booked_on,  # type: ignore[attr-defined]
        row.amount_fen,  # type: ignore[attr-defined]
        frozenset(reference_of(id) for id in ids if id),
        row.follows_id,  # type: ignore[attr-defined]
    )


async def get_book_balance(session: AsyncSession, account: BankAccount, *, on: date) -> int:
    """What lies in the account by our books at the end of a day, in fen."""
    scope = {"kinds": account.kinds, "region": account.region, "on": on}
    return int(await session.scalar(_BOOK_BALANCE, scope) or 0)


async def list_matches(session: AsyncSession, account: BankAccount, transfer_ids: Sequence[UUID]) -> Sequence[BankMatch]:
    mine = (BankMatch.bank_account_id == account.id, col(BankMatch.transfer_id).in_(transfer_ids))
    return (await session.exec(select(BankMatch).where(*mine))).all()


async def is_matched(session: AsyncSession, line_id: UUID) -> bool:
    return (await session.exec(select(BankMatch.id).where(BankMatch.line_id == line_id).limit(1))).first() is not None


async def add_lines(session: AsyncSession, lines: Sequence[BankLine]) -> None:
    """In one statement a thousand: a month of a busy account."""
    for start in range(0, len(lines), 1000):
        await session.execute(insert(BankLine).values([line.model_dump() for line in lines[start : start + 1000]]))


async def list_open_differences(session: AsyncSession, account: BankAccount) -> Sequence[BankDifference]:
    mine = (BankDifference.bank_account_id == account.id, BankDifference.state == DifferenceState.OPEN)
    return (await session.exec(select(BankDifference).where(*mine).order_by(col(BankDifference.id)))).all()


async def list_differences(
    session: AsyncSession, bank_account_id: UUID, *, state: DifferenceState | None, after: UUID | None, limit: int
) -> Sequence[BankDifference]:
    query = select(BankDifference).where(BankDifference.bank_account_id == bank_account_id).order_by(col(BankDifference.id))
    query = query.where(BankDifference.state == state) if state else query
    return (await session.exec((query.where(col(BankDifference.id) > after) if after else query).limit(limit))).all()


async def list_about(session: AsyncSession, account: BankAccount) -> dict[tuple[str, UUID | None, UUID | None], BankDifference]:
    """Every difference that was ever found, by what it is about."""
    rows = await session.exec(select(BankDifference).where(BankDifference.bank_account_id == account.id))
    return {(row.kind, row.line_id, row.transfer_id): row for row in rows}


async def lock_difference(session: AsyncSession, id: UUID) -> BankDifference:
    """Raises NoSuchDifference."""
    difference = await session.get(BankDifference, id, with_for_update=True, populate_existing=True)
    if difference is None:
        raise NoSuchDifference(difference_id=str(id))
    return difference
