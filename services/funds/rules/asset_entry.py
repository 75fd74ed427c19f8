"""What the public reads about an asset and its income."""

from datetime import date
from uuid import UUID

from services.funds.rules.disclosure import DisclosureKind, PublicEntry, public_entry

CLAUSE = "关于加强扶贫项目资产后续管理的指导意见（2021）"


def asset_entry(
    kind: DisclosureKind, *, id: UUID, region: str, region_name: str, subject: str, amount_fen: int, reason: str, on: date
) -> PublicEntry:
    """An entry that stops at the town, as all do."""
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
        year=on.year,
    )
