"""What the public is told of a project: entry into the library, approval, contract, payment, acceptance."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.funds.rules.disclosure import DisclosureKind, PublicEntry, public_entry
from services.funds.rules.effect import Effect
from services.funds.rules.project import ACT_NAMES, Act
from shared.regions import county_of, short_name_of

TOWN_DIGITS, VILLAGE_DIGITS = 9, 12
MOVES_MONEY = frozenset({Act.PAID, Act.PAYMENT_RETURNED})


@dataclass(frozen=True, slots=True)
class Known:
    """What the public may know a project by."""

    number: str
    title: str
    region: str


def project_entry(
    known: Known,
    act: Act,
    *,
    id: UUID,
    amount_fen: int,
    clause: str,
    on: date,
    said: str = "",
    source: str | None = None,
    programme: str | None = None,
    year: int | None = None,
    line: str | None = None,
    corrects_id: UUID | None = None,
) -> PublicEntry:
    """The entry of one act. `amount_fen` is what was planned, approved, contracted or paid: each entry's reason says which."""
    region = known.region[:TOWN_DIGITS]
    county = county_of(region)
    entry = public_entry(
        id=id,
        kind=DisclosureKind.SUPPLIER_PAYMENT if act in MOVES_MONEY else DisclosureKind.PROJECT,
        region=region,
        region_name=short_name_of(county) + (short_name_of(region) if region != county else ""),
        subject=known.title,
        amount_fen=amount_fen,
        reason="：".join(filter(None, (f"项目{ACT_NAMES[act]}", said))),
        clause=clause,
        published_on=on,
        source=source,
        programme=programme,
        year=year,
        project=known.number,
        effect=Effect.SPENT if act in MOVES_MONEY else Effect.TOLD,
        line=line,
        village=known.region if len(known.region) == VILLAGE_DIGITS else None,
    )
    return replace(entry, corrects=str(corrects_id)) if corrects_id else entry
