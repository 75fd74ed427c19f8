"""Bills and their settlements. Settling is two round trips: one that loads and locks, one that writes everything."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import column, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.admission import AdmissionStatus, Visit
from services.medical.rules.counters import Accounts
from services.medical.rules.line import LineCost
from services.medical.rules.receivable import owed_by
from services.medical.rules.reversal import NoSuchSettlement
from services.medical.rules.tally import Tally, parts
from services.medical.store.accounts import FAMILY_OF, account_of, open_accounts
from services.medical.tables import Admission, Reversal, SettledBill, Settlement
from shared.ids import uuid7
from shared.policy.counters import CounterScope
from shared.rows import OWE, owing

_SETTLEMENT = """
    INSERT INTO settlement (id, admission_id, identity_hash, region, hospital, year, settled_on, settled_at, policy,
                            policy_version, total_fen, patient_fen, result, is_interim, family, facts, drawn, settled_before,
                            portion_before, replaces, resettlement_id)
    VALUES (:id, :admission_id, :identity_hash, :region, :hospital, :year, :settled_on, :settled_at, :policy,
            :policy_version, :total_fen, :patient_fen, CAST(:result AS jsonb), :is_interim, :family, CAST(:facts AS jsonb),
            CAST(:drawn AS jsonb), CAST(:settled_before AS jsonb), :portion_before, :replaces, :resettlement_id)
"""
_RECEIVABLES = """
    INSERT INTO receivable (id, settlement_id, layer, title, payer, is_counter, region, hospital, amount_fen, owed_on, booked_at)
    SELECT share.id, :id, share.layer, share.title, share.payer, false, :region, :hospital, share.amount_fen, :settled_on,
           :settled_at
    FROM unnest(CAST(:owed_ids AS uuid[]), CAST(:owed_layers AS text[]), CAST(:owed_titles AS text[]),
                CAST(:owed_payers AS text[]), CAST(:owed_fen AS bigint[])) AS share (id, layer, title, payer, amount_fen)
"""
_WRITE = text(f"""
WITH bill AS ({_SETTLEMENT}), stay AS (
    UPDATE admission
    SET status = :status, settlement_id = :settlement_id, discharged_on = :discharged_on, settled = CAST(:settled AS jsonb),
        settled_portion = portion, portion = portion + 1
    WHERE id = :admission_id
), account AS (
    UPDATE year_account
    SET counters = CAST(:counters AS jsonb), standing = standing || to_jsonb(CAST(:id AS text)),
        burden_fen = :burden_fen, burden_told_at = :burden_told_at, burden_share_told_at = :burden_share_told_at
    WHERE identity_hash = :account AND year = :year
), life AS (
    UPDATE year_account SET counters = CAST(:life_counters AS jsonb), standing = standing || to_jsonb(CAST(:id AS text))
    WHERE identity_hash = :account AND year = 0 AND :draws_on_life
), household AS (
    UPDATE family_account SET counters = CAST(:family_counters AS jsonb), standing = standing || to_jsonb(CAST(:id AS text))
    WHERE family = :family AND year = :year AND :draws_on_family
), owed AS (
    {_RECEIVABLES}
)
{OWE}
""")  # noqa: S608  constants of our own
_ADD = text(f"WITH bill AS ({_SETTLEMENT}) {_RECEIVABLES}")


@dataclass(frozen=True, slots=True)
class Bill:
    """A stay as it is settled, with its person's and family's accounts; all locked."""

    id: UUID
    identity_hash: str
    region: str
    hospital: str
    hospital_level: str
    status: AdmissionStatus
    visit: Visit
    scheme: str
    place: str
    diseases: list[str]
    traits: list[str]
    given: dict[str, int]
    admitted_on: date
    last_charged_on: date | None
    discharged_on: date | None
    line_count: int
    total_fen: int
    in_policy_fen: int
    pre_pay_fen: int
    over_ceiling_fen: int
    out_of_policy_fen: int
    class_sums: dict[str, list[int]]
    item_sums: dict[str, list[int]]
    settled: dict[str, Any]
    portion: int
    settled_portion: int
    account: str
    """The number under which this person's years are counted; see `store.accounts`."""
    life_counters: dict[str, int]
    counters: dict[str, int]
    burden_fen: int
    burden_told_at: datetime | None
    burden_share_told_at: datetime | None
    family: str
    family_counters: dict[str, int]
    person_id: UUID | None
    classes: list[str] | None
    has_cover: bool
    """Whether a case had opened cover for the person on the day by which the bill is settled."""
    is_in_case: bool
    """Whether a case has opened cover for them at all, be it after that day."""

    @property
    def accounts(self) -> Accounts:
        return Accounts(self.counters, self.life_counters, self.family_counters)

    @property
    def whole(self) -> Tally:
        return whole_of(self)


