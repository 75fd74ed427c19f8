"""Standing settlements in numbers, by month, hospital and class."""

from datetime import date, datetime

from services.medical.rules.month import Month
from services.medical.rules.statistics import ALL, RESIDENTS
from services.medical.store.statistics import add_up
from shared.security import Principal, Role
from tests.builders.medical import (
    COUNTY,
    HOSPITAL_CODE,
    OTHER_COUNTY_VILLAGE,
    a_reversal,
    a_settlement,
    an_enrolled_person,
    an_id_number,
)

CITY_HOSPITAL = Principal("临沂市人民医院", Role.HOSPITAL, "3713", "H37130200009")
JUNE, JULY = Month(2020, 6), Month(2020, 7)


async def cells(session, *, since=JUNE, until=JULY, hospital=None):
    found = await add_up(session, since=since, until=until, hospital=hospital)
    return {(str(one.month) if one.month else None, one.hospital, one.person_class): one for one in found}


async def test_a_month_adds_up_to_what_was_settled_in_it(session):
    await an_enrolled_person(session)
    poor = await a_settlement(session)
    plain = await a_settlement(session, id_number=an_id_number(2))
    again = await a_settlement(session, id_number=an_id_number(2), on=date(2020, 6, 20), admitted_on=date(2020, 6, 1))
    await a_settlement(session, id_number=an_id_number(3), on=date(2020, 7, 3))

    found = await cells(session)

    june = found["2020-06", HOSPITAL_CODE, ALL]
    assert (june.count, june.persons, june.one_stop_count) == (3, 2, 3)
    assert june.total_fen == poor.total_fen + plain.total_fen + again.total_fen
    assert june.patient_fen == poor.patient_fen + plain.patient_fen + again.patient_fen
    assert june.in_policy_fen == 3 * 18_000_00
    assert found["2020-06", HOSPITAL_CODE, "enrolled"].patient_fen == poor.patient_fen
    assert (found["2020-06", HOSPITAL_CODE, RESIDENTS].count, found["2020-06", HOSPITAL_CODE, RESIDENTS].persons) == (2, 1)
    assert (found[None, None, ALL].count, found["2020-07", None, ALL].count) == (4, 1)


async def test_a_settlement_that_was_taken_back_is_not_counted(session):
    await a_reversal(session, await a_settlement(session), at=datetime.fromisoformat("2020-06-13T10:00:00+08:00"))

    assert await cells(session) == {}


async def test_the_in_county_rate_looks_at_where_the_hospital_is(session):
    await a_settlement(session)
    await a_settlement(session, by=CITY_HOSPITAL, id_number=an_id_number(2), in_policy_fen=48_000_00)
    await a_settlement(session, by=CITY_HOSPITAL, id_number=an_id_number(3), region=OTHER_COUNTY_VILLAGE)

    found = await cells(session)

    whole = found["2020-06", None, ALL]
    assert (whole.count, whole.in_county_count) == (3, 2)  # in 罗庄 one of two, in 兰山 one of one
    assert whole.in_county_fen == 20_000_00 + 20_000_00
    assert COUNTY == "371311"


async def test_one_hospital_can_be_asked_for_alone(session):
    await a_settlement(session)
    await a_settlement(session, by=CITY_HOSPITAL, id_number=an_id_number(2))

    found = await cells(session, hospital=HOSPITAL_CODE)

    assert {hospital for _, hospital, _ in found} == {HOSPITAL_CODE, None}
    assert found[None, None, ALL].count == 1
