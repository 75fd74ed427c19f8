"""What reached households, schools and villages as grants in 360Giving (schema 1.4.3), made from public entries alone.

A household is nobody: an individual without a name, with an id that leads nowhere. What is said beside the sum (the day, the
town, the reason, the way to the entry) is said of classes with at least `SMALL` households in a town, programme and year; of a
smaller class only the county, the month and the programme, for a few facts together tell a household. The sum stays exact, so
that totals add up. 360Giving's guidance for grants to individuals asks for no names and for places no finer than needed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from services.funds.rules.disclosure import DisclosureKind, PublicEntry
from shared.regions import county_of, name_of

SCHEMA_VERSION = "1.4"
TO_HOUSEHOLDS = (DisclosureKind.EMERGENCY_GRANT, DisclosureKind.PAYMENT)
NAMELESS = "受助家庭（不公开姓名）"
OTHER, DONATED = "其他补助", "社会捐赠"
"""What a grant without a programme is of."""

Class = tuple[str, str]
"""A town and a programme: of a year, how many households are in it decides what is said of each."""


@dataclass(frozen=True, slots=True)
class Funder:
    """The prefix that 360Giving gives a publisher (`360G-…`), and where our public pages are (`…/funds`)."""

    prefix: str
    address: str


def grant_of(entry: PublicEntry, funder: Funder, *, small: Collection[Class], is_returned: bool) -> dict[str, Any]:
    """A grant. What came back keeps what was awarded and says that nothing of it is out."""
    to_household = entry.kind in TO_HOUSEHOLDS
    is_coarse = to_household and class_of(entry) in small
    county, id = county_of(entry.region), _id(entry)
    region = county if is_coarse else entry.region
    programme = entry.programme or (OTHER if to_household else DONATED)
    awarded = Decimal(entry.amount_fen).scaleb(-2)
    told: dict[str, Any] = {
        "id": f"{funder.prefix}-{id}",
        "title": programme if is_coarse else entry.reason,
        "description": programme if is_coarse else f"{programme}（{entry.clause}）",
        "currency": "CNY",
        "amountAwarded": awarded,
        "amountDisbursed": Decimal(0) if is_returned else awarded,
        "awardDate": f"{entry.published_on[:7]}-01" if is_coarse else entry.published_on,
        "fundingOrganization": [{"id": f"CN-GB2260-{county}", "name": f"{name_of(county)}帮扶资金"}],
        "grantProgramme": [{"title": programme}],
        "beneficiaryLocation": [{"name": name_of(region), "countryCode": "CN", "geoCode": region, "geoCodeType": "CN-GB2260"}],
    }
    if to_household:
        told["recipientIndividual"] = {"id": f"{funder.prefix}-IND-{id}", "name": NAMELESS}
    else:
        who = entry.subject
        told["recipientOrganization"] = [{"id": f"{funder.prefix}-ORG-{_short(county + who)}", "name": who}]
    if not is_coarse:
        told["dataSource"] = f"{funder.address}/disclosures/{entry.id}"
    return told


def class_of(entry: PublicEntry) -> Class:
    return entry.region, entry.programme or ""


def _id(entry: PublicEntry) -> str:
    """The same at every download, and no address of the entry: a coarse grant must not say where the fine one stands."""
    return _short(f"360giving {entry.id}")


def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:20]