_LISTS = frozenset({"diseases", "traits", "classes"})
_SUMS = frozenset({"given", "class_sums", "item_sums", "settled", "life_counters", "counters", "family_counters"})
# The stay is locked first, then the person's life and year, then the family's year: every settlement and reversal takes them in
# this order (see store.accounts). PostgreSQL reads the rows again once it has the lock, so the sums and counters are never older
# than the lock. `d` is the day by which the bill is settled: the day asked for, or that of a discharge of its own.
_LOCK_BILL = text(f"""
SELECT a.id, a.identity_hash, a.region, a.hospital, a.hospital_level, a.status, a.visit, a.scheme, a.place, a.diseases, a.traits,
       a.given, a.admitted_on, a.last_charged_on, a.discharged_on, a.line_count, a.total_fen,
       a.in_policy_fen, a.pre_pay_fen, a.over_ceiling_fen, a.out_of_policy_fen, a.class_sums, a.item_sums, a.settled, a.portion,
       a.settled_portion, l.identity_hash AS account, l.counters AS life_counters, y.counters, y.burden_fen, y.burden_told_at,
       y.burden_share_told_at, f.family, f.counters AS family_counters,
       coalesce(a.person_id, (SELECT b.person_id FROM beneficiary b WHERE b.identity_hash = a.identity_hash
        AND b.in_force_on <= d.on_day ORDER BY b.in_force_on DESC LIMIT 1)) AS person_id,
       (SELECT b.classes FROM beneficiary b WHERE b.identity_hash = a.identity_hash AND b.in_force_on <= d.on_day
        ORDER BY b.in_force_on DESC LIMIT 1) AS classes,
       EXISTS (SELECT FROM cover c WHERE c.identity_hash = a.identity_hash AND c.in_force_on <= d.on_day) AS has_cover,
       EXISTS (SELECT FROM cover c WHERE c.identity_hash = a.identity_hash) AS is_in_case
FROM admission a
CROSS JOIN LATERAL (SELECT coalesce(CAST(:on AS date), a.discharged_on) AS on_day) d
JOIN year_account l ON l.identity_hash = coalesce(CAST(:account AS text), a.identity_hash) AND l.year = 0
JOIN year_account y ON y.identity_hash = l.identity_hash AND y.year = date_part('year', d.on_day)::integer
JOIN family_account f ON f.year = date_part('year', d.on_day)::integer
     AND f.family = {FAMILY_OF.format(hash="a.identity_hash", on="d.on_day")}
WHERE a.id = :admission_id AND l.counted_under IS NULL
FOR UPDATE OF a, l, y, f
""").columns(  # noqa: S608  constants of our own
    # All of them, in the order of the statement: only then does SQLAlchemy keep what it finds out about the answer.
    *(column(name, JSONB if name in _LISTS | _SUMS else None) for name in Bill.__dataclass_fields__)
)


def whole_of(stay: "Bill | Admission") -> Tally:
    """The sums of all of a stay's lines, settled or not."""
    cost = LineCost(stay.in_policy_fen, stay.pre_pay_fen, stay.over_ceiling_fen, stay.out_of_policy_fen)
    return Tally(stay.line_count, cost, parts(stay.class_sums), parts(stay.item_sums))


