"""Opening health files: what applies where the person lives decides, and each row of a list stands by itself."""

from datetime import date

import pytest
from sqlalchemy import text

from services.medical.operations.health_file.open_files import open_files
from services.medical.rules.admission import HospitalUnknown
from services.medical.tables import HealthFile
from shared.security import Principal, Role
from tests.builders.health import (
    CARING_HOSPITAL,
    CENTRE,
    DEZHOU_VILLAGE,
    HEALTH,
    ID_NUMBER,
    LINZI,
    LINZI_VILLAGE,
    MAY_2,
    NAME,
    OTHER_CENTRE,
    a_file,
    a_followed_file,
    a_form,
    opened,
)
from tests.builders.medical import an_enrolled_person, an_id_number


async def test_a_file_is_opened_under_the_policy_of_the_place_and_day(session):
    file = await a_file(session, treatment_class="kept-in-hospital")

    assert (file.kind, file.policy, file.hospital) == ("treatment", "linzi-health-2016", CENTRE)
    assert (file.next_due_on, file.is_treated_free, file.treatment_class) == (None, False, "kept-in-hospital")
    assert len(file.policy_version) == 16


async def test_a_known_beneficiary_brings_person_household_and_classes(session):
    told = await an_enrolled_person(session, id_number=ID_NUMBER, classes=("enrolled", "low-income"))
    await session.flush()

    file = await a_file(session, on=date(2020, 6, 1))

    assert (file.person_id, file.household_id) == (told.person_id, told.household_id)
    assert file.classes == ["enrolled", "low-income"]


async def test_whoever_is_followed_up_is_due_soon_after_being_taken_in(session):
    assert (await a_followed_file(session)).next_due_on == date(2018, 1, 24)
    assert (await a_followed_file(session, "tuberculosis")).next_due_on == date(2018, 1, 13)


async def test_a_file_says_when_it_is_free_and_flags_that_and_no_more(session):
    await a_file(session, programme="cataract")

    [flag] = (await session.execute(text("SELECT to_jsonb(health_flag) FROM health_flag"))).scalars().all()
    assert flag.keys() == {"file_id", "identity_hash", "person_id", "region", "since_on", "until_on"}


async def test_free_treatment_goes_by_the_classes_of_the_place(session):
    since = {"opened_on": date(2020, 6, 1), "region": DEZHOU_VILLAGE, "hospital": None, "programme": "severe-mental"}
    dezhou = Principal("德州卫健", Role.HEALTH, "3714")
    await an_enrolled_person(session, id_number=an_id_number(1), classes=("low-income",))
    await session.flush()
    poor, other = a_form(id_number=an_id_number(1), **since), a_form(id_number=an_id_number(2), **since)

    files = await open_files(session, [poor, other], by=dezhou, on=date(2020, 6, 1))

    assert [file.is_treated_free for file in files] == [True, False]


async def test_a_hospital_takes_in_its_own_patients_without_saying_which(session):
    assert (await a_file(session, by=CARING_HOSPITAL, hospital=None)).hospital == CENTRE
    refusal = await opened(session, by=CARING_HOSPITAL, hospital=OTHER_CENTRE)
    assert refusal.code == "only-health-transfers"
    with pytest.raises(HospitalUnknown):
        await opened(session, by=Principal("某院", Role.HOSPITAL, LINZI))


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"id_number": "110105194902300026"}, "invalid-id-number", "/id_number"),
        ({"region": DEZHOU_VILLAGE}, "outside-region", "/region"),
        ({"programme": "freckles"}, "no-such-programme", "/programme"),
        ({"opened_on": date(2015, 1, 1), "diagnosed_on": date(2014, 1, 1)}, "no-such-programme", "/programme"),
        ({"diagnosed_on": date(2018, 5, 3)}, "day-not-possible", "/diagnosed_on"),
        ({"diagnosed_on": date(1950, 5, 3)}, "day-not-possible", "/diagnosed_on"),
        ({"opened_on": date(2017, 3, 1)}, "day-not-possible", "/opened_on"),
        ({"programme": "cataract", "treatment_class": "cured-at-once"}, "class-not-for-programme", "/treatment_class"),
    ],
)
async def test_what_cannot_be_is_refused_at_the_field(session, changes, code, pointer):
    refusal = await opened(session, **changes)

    assert (refusal.code, refusal.pointer) == (code, pointer)
    assert (await session.execute(text("SELECT count(*) FROM health_file"))).scalar_one() == 0


async def test_a_person_has_one_open_file_in_a_programme_and_may_have_others(session):
    await a_file(session)

    assert (await opened(session)).code == "file-already-open"
    assert isinstance(await opened(session, programme="hypertension"), HealthFile)


async def test_a_list_takes_in_the_good_and_hands_back_the_rest(session):
    forms = [a_form(id_number=an_id_number(1)), a_form(id_number=an_id_number(1)), a_form(id_number="1"), a_form()]

    outcomes = await open_files(session, forms, by=HEALTH, on=MAY_2)

    assert [getattr(one, "code", "opened") for one in outcomes] == [
        "opened", "file-already-open", "invalid-id-number", "opened",
    ]  # fmt: skip


async def test_what_is_stored_holds_no_name_and_no_number_in_the_clear(session):
    await a_file(session)

    for table in ("health_file", "health_entry", "audit"):
        rows = "".join((await session.execute(text(f"SELECT to_jsonb({table})::text FROM {table}"))).scalars().all())
        assert rows and ID_NUMBER not in rows and NAME not in rows, table
    assert LINZI_VILLAGE in rows
