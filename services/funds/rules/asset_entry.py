"""What the public reads about an asset and its income."""

from datetime import date
from uuid import UUID

from services.funds.rules.disclosure import DisclosureKind, PublicEntry, public_entry
from services.funds.rules.effect import Effect

CLAUSE = "关于加强扶贫项目资产后续管理的指导意见（2021）"


SOURCE = "资产收益"
VILLAGE_DIGITS = 12


def asset_entry(
    kind: DisclosureKind,
    *,
    id: UUID,
    region: str,
    region_name: str,
    subject: str,
    amount_fen: int,
    reason: str,
    on: date,
    effect: Effect | None = None,
) -> PublicEntry:
    """An entry that names its town, and its village where it is one's: assets and their income are public there."""
    return public_entry(
        id=id,
        kind=kind,
        region=region[:9],
        region_name=region_name,
        subject=subject,
        amount_fen=amount_fen,
        reason=reason,
        clause=CLAUSE,
        published_on=on,
        source=SOURCE if kind is DisclosureKind.DISTRIBUTION else None,
        year=on.year,
        effect=effect,
        village=region if len(region) == VILLAGE_DIGITS else None,
    )
