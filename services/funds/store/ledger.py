"""Accounts, transfers and postings: locked in one order, added to, never changed."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import AccountKey, AccountKind, Holding, Leg, NoSuchAccount, Source
from services.funds.rules.transfer import Booked, Legs, NoSuchTransfer, Phase
from services.funds.tables import Account, Posting, Transfer, sums_of
from shared.clock import china
from shared.rows import as_json

_WITH_THE_FLOW = case({kind: place for place, kind in enumerate(AccountKind)}, value=col(Account.kind))

# In the order of the flow of money, whoever asks: two transactions never wait for each other.
_LOCK = text("""
SELECT a.id, a.kind, a.region, a.holder, a.source, a.programme, a.year,
       a.debits_posted_fen, a.credits_posted_fen, a.debits_pending_fen, a.credits_pending_fen
FROM account a JOIN unnest(CAST(:kinds AS text[]), CAST(:regions AS text[]), CAST(:holders AS text[]), CAST(:sources AS text[]),
                           CAST(:programmes AS text[]), CAST(:years AS integer[]))
     AS key (kind, region, holder, source, programme, year) USING (kind, region, holder, source, programme, year)
ORDER BY array_position(CAST(:flow AS text[]), CAST(a.kind AS text)), a.region, a.holder, a.source, a.programme, a.year
FOR UPDATE OF a
""")
_THE_FLOW = [kind.value for kind in AccountKind]

ADD_TRANSFERS = "INSERT INTO transfer SELECT * FROM jsonb_populate_recordset(NULL::transfer, CAST(:transfers AS jsonb))"
ADD_POSTINGS = "INSERT INTO posting SELECT * FROM jsonb_populate_recordset(NULL::posting, CAST(:postings AS jsonb))"
"""Two parts of one statement, with the parameters of `transfer_rows`. Postings are numbered in the order in which they come."""
_MOVE = text(f"WITH moved AS ({ADD_TRANSFERS}) {ADD_POSTINGS}")

Entry = tuple[Transfer | Booked, Legs]
"""A transfer with its postings."""


async def lock_accounts(session: AsyncSession, *keys: AccountKey) -> list[Holding]:
    """The accounts of these keys, in the order of the arguments, locked; one that does not exist yet is opened empty."""
    found = await _lock(session, keys)
    if len(found) < len(set(keys)):
        missing = [Account.of(key).model_dump() for key in dict.fromkeys(keys) if key not in found]
        await session.execute(insert(Account).values(missing).on_conflict_do_nothing())
        found = await _lock(session, keys)
    return [found[key] for key in keys]


async def lock_account_if_there(session: AsyncSession, key: AccountKey) -> Holding | None:
    """The account of this key, locked; it is not opened for being asked for."""
    return (await _lock(session, (key,))).get(key)


async def lock_accounts_that_are(session: AsyncSession, keys: Sequence[AccountKey]) -> dict[AccountKey, Holding]:
    """Those accounts of these keys that exist, locked; none is opened for being asked for."""
    return await _lock(session, keys)


async def lock_accounts_of(session: AsyncSession, legs: Iterable[Leg]) -> dict[UUID, Holding]:
    """The accounts that these legs touch, locked, by id."""
    wanted = col(Account.id).in_({leg.account_id for leg in legs})
    order = (Account.region, Account.holder, Account.source, Account.programme, Account.year)
    query = select(Account).where(wanted).order_by(_WITH_THE_FLOW, *(col(column) for column in order)).with_for_update()
    rows = await session.exec(query.execution_options(populate_existing=True))
    return {account.id: account.holding for account in rows}


async def list_holdings(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Holding]:
    """These accounts as they are now, not locked, by id."""
    rows = await session.exec(select(Account).where(col(Account.id).in_(ids)))
    return {account.id: account.holding for account in rows}


async def _lock(session: AsyncSession, keys: Sequence[AccountKey]) -> dict[AccountKey, Holding]:
    kinds, regions, holders, sources, programmes, years = zip(*set(keys), strict=True)
    named = {"kinds": kinds, "regions": regions, "holders": holders, "sources": sources, "programmes": programmes, "years": years}
    rows = await session.execute(_LOCK, named | {"flow": _THE_FLOW})
    found = (Holding(row.id, key_of(row), sums_of(row)) for row in rows)
    return {holding.key: holding for holding in found}


def key_of(row: Any) -> AccountKey:
    """The key in a row of the columns of `account`."""
    return AccountKey(AccountKind(row.kind), row.region, row.holder, Source(row.source), row.programme, row.year)


async def add_transfers(session: AsyncSession, *entries: Entry) -> None:
    """Write transfers with their postings, in one statement. The database checks that they cancel out and moves the sums."""
    await session.execute(_MOVE, transfer_rows(entries))


def transfer_rows(entries: Iterable[Entry]) -> dict[str, str]:
    """What `ADD_TRANSFERS` and `ADD_POSTINGS` write: rows as JSON, each named like the table's columns."""
    transfers, postings = [], []
    for transfer, legs in entries:
        if isinstance(transfer, Transfer):
            transfer.booked_on = transfer.booked_on or china(transfer.made_at).date()
            transfers.append(transfer.model_dump())
        else:
            transfers.append(vars(transfer))
        postings += [_posting(transfer, leg) for leg in legs]
    return {"transfers": as_json(transfers), "postings": as_json(postings)}


