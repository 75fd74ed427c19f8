"""Members who come: born, married in, back again; and never in two households."""

from datetime import date

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from deploy.demo.register import id_number
from services.registry.operations.person.add_member import add_member
from services.registry.operations.person.correct_person import correct_person
from services.registry.operations.person.remove_member import remove_member
from services.registry.rules.field_list import ValueNotInList
from services.registry.rules.move import AlreadyAMember, BeforeTheySatHere, TwoHeads
from services.registry.rules.relief import NobodyNamed
from services.registry.schemas.fields import PersonFacts
from services.registry.schemas.move import AddMember, CorrectPerson, RemoveMember
from services.registry.store.household import list_members
from shared.vault import hash_identity
from tests.builders.registry_file import JUNE_10, OFFICER, TODAY, WHY, a_file

BABY = {"how": "born", "relation": "之女", "name": "王小花", "happened_on": JUNE_10, **WHY}
BORN = {"birth_certificate": "T370123456", "sex": "2", "born_on": JUNE_10}


async def test_a_child_is_born_and_gets_its_number_later(session: AsyncSession) -> None:
    household, _ = await a_file(session)
    child = await add_member(session, AddMember(**BABY, **BORN), household_id=household.id, by=OFFICER, on=TODAY)
    assert (child.sex, child.born_on, child.relation, child.classes) == ("2", JUNE_10, "之女", ["enrolled"])
    assert len(await list_members(session, [household.id])) == 4

    number = id_number(JUNE_10, 2)
    form = CorrectPerson(id_number=number, reason="已取得号码")
    known = await correct_person(session, form, person_id=child.id, by=OFFICER, on=TODAY)
    assert (known.id, known.identity_hash) == (child.id, hash_identity(number))


async def test_whoever_left_comes_back_as_themselves(session: AsyncSession) -> None:
    household, [_, _, son] = await a_file(session)
    await remove_member(session, RemoveMember(happened_on=JUNE_10, **WHY), person_id=son.id, by=OFFICER, on=TODAY)
    back = AddMember(
        how="joined", relation="之子", name="王小强", id_number=id_number(date(1984, 3, 18), 15), happened_on=TODAY, **WHY
    )
    assert son.born_on is not None and son.id_number_sealed is not None
    known = back.model_copy(update={"id_number": id_number(son.born_on, 15)})
    returned = await add_member(session, known, household_id=household.id, by=OFFICER, on=TODAY)
    assert (returned.id, returned.left_on, returned.joined_on) == (son.id, None, TODAY)


@pytest.mark.parametrize(
    ("changed", "law", "pointer"),
    [
        ({"birth_certificate": None}, NobodyNamed, "/id_number"),
        ({"relation": "户主"}, TwoHeads, "/relation"),
        ({"born_on": TODAY}, BeforeTheySatHere, "/happened_on"),
        ({"facts": PersonFacts(health=["健壮"])}, ValueNotInList, "/facts/health/0"),
        ({"id_number": id_number(date(1970, 3, 18), 11)}, AlreadyAMember, "/id_number"),
    ],
)
async def test_a_newcomer_who_does_not_fit_is_refused_where_it_hurts(
    session: AsyncSession, changed: dict[str, object], law: type[Exception], pointer: str
) -> None:
    household, _ = await a_file(session)
    form = AddMember(**BABY, **BORN).model_copy(update=changed)
    with pytest.raises(law) as refused:
        await add_member(session, form, household_id=household.id, by=OFFICER, on=TODAY)
    assert refused.value.pointer == pointer  # type: ignore[attr-defined]
