"""What the public reads about an asset and its income."""

from datetime import date
from uuid import UUID

from services.funds.rules.asset_policy import AssetPolicy
from services.funds.rules.disclosure import DisclosureKind, PublicEntry, public_entry
from services.funds.rules.effect import Effect
from shared.policy.document import Value

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
    policy: AssetPolicy,
    by: Value,
    effect: Effect | None = None,
) -> PublicEntry:
    """An entry that names its town, and its village where it is one's: assets and their income are public there. Its clause is
    the document of the rule `by` in the place's policy."""
    return public_entry(
        id=id,
        kind=kind,
        region=region[:9],
        region_name=region_name,
        subject=subject,
        amount_fen=amount_fen,
        reason=reason,
        clause=policy.source(by).spoken,
        published_on=on,
        source=SOURCE if kind is DisclosureKind.DISTRIBUTION else None,
        year=on.year,
        effect=effect,
        village=region if len(region) == VILLAGE_DIGITS else None,
    )