async def lock_bill(session: AsyncSession, admission_id: UUID, *, on: date | None) -> Bill | None:
    """The bill, its accounts and the person's entitlement on a day; None if there is no such stay to be seen.

    Without a day, the day of discharge; a stay that was not discharged gives None then.
    """
    key = {"admission_id": admission_id, "on": on, "account": None}
    row = (await session.execute(_LOCK_BILL, key)).mappings().first()
    if row is None:
        # A stay over New Year meets a year that nothing has opened yet; a family may have become known since; the number may be
        # counted under another one.
        stay = await session.get(Admission, admission_id, populate_existing=True)
        if stay is None or (day := on or stay.discharged_on) is None:
            return None
        account = await account_of(session, stay.identity_hash)
        await open_accounts(session, stay.identity_hash, on=day, account=account)
        row = (await session.execute(_LOCK_BILL, key | {"account": account})).mappings().first()
    if row is None:
        return None
    return Bill(**{**row, "status": AdmissionStatus(row["status"]), "visit": Visit(row["visit"])})


async def add_settlement(
    session: AsyncSession,
    settlement: SettledBill,
    *,
    stay: Mapping[str, object],
    account: str,
    accounts: Accounts,
    burden_fen: int,
    burden_told_at: datetime | None,
    burden_share_told_at: datetime | None,
    owed: Sequence[Mapping[str, object]],
) -> None:
    """Everything that a settlement writes, in one statement: itself, the stay, its accounts, what payers now owe the hospital,
    and the events owed (outbox rows).

    `stay` names its status, settlement_id, discharged_on and what is settled of it from now on; `accounts` are those after it,
    of the person who is counted under the number `account`.
    """
    await session.execute(
        _WRITE,
        {
            **_values(settlement),
            **stay,
            "settled": _json(stay["settled"]),
            "account": account,
            "counters": _json(accounts.person),
            "life_counters": _json(accounts.life),
            "family_counters": _json(accounts.family),
            "draws_on_life": CounterScope.PERSON_LIFE in settlement.drawn,
            "draws_on_family": CounterScope.FAMILY_YEAR in settlement.drawn,
            "burden_fen": burden_fen,
            "burden_told_at": burden_told_at,
            "burden_share_told_at": burden_share_told_at,
            **owing(owed),
        },
    )


async def insert_settlement(session: AsyncSession, settlement: SettledBill) -> None:
    """The settlement with what payers owe by it, for whoever holds the rows about it."""
    await session.execute(_ADD, _values(settlement))


def _values(settlement: SettledBill) -> dict[str, object]:
    documents = ("result", "facts", "drawn", "settled_before")
    receivables = owed_by(settlement.result["shares"], hospital=settlement.hospital)
    return {
        **settlement.model_dump(exclude=set(documents)),
        **{name: _json(getattr(settlement, name)) for name in documents},
        "owed_ids": [uuid7() for _ in receivables],
        "owed_layers": [one.layer for one in receivables],
        "owed_titles": [one.title for one in receivables],
        "owed_payers": [one.payer for one in receivables],
        "owed_fen": [one.amount_fen for one in receivables],
    }


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


async def get_settlement(session: AsyncSession, settlement_id: UUID) -> Settlement:
    """Raises NoSuchSettlement, also for one that the asker may not see."""
    settlement = await session.get(Settlement, settlement_id)
    if settlement is None:
        raise NoSuchSettlement(settlement_id=settlement_id)
    return settlement


async def find_reversal(session: AsyncSession, settlement_id: UUID) -> Reversal | None:
    return (await session.exec(select(Reversal).where(Reversal.settlement_id == settlement_id))).one_or_none()


async def list_settlements(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Settlement]:
    """Those of these settlements that are to be seen."""
    found = await session.exec(select(Settlement).where(col(Settlement.id).in_(ids)))
    return {settlement.id: settlement for settlement in found}


async def list_of_stay(session: AsyncSession, admission_id: UUID) -> list[tuple[Settlement, Reversal | None]]:
    """Every settlement of a stay, in the order of the portions that they took, with what took it back."""
    query = (
        select(Settlement, Reversal)
        .join(Reversal, col(Reversal.settlement_id) == col(Settlement.id), isouter=True)
        .where(Settlement.admission_id == admission_id)
        .order_by(col(Settlement.portion_before), col(Settlement.id))
    )
    return [(settlement, reversal) for settlement, reversal in await session.exec(query)]
