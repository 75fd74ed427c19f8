"""What our book says that a hospital settled in a period, refunds as entries of their own."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.admission import Scheme, Visit
from services.medical.rules.national.book import Payers
from services.medical.rules.national.number import number_of, psn_no_of
from services.medical.rules.national.settlement import nationally
from services.medical.rules.national.statement import Entry
from services.medical.store.national.messages import msgids_of
from shared.clock import CHINA

_BOOKED = text("""
SELECT s.id, s.admission_id, s.identity_hash, s.result, s.facts, s.replaces, s.resettlement_id, false AS is_refund,
       s.settled_at AS at, n.insutype
FROM settlement s LEFT JOIN national_stay n ON n.admission_id = s.admission_id
WHERE s.hospital = :hospital AND starts_with(s.region, :region) AND s.settled_at >= :start AND s.settled_at < :end
UNION ALL
SELECT s.id, s.admission_id, s.identity_hash, s.result, s.facts, s.replaces, r.resettlement_id, true, r.reversed_at, n.insutype
FROM reversal r JOIN settlement s ON s.id = r.settlement_id LEFT JOIN national_stay n ON n.admission_id = s.admission_id
WHERE r.hospital = :hospital AND starts_with(s.region, :region) AND r.reversed_at >= :start AND r.reversed_at < :end
ORDER BY at, id
""").columns(result=JSONB, facts=JSONB)


@dataclass(frozen=True, slots=True)
class Booked:
    """An entry, and what reconciliations group by; `insutype` is None where only the REST door spoke of the stay."""

    entry: Entry
    insutype: str | None
    scheme: Scheme
    visit: Visit


async def list_entries(
    session: AsyncSession, hospital: str, *, region: str, first: date, last: date, payers: Payers
) -> list[Booked]:
    """Both days are included, by the instant at which it was settled or taken back, on a Chinese wall clock."""
    start = datetime.combine(first, time(), CHINA)
    end = datetime.combine(last, time(), CHINA) + timedelta(days=1)
    found = (
        (await session.execute(_BOOKED, {"hospital": hospital, "region": region, "start": start, "end": end})).mappings().all()
    )
    msgids = await msgids_of(session, [row["id"] for row in found])
    return [
        Booked(
            _entry(dict(row), payers, msgids),
            row["insutype"],
            Scheme(row["facts"].get("scheme", Scheme.RESIDENT)),
            Visit(row["facts"].get("visit", Visit.INPATIENT)),
        )
        for row in found
    ]


def _entry(row: dict[str, Any], payers: Payers, msgids: dict[UUID, str]) -> Entry:
    amounts = nationally(row["result"], payers, insutype=row["insutype"] or "")
    sign = -1 if row["is_refund"] else 1
    return Entry(
        setl_id=number_of(row["id"]),
        mdtrt_id=number_of(row["admission_id"]),
        psn_no=psn_no_of(row["identity_hash"]),
        medfee_fen=sign * amounts.medfee_sumamt_fen,
        fund_fen=sign * amounts.fund_pay_sumamt_fen,
        account_fen=sign * amounts.acct_pay_fen,
        is_refund=row["is_refund"],
        msgid=msgids.get(row["id"], ""),
        note=_note(row),
    )


def _note(row: dict[str, Any]) -> str:
    if row["resettlement_id"] is None:
        return ""
    if row["is_refund"]:
        return "县区重新结算，原结算冲正"
    return f"县区重新结算，替代 {number_of(row['replaces'])}"
