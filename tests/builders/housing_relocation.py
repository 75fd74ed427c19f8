"""Relocations as tests say them: a programme of Luozhuang in 2020, a site with dwellings for three, and households that move."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from openpyxl import Workbook
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.operations.lot.announce_lot import announce_lot
from services.housing.operations.lot.draw_lot import draw_lot
from services.housing.operations.lot.note_draw_notice import note_draw_notice
from services.housing.operations.lot.note_lot_notice import note_lot_notice
from services.housing.operations.paper.file_paper import file_paper
from services.housing.operations.programme.open_programme import open_programme
from services.housing.operations.relocation.hand_over_keys import hand_over_keys
from services.housing.operations.relocation.name_household import name_household
from services.housing.operations.relocation.note_list import note_list
from services.housing.operations.relocation.note_wish import note_wish
from services.housing.operations.relocation.settle_at_site import settle_at_site
from services.housing.operations.relocation.show_households import show_households
from services.housing.operations.relocation.sign_contract import sign_contract
from services.housing.operations.site.enter_dwellings import enter_dwellings
from services.housing.operations.site.open_site import open_site
from services.housing.rules.paper import PaperAbout
from services.housing.schemas.lot import AnnounceLot, DrawLot
from services.housing.schemas.paper import FilePaper
from services.housing.schemas.programme import OpenProgramme, OpenSite
from services.housing.schemas.relocation import (
    HandOverKeys,
    NameHousehold,
    NoteWish,
    SettleAtSite,
    ShowHouseholds,
    SignContract,
)
from services.housing.tables import House, Lot, Paper, Programme, Relocation, Site
from tests.builders.funds_papers import a_pdf
from tests.builders.houses import Family, a_family, a_house
from tests.builders.housing import VILLAGE
from tests.builders.housing_renovation import COUNTY_OFFICER, TOWN_OFFICER, VILLAGER, on
from tests.shared.test_papers import a_photo

HIDDEN = bytes(range(32))
PUBLIC = "7132296541"
_MADE = count(1)


@dataclass(frozen=True)
class Place:
    """A programme with its site."""

    programme: Programme
    site: Site


def a_table(*rows: Sequence[Any], columns: Sequence[str] = ("房号", "建筑面积", "居室数", "层", "无障碍")) -> bytes:
    """An .xlsx of dwellings."""
    book = Workbook()
    sheet: Any = book.active
    for row in (columns, *rows):
        sheet.append(list(row))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


THREE_HOMES = (("1-1-101", 75, 2, 1, "是"), ("1-1-201", 74.5, 2, 2, "否"), ("1-1-501", 75, 2, 5, "否"))


async def a_place(session: AsyncSession, *homes: Sequence[Any], kind: str = "poverty", site: bool = True) -> Place:
    told = {"region": "371311", "kind": kind, "title": f"2020年搬迁{next(_MADE)}", "asked_by": "区发改局《实施方案》"}
    form = OpenProgramme.model_validate(told | {"opened_on": "2020-06-01"})
    programme = await open_programme(session, form, by=COUNTY_OFFICER, today=date(2020, 6, 1))
    where = OpenSite(region=VILLAGE, title="幸福家园", says="距镇驻地2公里", opened_on=date(2020, 6, 5))
    opened = await open_site(session, programme.id, where, by=COUNTY_OFFICER, today=date(2020, 6, 5))
    table = a_table(*(homes or THREE_HOMES))
    await enter_dwellings(session, opened.id, table, by=COUNTY_OFFICER, at=on("2020-06-06"))
    return Place(programme, opened)


def a_need(programme: Programme, family: Family, **changed: Any) -> NameHousehold:
    told: dict[str, Any] = {
        "programme_id": programme.id,
        "household_id": family.id,
        "why": "geology",
        "persons": 3,
        "persons_reason": "两名子女户口在外",
        "oldest": 48,
        "has_disabled": False,
        "workers": 1,
        "pupils": 1,
        "named_on": "2020-06-08",
    }
    return NameHousehold.model_validate(told | changed)


async def a_paper(session: AsyncSession, about: PaperAbout, about_id: UUID, *, content: bytes | None = None) -> Paper:
    form = FilePaper(about=about, about_id=about_id, title="材料", kind="")
    sent = content or a_pdf() + b"\n%" + str(next(_MADE)).encode()
    return await file_paper(session, form, sent, by=TOWN_OFFICER, at=on("2020-06-09"))


async def a_named_household(session: AsyncSession, place: Place, *, has_house: bool = True, **changed: Any) -> Relocation:
    family = await a_family(session)
    if has_house:
        await a_house(session, family)
    return await name_household(session, a_need(place.programme, family, **changed), by=VILLAGER, at=on("2020-06-08"))


async def a_wish(session: AsyncSession, relocation: Relocation, site: Site | None, **changed: Any) -> NoteWish:
    paper = await a_paper(session, PaperAbout.RELOCATION, relocation.id)
    told = {"is_willing": site is not None, "site_id": site.id if site else None, "paper_id": paper.id}
    return NoteWish.model_validate(told | {"wished_on": "2020-06-12"} | changed)


async def a_willing_household(session: AsyncSession, place: Place, *, asks: str = "nothing", **changed: Any) -> Relocation:
    relocation = await a_named_household(session, place, **changed)
    wish = await a_wish(session, relocation, place.site, asks=asks)
    return await note_wish(session, relocation.id, wish, by=VILLAGER, at=on("2020-06-12"))


async def shown(session: AsyncSession, place: Place, *, stood: bool = True) -> UUID:
    """The willing are shown, and how that ended."""
    form = ShowHouseholds(region=VILLAGE, shown_on=date(2020, 6, 15))
    listed = await show_households(session, place.programme.id, form, by=TOWN_OFFICER, at=on("2020-06-15"))
    await note_list(session, listed.id, has_stood=stood, on=date(2020, 6, 26), at=on("2020-06-26"))
    return listed.id


def an_announcement(**changed: Any) -> AnnounceLot:
    told = {"public_source": "现场代表依次报数", "announced_on": "2020-07-10"}
    return AnnounceLot.model_validate(told | changed)


async def an_announced_lot(session: AsyncSession, place: Place, *, stood: bool = True, **changed: Any) -> Lot:
    lot = await announce_lot(
        session, place.site.id, an_announcement(**changed), hidden=HIDDEN, by=COUNTY_OFFICER, at=on("2020-07-10")
    )
    if stood:
        await note_lot_notice(session, lot.id, has_stood=True, on=date(2020, 7, 14))
    return lot


def a_draw(**changed: Any) -> DrawLot:
    told = {"public_value": PUBLIC, "witnesses": "搬迁户代表3人，村监督员1人", "drawn_on": "2020-07-20"}
    return DrawLot.model_validate(told | changed)


async def a_drawn_lot(session: AsyncSession, place: Place, *, final: bool = True, **changed: Any) -> Lot:
    lot = await an_announced_lot(session, place, **changed)
    await draw_lot(session, lot.id, a_draw(), by=COUNTY_OFFICER, at=on("2020-07-20"))
    assert lot.draw_matter_id is not None
    if final:
        await note_draw_notice(session, lot.draw_matter_id, has_stood=True, on=date(2020, 7, 31), at=on("2020-07-31"))
    return lot


async def a_contract(session: AsyncSession, relocation: Relocation, **changed: Any) -> SignContract:
    papers = [await a_paper(session, PaperAbout.RELOCATION, relocation.id) for _ in range(2)]
    told = {"signed_on": "2020-08-10", "contribution_yuan": "8000", "contract_paper_id": papers[0].id}
    return SignContract.model_validate(told | {"demolition_paper_id": papers[1].id} | changed)


async def contracted(session: AsyncSession, relocation: Relocation) -> Relocation:
    form = await a_contract(session, relocation)
    return await sign_contract(session, relocation.id, form, by=TOWN_OFFICER, at=on("2020-08-10"))


async def handed_over(session: AsyncSession, relocation: Relocation) -> Relocation:
    await contracted(session, relocation)
    form = HandOverKeys(on=date(2020, 9, 1), keys=3, water_m3=Decimal("1.2"), power_kwh=Decimal("15.6"))
    return await hand_over_keys(session, relocation.id, form, by=TOWN_OFFICER, at=on("2020-09-01"))


async def a_settled_household(session: AsyncSession, place: Place, **changed: Any) -> Relocation:
    """One that has gone the whole way to its new home on 15 September 2020."""
    relocation = await a_willing_household(session, place, **changed)
    await shown(session, place)
    await a_drawn_lot(session, place)
    await handed_over(session, relocation)
    form = SettleAtSite(on=date(2020, 9, 15))
    return await settle_at_site(session, relocation.id, form, by=COUNTY_OFFICER, at=on("2020-09-15"))


async def photos(session: AsyncSession, house: House | UUID) -> list[UUID]:
    """Two photos in the file of a house: before and after."""
    id = house if isinstance(house, UUID) else house.id
    return [(await a_paper(session, PaperAbout.HOUSE, id, content=a_photo(turned))).id for turned in (1, 6)]
