"""Donations, as tests say them."""

from datetime import date
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.donation.approve_use import approve_use
from services.funds.operations.donation.draft_use import draft_use
from services.funds.operations.donation.open_fund import open_fund
from services.funds.operations.donation.record_donation import record_donation
from services.funds.schemas.donation import OpenFund, RecordDonation
from services.funds.schemas.donation_use import DraftUse
from services.funds.tables import Donation, DonationFund, DonationUse
from shared.ids import uuid7
from shared.money import yuan
from tests.builders.funds import COUNTY, COUNTY_OFFICER, VILLAGE
from tests.builders.funds_budget import APPROVER, IN_MARCH

DONOR = "王慈心"


async def a_fund(session: AsyncSession, *, kind: str = "public-welfare", title: str = "公益事业扶贫基金") -> DonationFund:
    return await open_fund(session, OpenFund(region=COUNTY, title=title, kind=kind), by=COUNTY_OFFICER, at=IN_MARCH)


def a_gift(fund: DonationFund, amount_fen: int, **changed: Any) -> RecordDonation:
    told = {
        "fund": fund.number,
        "donor_kind": "person",
        "donor": DONOR,
        "amount_yuan": yuan(amount_fen),
        "donated_on": date(2020, 3, 1),
    }
    return RecordDonation.model_validate(told | changed)


async def given(session: AsyncSession, fund: DonationFund, amount_fen: int, **changed: Any) -> Donation:
    return await record_donation(session, a_gift(fund, amount_fen, **changed), by=COUNTY_OFFICER, at=IN_MARCH)


def a_recipient(amount_fen: int, *, village: str = VILLAGE) -> dict[str, Any]:
    return {"household_id": str(uuid7()), "village": village, "amount_yuan": yuan(amount_fen)}


def a_use(fund: DonationFund, **changed: Any) -> DraftUse:
    told = {"fund": fund.number, "kind": "household", "title": "春季助困", "person_class": "poor-household"}
    return DraftUse.model_validate(told | changed)


def to_school(fund: DonationFund, amount_fen: int, **changed: Any) -> DraftUse:
    told: dict[str, Any] = {"kind": "school", "title": "资助学生", "person_class": "poor-pupil", "payee": "罗庄一中"}
    return a_use(fund, **(told | {"region": VILLAGE[:9], "amount_yuan": yuan(amount_fen)} | changed))


async def used(session: AsyncSession, form: DraftUse) -> DonationUse:
    """A use that was drafted and approved."""
    use = await draft_use(session, form, by=COUNTY_OFFICER, at=IN_MARCH)
    return await approve_use(session, use.id, by=APPROVER, at=IN_MARCH)
