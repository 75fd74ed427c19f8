"""Lists of who is insured: good rows in, wrong rows back, the newest list stands."""

import pytest
from sqlmodel import select

from services.medical.rules import enrolment as rules
from services.medical.rules.premium import Scheme
from services.medical.tables import Enrolment, EnrolmentFile
from shared.security import OutsideRegion, Principal, Role
from tests.builders.roster import COUNTY, OTHER_VILLAGE, VILLAGE, a_person, an_enrolment_file, an_id_number, insured


async def rows(session, file):
    return (await session.exec(select(Enrolment).where(Enrolment.file_id == file.id).order_by(Enrolment.row_no))).all()


async def standing(session):
    return {file.id for file in await session.exec(select(EnrolmentFile).where(EnrolmentFile.replaced_by == None))}  # noqa: E711


async def test_good_rows_are_taken_in_sealed_and_wrong_ones_go_back(session):
    file = await an_enrolment_file(session, [*insured(1, 2), {"身份证号": "123", "姓名": "错"}, *insured(3, 参保年度="2019")])

    assert (file.rows, file.taken, file.refused) == (4, 2, 2)
    assert [(fault["row"], fault["column"]) for fault in file.faults] == [(4, "身份证号"), (5, "参保年度")]
    [first, _] = await rows(session, file)
    assert first.row_no == 2
    assert an_id_number(1).encode() not in first.id_number_sealed + (file.refused_rows_sealed or b"")
    assert an_id_number(3) not in str(file.faults)


async def test_a_person_stands_in_their_own_village_if_registry_knows_them(session):
    await a_person(session, 1, "enrolled", village=VILLAGE)
    file = await an_enrolment_file(session, [*insured(1), *insured(2, **{"村（社区）代码": OTHER_VILLAGE}), *insured(3)])

    assert [row.region for row in await rows(session, file)] == [VILLAGE, OTHER_VILLAGE, COUNTY]


async def test_a_newer_list_of_the_same_extent_or_a_wider_one_replaces_the_older(session):
    town = await an_enrolment_file(session, insured(1), region=VILLAGE[:9])
    other_year = await an_enrolment_file(session, insured(1), region=VILLAGE[:9], year=2019)
    again = await an_enrolment_file(session, insured(1, 2), region=VILLAGE[:9])
    assert (await standing(session), town.replaced_by) == ({again.id, other_year.id}, again.id)

    county = await an_enrolment_file(session, insured(1, 2, 3))
    assert await standing(session) == {county.id, other_year.id}


async def test_a_list_of_a_part_of_what_already_stands_would_count_people_twice(session):
    await an_enrolment_file(session, insured(1))

    with pytest.raises(rules.EnrolmentWithinAnother) as refusal:
        await an_enrolment_file(session, insured(1), region=VILLAGE[:9])
    assert refusal.value.facts["region"] == COUNTY
    await an_enrolment_file(session, insured(1), region=VILLAGE[:9], scheme=Scheme.EMPLOYEE)


async def test_another_countys_list_is_not_taken(session):
    with pytest.raises(OutsideRegion):
        await an_enrolment_file(session, insured(1), by=Principal("外县", Role.COUNTY, "371302"))
