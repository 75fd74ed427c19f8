"""Who somebody is to the hospital that shows their certificate."""

import pytest
from sqlalchemy import text

from services.medical.operations.national.show_person import show_person
from services.medical.rules.national.person import CertificateUnusable, NameMissing
from services.medical.schemas.national.person import GetPerson
from shared.vault import unseal
from tests.builders.medical import HOSPITAL, ID_NUMBER, JUNE_12, VILLAGE, an_enrolled_person
from tests.builders.national import a_certificate


async def shown(session, told):
    return await show_person(session, GetPerson.model_validate(told), insuplc="371311", by=HOSPITAL, on=JUNE_12)


async def test_a_person_of_no_register_lives_where_the_hospital_says_or_somewhere_in_the_county(session):
    assert (await shown(session, a_certificate())).region == VILLAGE
    assert (await shown(session, a_certificate(village=None))).region == "371311"


async def test_the_register_knows_better_than_the_hospital(session):
    await an_enrolled_person(session)

    person = await shown(session, a_certificate(village="371311001002"))

    assert (person.region, [name for name, _ in person.classes]) == (VILLAGE, ["enrolled"])


async def test_what_was_shown_is_kept_sealed_and_the_newest_counts(session):
    await shown(session, a_certificate(name="王晓明"))
    person = await shown(session, a_certificate())

    kept = (await session.execute(text("SELECT * FROM national_person"))).one()
    assert (kept.psn_no, unseal(kept.name_sealed), unseal(kept.id_number_sealed)) == (person.psn_no, "王小明", ID_NUMBER)


async def test_a_certificate_that_names_nobody_is_refused(session):
    with pytest.raises(CertificateUnusable):
        await shown(session, {"mdtrt_cert_type": "01", "mdtrt_cert_no": "token", "psn_name": "王小明"})
    with pytest.raises(CertificateUnusable):
        await shown(session, a_certificate() | {"mdtrt_cert_type": "03", "psn_cert_type": "08"})
    with pytest.raises(NameMissing):
        await shown(session, {"mdtrt_cert_type": "02", "mdtrt_cert_no": ID_NUMBER})
