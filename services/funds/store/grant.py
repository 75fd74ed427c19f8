"""Emergency grants and the payments that they became."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import AccountKind
from services.funds.rules.grant import GrantState, NoSuchGrant
from services.funds.store.ledger import ADD_POSTINGS, ADD_TRANSFERS, Entry, as_json, transfer_rows
from services.funds.tables import Account, Disclosure, EmergencyGrant, Payment, Row

_GRANT = Row.metadata.tables["emergency_grant"]
_LOCK_OF_CASE = select_columns(_GRANT).where(_GRANT.c.case_id == bindparam("case_id")).with_for_update()

# A grant that was there before has only got on; a second grant of the same case is an error, and the database says so.
_WRITE = text(f"""
WITH decided AS (
    INSERT INTO emergency_grant SELECT * FROM jsonb_populate_recordset(NULL::emergency_grant, CAST(:grants AS jsonb))
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, refusal_code = excluded.refusal_code, paid_at = excluded.paid_at,
                                   papers_due_on = excluded.papers_due_on
), moved AS (
    {ADD_TRANSFERS}
), posted AS (
    {ADD_POSTINGS}
), published AS (
    INSERT INTO disclosure SELECT * FROM jsonb_populate_recordset(NULL::disclosure, CAST(:disclosures AS jsonb))
), paid AS (
    INSERT INTO payment SELECT * FROM jsonb_populate_recordset(NULL::payment, CAST(:payments AS jsonb))
)
INSERT INTO outbox (event_id, subject, body, traceparent)
SELECT * FROM unnest(CAST(:event_ids AS uuid[]), CAST(:subjects AS text[]), CAST(:bodies AS bytea[]),
                     CAST(:traceparents AS text[]))
""")  # noqa: S608  the interpolations are constants of our own


@dataclass(frozen=True, slots=True)
class Paid:
    """What paying a grant leaves behind: its transfers, what the public reads, and the payment that names both."""

    entries: Sequence[Entry]
    disclosure: Disclosure
    payment: Payment


async def lock_grant_of_case(session: AsyncSession, case_id: UUID) -> EmergencyGrant | None:
    """A copy, as the grant is once the lock is ours: changing it changes nothing until `put_grant`."""
    row = (await session.execute(_LOCK_OF_CASE, {"case_id": case_id})).mappings().first()
    return EmergencyGrant(**row) if row else None


async def put_grant(
    session: AsyncSession, grant: EmergencyGrant, paid: Paid | None, *, owed: Sequence[Mapping[str, object]]
) -> None:
    """Everything that deciding on a grant writes, in one statement: itself, its payment, and the events owed (outbox rows).

    The town's accounts are locked: the database checks that the transfers cancel out and moves the sums.
    """
    await session.execute(
        _WRITE,
        transfer_rows(paid.entries if paid else ())
        | {
            "grants": as_json([grant.model_dump()]),
            "disclosures": as_json([paid.disclosure.model_dump()] if paid else []),
            "payments": as_json([paid.payment.model_dump()] if paid else []),
            "event_ids": [debt["event_id"] for debt in owed],
            "subjects": [debt["subject"] for debt in owed],
            "bodies": [debt["body"] for debt in owed],
            "traceparents": [debt["traceparent"] for debt in owed],
        },
    )


async def get_grant(session: AsyncSession, id: UUID) -> EmergencyGrant:
    """Raises NoSuchGrant."""
    return _there(await session.get(EmergencyGrant, id), id)


async def lock_grant(session: AsyncSession, id: UUID) -> EmergencyGrant:
    """Raises NoSuchGrant."""
    return _there(await session.get(EmergencyGrant, id, with_for_update=True, populate_existing=True), id)


def _there(grant: EmergencyGrant | None, id: UUID) -> EmergencyGrant:
    if grant is None:
        raise NoSuchGrant(grant_id=str(id))
    return grant


async def find_payable_grant(session: AsyncSession) -> EmergencyGrant | None:
    """The longest-waiting grant that its town's reserve could pay now. Not locked: the accounts have to be locked first."""
    available = col(Account.debits_posted_fen) - col(Account.credits_posted_fen) - col(Account.credits_pending_fen)
    rows = await session.exec(
        select(EmergencyGrant)
        .join(Account, (col(Account.region) == col(EmergencyGrant.town)) & (col(Account.kind) == AccountKind.TOWN_RESERVE))
        .where(EmergencyGrant.state == GrantState.WAITING, available >= col(EmergencyGrant.amount_fen))
        .order_by(col(EmergencyGrant.id))
        .limit(1)
    )
    return rows.first()


async def lock_grants_to_mark(session: AsyncSession, *, on: date, limit: int) -> Sequence[EmergencyGrant]:
    """Paid grants whose papers were due before this day, are not there, and have not been marked yet."""
    rows = await session.exec(
        select(EmergencyGrant)
        .where(
            EmergencyGrant.state == GrantState.PAID,
            col(EmergencyGrant.papers_filed_on).is_(None),
            col(EmergencyGrant.papers_overdue_on).is_(None),
            col(EmergencyGrant.papers_due_on) < on,
        )
        .order_by(col(EmergencyGrant.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return rows.all()


async def list_grants(
    session: AsyncSession, *, state: GrantState | None, has_overdue_papers: bool | None, on: date, after: UUID | None, limit: int
) -> Sequence[EmergencyGrant]:
    query = select(EmergencyGrant).order_by(col(EmergencyGrant.id)).limit(limit)
    if after is not None:
        query = query.where(col(EmergencyGrant.id) > after)
    if state is not None:
        query = query.where(EmergencyGrant.state == state)
    if has_overdue_papers is not None:
        overdue = (
            (col(EmergencyGrant.state) == GrantState.PAID)
            & col(EmergencyGrant.papers_filed_on).is_(None)
            & (col(EmergencyGrant.papers_due_on) < on)
        )
        query = query.where(overdue if has_overdue_papers else ~overdue)
    return (await session.exec(query)).all()


async def find_payment_of_transfer(session: AsyncSession, transfer_id: UUID) -> Payment | None:
    return (await session.exec(select(Payment).where(Payment.transfer_id == transfer_id).with_for_update())).first()


async def find_payment_of_grant(session: AsyncSession, grant_id: UUID) -> Payment | None:
    return (await session.exec(select(Payment).where(Payment.grant_id == grant_id))).first()
