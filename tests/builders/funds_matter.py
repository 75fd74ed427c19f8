"""What other services ask to be paid to households, as tests say it."""

from dataclasses import replace
from typing import Any

from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.matter import Matter
from services.funds.rules.transfer import About
from services.funds.tables import HouseholdMember
from shared.ids import uuid7
from shared.vault import hash_identity
from tests.builders.funds import COUNTY, VILLAGE

ACCEPTER = "县区验收甲"
PAYER = "医疗救助基金"
FUND = AccountKey(AccountKind.PAYER_FUND, COUNTY, PAYER)


def a_matter(member: HouseholdMember | None = None, **changed: Any) -> Matter:
    """The subsidy for a member's house: 14,000 yuan of the housing money of 2020."""
    told = Matter(
        about=About.HOUSING,
        about_id=uuid7(),
        round=1,
        household_id=member.household_id if member else uuid7(),
        region=member.region if member else VILLAGE,
        amount_fen=1_400_000,
        title="2020年农村危房改造补助",
        clause="农村危房改造竣工验收合格（改造前为 D 级），2020-09-20 验收",
        year=2020,
        asked_by=f"housing:{hash_identity(ACCEPTER)}",
        programme="housing",
        thing_id=uuid7(),
    )
    return replace(told, **changed)


def a_top_up(member: HouseholdMember | None = None, **changed: Any) -> Matter:
    """A payer's part of a member's year-end top-up: 800 yuan."""
    told = {
        "about": About.TOP_UP,
        "amount_fen": 80_000,
        "title": "2020年医疗费用年终补足",
        "asked_by": f"medical:{hash_identity(ACCEPTER)}",
        "programme": "",
        "payer": PAYER,
        "thing_id": None,
        "person_id": member.person_id if member else None,
    }
    return a_matter(member, **told | changed)
