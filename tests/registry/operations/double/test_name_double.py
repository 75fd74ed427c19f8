"""An officer knows what no rule sees: the pair waits for a decision, however little the files look alike."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.double.decide_double import decide_double
from services.registry.operations.double.name_double import name_double
from services.registry.operations.double.note_doubles import note_doubles
from services.registry.rules.double import DoubleState, SamePerson
from services.registry.schemas.double import DecideDouble, NameDouble
from services.registry.store.household import NoSuchPerson
from tests.builders.registry_file import ELSEWHERE, OFFICER, TODAY, a_file


async def test_it_does_not_fade_for_want_of_points_and_is_decided_by_a_person(session: AsyncSession) -> None:
    _, [head, spouse] = await a_file(session, 2)
    form = NameDouble(person_id=spouse.id, other_id=head.id, reason="两份户口簿是一个人")
    pair = await name_double(session, form, by=OFFICER, on=TODAY)
    await note_doubles(session, [head.id, spouse.id], on=TODAY)
    await session.refresh(pair)
    assert (pair.state, pair.named_by, pair.low_id < pair.high_id) == (DoubleState.OPEN, OFFICER.subject, True)
    decided = DecideDouble(decision="different", reason="已见两人")
    await decide_double(session, pair.id, decided, by=OFFICER, on=TODAY)
    again = await name_double(session, form, by=OFFICER, on=TODAY)
    assert (again.id, again.state) == (pair.id, DoubleState.OPEN)


async def test_one_file_is_no_pair_and_nobody_names_whom_they_do_not_see(session: AsyncSession) -> None:
    _, [head] = await a_file(session, 1)
    with pytest.raises(SamePerson):
        await name_double(session, NameDouble(person_id=head.id, other_id=head.id, reason="同一人"), by=OFFICER, on=TODAY)
    nobody = NameDouble(person_id=head.id, other_id=head.household_id, reason="同一人")
    with pytest.raises(NoSuchPerson):
        await name_double(session, nobody, by=ELSEWHERE, on=TODAY)
