"""Households that housing knows from registry, houses, campaigns and ledgers, as tests say them."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from openpyxl import Workbook
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.operations.campaign.open_campaign import open_campaign
from services.housing.operations.house.enter_house import enter_house
from services.housing.operations.household.follow_households import follow_households
from services.housing.operations.household.follow_people import follow_people
from services.housing.schemas.campaign import OpenCampaign
from services.housing.schemas.house import EnterHouse
from services.housing.tables import Campaign, House
from shared import clock
from shared.events.registry import HouseholdChanged, PersonChanged, PersonEnrolled
from shared.ids import uuid7
from shared.security import Principal, Role
from shared.vault import hash_identity
from tests.builders.housing import VILLAGE
from tests.builders.medical import an_id_number

COUNTY = Principal("区住建局 孙", Role.COUNTY, "371311")
TOWN_OFFICER = Principal("街道 周", Role.TOWN, "371311001")
JUNE_1, JUNE_15, JUNE_30 = (date(2020, 6, day) for day in (1, 15, 30))
AT = datetime(2020, 6, 1, 9, 0, tzinfo=clock.CHINA)


@dataclass(frozen=True)
class Family:
    """A household as registry told of it."""

    id: UUID
    code: str
    head: UUID
    id_number: str


def an_enrolment(household_id: UUID, **told: Any) -> PersonEnrolled:
    """Somebody of a household, enrolled (建档立卡) on 1 January 2016."""
    usual: dict[str, Any] = {
        "person_id": uuid7(),
        "identity_hash": "a" * 64,
        "region": VILLAGE,
        "classes": ["enrolled"],
        "in_force_on": date(2016, 1, 1),
        "revision": 1,
        "relation": "户主",
        "is_member": True,
        "is_living": True,
        "is_disabled": False,
    }
    return PersonEnrolled(household_id=household_id, **(usual | told))


def a_move(person_id: UUID, household_id: UUID | None, **told: Any) -> PersonChanged:
    usual: dict[str, Any] = {
        "revision": 2,
        "kind": "left",
        "happened_on": JUNE_1,
        "identity_hash": "a" * 64,
        "region": VILLAGE,
        "relation": "户主",
        "classes": ["enrolled"],
        "is_verified": True,
        "is_living": True,
    }
    return PersonChanged(person_id=person_id, household_id=household_id, **(usual | told))


def a_change(household_id: UUID, **told: Any) -> HouseholdChanged:
    usual: dict[str, Any] = {
        "revision": 1,
        "kind": "imported",
        "happened_on": JUNE_1,
        "household_code": f"H{household_id.hex[-10:]}",
        "region": VILLAGE,
        "state": "current",
    }
    return HouseholdChanged(household_id=household_id, **(usual | told))


_COUNTED = iter(range(1, 10**6))


async def a_family(session: AsyncSession, *, village: str = VILLAGE, **told: Any) -> Family:
    """A household of one that the register has."""
    id, number = uuid7(), an_id_number(next(_COUNTED) % 900)
    enrolled = an_enrolment(id, region=village, identity_hash=hash_identity(number), **told)
    changed = a_change(id, region=village)
    await follow_people(session, [enrolled])
    await follow_households(session, [changed])
    return Family(id, changed.household_code or "", enrolled.person_id, number)


async def a_house(session: AsyncSession, family: Family | None = None, **told: Any) -> House:
    """A house of brick of 1986, in which a family lives since 2010 if one is named."""
    usual: dict[str, Any] = {"region": VILLAGE, "address": "三组 12 号", "structure": "masonry", "built_year": 1986}
    lived = {"household_id": family.id, "since_on": date(2010, 1, 1), "tenure": "own"} if family else {}
    return await enter_house(session, EnterHouse(**(usual | lived | told)), by=COUNTY, on=JUNE_1, at=AT)


async def a_campaign(
    session: AsyncSession, kind: str = "census", *, region: str = "371311", on: date = JUNE_1, by: Principal = COUNTY
) -> Campaign:
    form = OpenCampaign(kind=kind, region=region, asked_by="区住建局通知")
    return await open_campaign(session, form, by=by, on=on, at=AT)


def a_ledger(*rows: dict[str, str], columns: Sequence[str] = ()) -> bytes:
    """An .xlsx of a county's own ledger."""
    named = list(columns) or list(dict.fromkeys(name for row in rows for name in row))
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["某县农村危房台账"])
    sheet.append(named)
    for row in rows:
        sheet.append([row.get(name, "") for name in named])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()
