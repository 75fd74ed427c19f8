"""The queue: every likely pair once, whoever wrote it; put right, it leaves; decided, it stays decided."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import event
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.case.open_case import open_case
from services.registry.operations.double.decide_double import decide_double
from services.registry.operations.double.note_doubles import note_doubles
from services.registry.operations.person.correct_person import correct_person
from services.registry.rules.case import Origin
from services.registry.rules.double import DoubleState
from services.registry.rules.likeness import mistyped
from services.registry.rules.sighting import Sighting
from services.registry.schemas.double import DecideDouble
from services.registry.schemas.move import CorrectPerson
from services.registry.store.double import likely_doubles, list_pairs
from services.registry.tables import DoubleKey, DoublePair, Person
from shared.events.civil_affairs import Trigger
from shared.vault import hash_identity, unseal
from tests.builders.doubles import a_number, a_pair, two_files
from tests.builders.registry_file import OFFICER, TODAY, a_file


async def waiting(session: AsyncSession) -> list[DoublePair]:
    return await list_pairs(session, region=None, after=None, limit=100)


def wrong_form(number: str, at: int) -> str:
    return next(way for way in mistyped(number) if way[at] != number[at])


async def test_one_name_and_birth_date_in_one_village_is_asked_about_once(session: AsyncSession) -> None:
    (_, [one]), (_, [other]) = await two_files(session)
    assert await note_doubles(session, [one.id, other.id], on=TODAY) == 1
    assert await note_doubles(session, [other.id], on=TODAY) == 0
    [pair] = await waiting(session)
    assert (pair.low_id, pair.high_id) == tuple(sorted((one.id, other.id), key=str))
    assert "姓名相同" in {reason["says"] for reason in pair.reasons}
    assert pair.points == sum(reason["points"] for reason in pair.reasons)


async def test_the_order_in_which_people_come_makes_no_difference(session: AsyncSession) -> None:
    (_, [one]), (_, [other]) = await two_files(session)
    await note_doubles(session, [one.id], on=TODAY)
    assert await waiting(session) == []  # nobody is there to be compared with
    await note_doubles(session, [other.id], on=TODAY)
    [pair] = await waiting(session)
    told = (pair.points, pair.reasons)
    await session.delete(pair)
    await session.flush()
    await note_doubles(session, [other.id, one.id], on=TODAY)
    [pair] = await waiting(session)
    assert (pair.points, pair.reasons) == told


async def test_no_name_number_or_date_stands_in_keys_or_queue(session: AsyncSession) -> None:
    (_, [one]), (_, [other]) = await two_files(session)
    pair = await a_pair(session, one.id, other.id)
    mark = (await session.exec(select(DoubleKey).where(DoubleKey.id == one.id))).one()
    for text in (str(pair.model_dump()), str(mark.model_dump())):
        assert "王小" not in text
        assert "1970" not in text
    assert mark.sound_born is not None


async def test_two_people_are_not_asked_about_again_unless_their_files_become_more_alike(session: AsyncSession) -> None:
    (_, [one]), (_, [other]) = await two_files(session, 成员联系电话="", 户联系电话="")
    pair = await a_pair(session, one.id, other.id)
    form = DecideDouble(decision="different", reason="已见两人")
    await decide_double(session, pair.id, form, by=OFFICER, on=TODAY)
    assert await note_doubles(session, [one.id, other.id], on=TODAY) == 0

    less = CorrectPerson(facts={"ethnic_group": "回族"}, reason="核对户口簿")
    await correct_person(session, less, person_id=other.id, by=OFFICER, on=TODAY)
    assert await note_doubles(session, [other.id], on=TODAY) == 0
    await session.refresh(pair)
    assert pair.state is DoubleState.DIFFERENT

    more = CorrectPerson(facts={"phone": "13900000000"}, reason="核对电话")
    for person in (one, other):
        await correct_person(session, more, person_id=person.id, by=OFFICER, on=TODAY)
    assert await note_doubles(session, [one.id, other.id], on=TODAY) == 1
    await session.refresh(pair)
    assert pair.state is DoubleState.OPEN


async def test_files_that_were_put_right_leave_the_queue_by_themselves(session: AsyncSession) -> None:
    (_, [one]), (_, [other]) = await two_files(session)
    pair = await a_pair(session, one.id, other.id)
    right = CorrectPerson(id_number=a_number(date(1991, 8, 26), 55), reason="原号码登记有误")
    await correct_person(session, right, person_id=other.id, by=OFFICER, on=TODAY)
    await note_doubles(session, [other.id], on=TODAY)
    await session.refresh(pair)
    assert pair.state is DoubleState.FADED
    assert await waiting(session) == []


async def test_a_stranger_known_by_a_hash_alone_is_the_villager_whose_number_was_mistyped(session: AsyncSession) -> None:
    _, [head, spouse] = await a_file(session, 2)
    assert head.id_number_sealed
    number = unseal(head.id_number_sealed)
    mistyped = wrong_form(number, 12)
    sighting = Sighting(origin=Origin.BURDEN, trigger=Trigger.ILLNESS, village=head.region, identity_hash=hash_identity(mistyped))
    await open_case(session, sighting, by="medical")
    stranger = (await session.exec(select(Person).where(Person.identity_hash == hash_identity(mistyped)))).one()
    await note_doubles(session, [stranger.id], on=TODAY)
    [pair] = await waiting(session)
    assert {pair.low_id, pair.high_id} == {stranger.id, head.id}
    await session.delete(pair)
    await session.flush()
    # The villager may come after the stranger.
    await note_doubles(session, [head.id, spouse.id], on=TODAY)
    assert {(each.low_id, each.high_id) for each in await waiting(session)} == {(pair.low_id, pair.high_id)}


async def test_a_group_that_is_too_large_is_left_to_the_other_keys(session: AsyncSession, monkeypatch: Any) -> None:
    monkeypatch.setattr("services.registry.operations.double.note_doubles.largest_group", lambda: 1)
    (_, [one]), (_, [other]) = await two_files(session)
    assert await note_doubles(session, [one.id, other.id], on=TODAY) == 0


async def test_a_writer_is_told_at_once_without_anything_being_written(session: AsyncSession) -> None:
    (_, [one]), (_, [other]) = await two_files(session)
    await note_doubles(session, [one.id], on=TODAY)
    [likely] = await likely_doubles(session, [other.id], on=TODAY)
    assert {likely.low.person_id, likely.high.person_id} == {one.id, other.id}
    assert await waiting(session) == []


@pytest.mark.parametrize("people", [1, 3])
async def test_many_people_cost_no_more_statements_than_one(session: AsyncSession, app: FastAPI, people: int) -> None:
    _, members = await a_file(session, people)
    ids: list[UUID] = [member.id for member in members]
    sent = list[str]()
    event.listen(app.state.engine.sync_engine, "before_cursor_execute", lambda *call: sent.append(call[2]))
    await likely_doubles(session, ids, on=TODAY)
    assert len(sent) == 3
