"""Emergency grants and the payments that they became."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, func, text
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import AccountKind
from services.funds.rules.grant import GrantState, NoSuchGrant
from services.funds.rules.transfer import About
from services.funds.store.ledger import ADD_POSTINGS, ADD_TRANSFERS, Entry, transfer_rows
from services.funds.tables import Account, Disclosure, EmergencyGrant, Payment, Row
from shared.clock import CHINA
from shared.rows import OWE, as_json, owing

_GRANT = Row.metadata.tables["emergency_grant"]
_LOCK_OF_CASES = (
    select_columns(_GRANT)
    .where(_GRANT.c.case_id == any_(bindparam("case_ids", type_=ARRAY(Uuid))))
    .order_by(_GRANT.c.id)
    .with_for_update()
)

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
{OWE}
""")  # noqa: S608  the interpolations are constants of our own


@dataclass(frozen=True, slots=True)
class Paid:
    """What paying a grant leaves behind: its transfers, what the public reads, and the payment that names both."""

    entries: Sequence[Entry]
    disclosure: Disclosure
    payment: Payment


async def lock_grants_of_cases(session: AsyncSession, case_ids: Sequence[UUID]) -> dict[UUID, EmergencyGrant]:
    """By case; copies, as the grants are once the locks are ours: changing one changes nothing until `put_grants`."""
    rows = (await session.execute(_LOCK_OF_CASES, {"case_ids": list(case_ids)})).mappings()
    return {row["case_id"]: EmergencyGrant(**row) for row in rows}


async def put_grants(
    session: AsyncSession, grants: Sequence[EmergencyGrant], paid: Sequence[Paid], *, owed: Sequence[Mapping[str, object]]
) -> None:
    """Everything that deciding on grants writes, in one statement: themselves, payments, and the events owed (outbox rows).

    The towns' accounts are locked: the database checks that the transfers cancel out and moves the sums.
    """
    await session.execute(
        _WRITE,
        transfer_rows(entry for one in paid for entry in one.entries)
        | {
            "grants": as_json([grant.model_dump() for grant in grants]),
            "disclosures": as_json([one.disclosure.model_dump() for one in paid]),
            "payments": as_json([one.payment.model_dump() for one in paid]),
            **owing(owed),
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


async def list_grants_of_month(
    session: AsyncSession, town: str, *, first: date, next: date, limit: int
) -> Sequence[EmergencyGrant]:
    """What a town paid at once in these days (the last excluded), in their order."""
    since, before = (datetime.combine(day, time(), CHINA) for day in (first, next))
    paid = (Payment.about == About.EMERGENCY_GRANT, col(Payment.paid_at) >= since, col(Payment.paid_at) < before)
    query = (
        select(EmergencyGrant)
        .join(Payment, col(Payment.about_id) == col(EmergencyGrant.id))
        .where(*paid, EmergencyGrant.town == town)
        .order_by(col(EmergencyGrant.paid_at), col(EmergencyGrant.id))
        .limit(limit)
    )
    return (await session.exec(query)).all()


async def sum_waiting(session: AsyncSession, towns: Collection[str]) -> dict[str, tuple[int, int]]:
    """By town: how many grants wait for money, and for how much."""
    query = (
        select(EmergencyGrant.town, func.count(), func.sum(EmergencyGrant.amount_fen))
        .where(EmergencyGrant.state == GrantState.WAITING, col(EmergencyGrant.town).in_(towns))
        .group_by(EmergencyGrant.town)
    )
    return {town: (many, int(fen)) for town, many, fen in await session.exec(query)}


async def list_grants(
    session: AsyncSession,
    *,
    state: GrantState | None,
    has_overdue_papers: bool | None,
    on: date,
    after: UUID | None,
    limit: int,
    region: str = "",
    year: int | None = None,
) -> Sequence[EmergencyGrant]:
    query = select(EmergencyGrant).order_by(col(EmergencyGrant.id)).limit(limit)
    if region:
        query = query.where(col(EmergencyGrant.region).startswith(region, autoescape=True))
    if year is not None:
        query = query.where(col(EmergencyGrant.decided_on).between(date(year, 1, 1), date(year, 12, 31)))
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
