"""A county starts with its books: former renovations count as a house's one help, and nobody is asked to pay for them."""

from datetime import date

import pytest
from sqlmodel import select

from services.housing.operations.acceptance.accept_house import accept_house
from services.housing.operations.former.take_in_formers import take_in_formers
from services.housing.operations.former.upload_formers import upload_formers
from services.housing.operations.renovation.apply_for_renovation import apply_for_renovation
from services.housing.rules.former_file import FormerFileTakenAlready, HelpedBeforePlatform
from services.housing.rules.renovation import HelpHindered
from services.housing.store.house import get_house, lock_house_of
from services.housing.tables import FormerFile, FormerRenovation, House
from tests.builders.houses import AT, COUNTY, a_family, a_ledger
from tests.builders.housing import ACCEPTED_AT, ACCEPTER, an_acceptance, an_unsafe_house
from tests.builders.housing_renovation import VILLAGER, an_application, on

DONE = {"年度": "2016", "改造方式": "拆除重建", "验收日期": "2016-10-20", "补助金额": "14000"}


async def take_in(session, *rows: dict[str, object], at=AT) -> FormerFile:
    columns = ["住房编号", "户编号", "改造编号", *DONE, "补助到户日期", "实际支出", "建筑面积"]
    file = await upload_formers(session, a_ledger(*rows, columns=columns), region="371311", by=COUNTY, at=at)
    return await take_in_formers(session, file.id, by=COUNTY, at=at)


async def _formers(session) -> list[FormerRenovation]:
    return list((await session.exec(select(FormerRenovation).order_by(FormerRenovation.year))).all())


async def test_sound_rows_come_in_once_and_ask_nobody_for_money(session, emitted):
    family = await a_family(session)
    owed = len(await emitted(session))
    row = {"户编号": family.code, "改造编号": "罗危改2016-031", "补助到户日期": "2016-11-02"} | DONE

    file = await take_in(session, row, {"户编号": "没有"} | DONE)

    [former] = await _formers(session)
    assert (file.entering, file.refused, file.taken_by) == (1, 1, COUNTY.subject)
    assert (former.number, former.subsidy_fen, former.paid_on) == (
        "罗危改2016-031",
        1_400_000,
        date(2016, 11, 2),
    )
    assert len((await session.exec(select(House))).all()) == 1
    assert len(await emitted(session)) == owed
    with pytest.raises(FormerFileTakenAlready):
        await take_in_formers(session, file.id, by=COUNTY, at=AT)


async def test_a_household_of_which_no_house_is_known_gets_one_for_all_its_years(session):
    family = await a_family(session)
    repaired = DONE | {"年度": "2012", "改造方式": "修缮", "验收日期": "2012-09-01"}

    await take_in(session, {"户编号": family.code} | DONE, {"户编号": family.code} | repaired)

    first, second = await _formers(session)
    assert first.house_id == second.house_id and (first.year, second.year) == (2012, 2016)


async def test_the_same_list_again_changes_nothing_and_a_mended_one_changes_what_it_says(session):
    family = await a_family(session)
    row = {"户编号": family.code} | DONE
    await take_in(session, row)

    again = await take_in(session, row)
    mended = await take_in(session, row | {"补助金额": "15000", "实际支出": "42000", "建筑面积": "55"})

    [former] = await _formers(session)
    assert [(each.entering, each.updating, each.unchanged) for each in (again, mended)] == [(0, 0, 1), (0, 1, 0)]
    assert (former.subsidy_fen, former.cost_fen, str(former.area_m2)) == (1_500_000, 4_200_000, "55.00")


async def test_a_house_of_the_books_is_not_helped_again(session):
    survey = await an_unsafe_house(session)
    house = await lock_house_of(session, survey.household_id, survey.region)
    await take_in(session, {"住房编号": house.number} | DONE)

    with pytest.raises(HelpHindered):
        await apply_for_renovation(session, an_application(survey.id), by=VILLAGER, at=on("2020-06-05"))


async def test_the_same_works_are_not_paid_for_again_by_an_acceptance_without_renovation(session):
    survey = await an_unsafe_house(session)
    house = (
        await get_house(session, survey.house_id)
        if survey.house_id
        else await lock_house_of(session, survey.household_id, survey.region)
    )
    done = DONE | {"年度": "2020", "验收日期": "2020-09-10"}
    await take_in(session, {"住房编号": house.number} | done, at=ACCEPTED_AT)

    with pytest.raises(HelpedBeforePlatform):
        await accept_house(session, survey.id, an_acceptance(), by=ACCEPTER, on=date(2020, 9, 20), at=ACCEPTED_AT)
