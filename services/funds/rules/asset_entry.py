"""What the public reads about an asset and its income."""

from datetime import date
from uuid import UUID

from services.funds.rules.asset_policy import AssetPolicy
from services.funds.rules.disclosure import DisclosureKind, PublicEntry, public_entry
from shared.policy.document import Value


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
) -> PublicEntry:
    """An entry that stops at the town, as all do; its clause is the document of the rule `by` in the place's policy."""
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
        year=on.year,
    )
