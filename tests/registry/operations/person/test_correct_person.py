"""A wrong name or number is put right for all days; what stood there stays readable as what was known."""

from datetime import date

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from deploy.demo.register import id_number
from services.registry.operations.person.correct_person import NumberOfAnother, correct_person
from services.registry.schemas.fields import PersonFacts
from services.registry.schemas.move import CorrectPerson
from services.registry.store.reading import person_then
from shared.clock import now
from shared.vault import hash_identity, unseal
from tests.builders.registry_file import JUNE_2, OFFICER, TODAY, a_file

RIGHT = id_number(date(1969, 3, 18), 33)


async def test_a_wrong_number_and_name_are_put_right(session: AsyncSession) -> None:
    _, [head, *_] = await a_file(session)
    before = now()
    form = CorrectPerson(facts=PersonFacts(name="王大明"), id_number=RIGHT, reason="登记时抄错")
    await correct_person(session, form, person_id=head.id, by=OFFICER, on=TODAY)

    assert (head.identity_hash, unseal(head.name_sealed or b""), head.born_on) == (
        hash_identity(RIGHT),
        "王大明",
        date(1969, 3, 18),
    )
    known = await person_then(session, head.id, true_on=JUNE_2, at=before)
    assert (known.facts["name"], known.facts["id_number"][6:14]) == ("王小明", "19700318")


async def test_a_number_that_another_bears_is_refused(session: AsyncSession) -> None:
    _, [head, spouse, _] = await a_file(session)
    number = unseal(spouse.id_number_sealed or b"")
    with pytest.raises(NumberOfAnother):
        form = CorrectPerson(id_number=number, reason="登记时抄错")
        await correct_person(session, form, person_id=head.id, by=OFFICER, on=TODAY)