def _posting(transfer: Transfer | Booked, leg: Leg) -> dict[str, object]:
    change = leg.change
    return {
        "account_id": leg.account_id,
        "transfer_id": transfer.id,
        "region": leg.region,
        "booked_on": transfer.booked_on,
        "debits_posted_fen": change.debits_posted_fen,
        "credits_posted_fen": change.credits_posted_fen,
        "debits_pending_fen": change.debits_pending_fen,
        "credits_pending_fen": change.credits_pending_fen,
    }


async def get_transfer(session: AsyncSession, id: UUID) -> Transfer:
    """Raises NoSuchTransfer."""
    transfer = await session.get(Transfer, id)
    if transfer is None:
        raise NoSuchTransfer(transfer_id=str(id))
    return transfer


async def list_transfers(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Transfer]:
    return {transfer.id: transfer for transfer in await session.exec(select(Transfer).where(col(Transfer.id).in_(ids)))}


async def list_legs(session: AsyncSession, transfer_id: UUID) -> list[Leg]:
    rows = await session.exec(select(Posting).where(Posting.transfer_id == transfer_id).order_by(col(Posting.account_id)))
    return [posting.leg for posting in rows]


async def find_follower(session: AsyncSession, transfer_id: UUID) -> Transfer | None:
    return (await session.exec(select(Transfer).where(Transfer.follows_id == transfer_id))).first()


async def list_linked(session: AsyncSession, link_id: UUID) -> Sequence[Transfer]:
    """The transfers that were made together under this link, in their order. Raises NoSuchTransfer where there is none."""
    rows = (await session.exec(select(Transfer).where(Transfer.link_id == link_id).order_by(col(Transfer.id)))).all()
    if not rows:
        raise NoSuchTransfer(link_id=str(link_id))
    return rows


async def list_legs_of(session: AsyncSession, transfer_ids: Collection[UUID]) -> dict[UUID, list[Leg]]:
    """The legs of several transfers, by transfer."""
    wanted = select(Posting).where(col(Posting.transfer_id).in_(transfer_ids)).order_by(col(Posting.account_id))
    legs: dict[UUID, list[Leg]] = {id: [] for id in transfer_ids}
    for posting in await session.exec(wanted):
        legs[posting.transfer_id].append(posting.leg)
    return legs


async def list_followed(session: AsyncSession, transfer_ids: Sequence[UUID]) -> set[UUID]:
    """Those of these transfers that another follows."""
    rows = await session.exec(select(Transfer.follows_id).where(col(Transfer.follows_id).in_(transfer_ids)))
    return {id for id in rows if id is not None}


async def list_due_reservations(session: AsyncSession, *, at: datetime, limit: int) -> Sequence[Transfer]:
    """Reservations whose time is over and that nothing follows, the longest over first, those linked to them beside them."""
    follower = aliased(Transfer)
    waits = ~select(follower.id).where(follower.follows_id == Transfer.id).exists()
    due = select(Transfer).where(Transfer.phase == Phase.RESERVED, col(Transfer.expires_at) <= at, waits)
    first = (await session.exec(due.order_by(col(Transfer.expires_at), col(Transfer.id)).limit(limit))).all()
    links = {transfer.link_id for transfer in first if transfer.link_id}
    if not links:
        return first
    theirs = await session.exec(due.where(col(Transfer.link_id).in_(links)))
    return list({transfer.id: transfer for transfer in (*first, *theirs)}.values())


async def get_account(session: AsyncSession, id: UUID) -> Account:
    """Raises NoSuchAccount."""
    account = await session.get(Account, id)
    if account is None:
        raise NoSuchAccount(account_id=str(id))
    return account


async def list_accounts(
    session: AsyncSession, *, after: UUID | None, limit: int, **only: AccountKind | Source | str | int | None
) -> Sequence[Account]:
    """In the order in which they were opened. `only`: what columns of the key must be, where it is asked for."""
    query = select(Account).order_by(col(Account.id)).limit(limit)
    for column, value in only.items():
        if value is not None:
            query = query.where(getattr(Account, column) == value)
    return (await session.exec(query.where(col(Account.id) > after) if after else query)).all()


async def list_statement(
    session: AsyncSession,
    account_id: UUID,
    *,
    after: int,
    limit: int,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Sequence[tuple[Posting, Transfer]]:
    """The lines of an account after this line, of these days (both included), oldest first, each with its transfer."""
    query = (
        select(Posting, Transfer)
        .join(Transfer, col(Transfer.id) == col(Posting.transfer_id))
        .where(Posting.account_id == account_id, col(Posting.line) > after)
        .order_by(col(Posting.line))
        .limit(limit)
    )
    query = query.where(col(Posting.booked_on) >= from_on) if from_on else query
    return (await session.exec(query.where(col(Posting.booked_on) <= to_on) if to_on else query)).all()
