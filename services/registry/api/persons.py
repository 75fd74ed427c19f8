"""People of the register: read as of any time, verified, changed, corrected, moved; departures and deaths."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from services.registry.api.advice import person_written
from services.registry.api.file_views import person_file
from services.registry.api.households import OFFICERS, KnownAt, TrueOn
from services.registry.operations.person.change_person import change_person
from services.registry.operations.person.correct_person import NumberOfAnother, correct_person
from services.registry.operations.person.correct_seat import correct_seat
from services.registry.operations.person.move_member import move_member
from services.registry.operations.person.record_death import record_death
from services.registry.operations.person.remove_member import remove_member
from services.registry.operations.person.verify_person import AlreadyVerified, AnotherPerson, verify_person
from services.registry.rules import move
from services.registry.rules.field_list import ValueNotInList
from services.registry.rules.history import BeforeTheFile, NothingChanged
from services.registry.rules.relief import HappenedInTheFuture, NobodyNamed
from services.registry.schemas import move as forms
from services.registry.schemas.quality import PersonWritten
from services.registry.schemas.register import PersonFileView, VerifyPerson
from services.registry.schemas.relief import someone
from services.registry.store import household as store
from services.registry.store.person_merger import list_merged_ids, list_mergers_of
from services.registry.store.reading import NotInTheFileThen, person_then
from shared.clock import today
from shared.identity import InvalidIdNumber
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/persons", "人员")

PersonId = Annotated[UUID, Path(title="人员编号")]
Officer = Annotated[Principal, may(*OFFICERS)]
_SEATS = (
    HappenedInTheFuture,
    move.BeforeTheySatHere,
    move.NotAMember,
    move.NoHeadLeft,
    move.TwoHeads,
    move.TwoSpouses,
)


@router.get(
    "/{person_id}",
    summary="人员档案",
    description="可按任一日期的实际情况（true_on）、任一时刻的所知（known_at）查询。",
    responses=refuses(NotInTheFileThen),
)
async def read_person(
    person_id: PersonId,
    session: Transaction,
    by: Annotated[Principal, may(*OFFICERS, Role.AUDITOR)],
    true_on: TrueOn = None,
    known_at: KnownAt = None,
) -> PersonFileView:
    on = true_on or today()
    then = await person_then(session, person_id, true_on=on, at=known_at)
    told = person_file(person_id, then, by, true_on=on, known_at=known_at)
    standing = await list_mergers_of(session, [person_id])
    merged = {
        "merged_into_id": next((each.winner_id for each in standing if each.loser_id == person_id), None),
        "merged_ids": await list_merged_ids(session, person_id),
    }
    return told.model_copy(update=merged)


@router.post(
    "/{person_id}/verification",
    status_code=200,
    summary="核实人员身份",
    description="即时帮扶中先行登记、尚待核实的人员，由村级人员见到本人和证件后填写。号码必须与先行登记时的身份摘要一致。",
    responses=refuses(store.NoSuchPerson, store.FileMergedAway, AlreadyVerified, AnotherPerson, InvalidIdNumber, NobodyNamed),
)
async def post_verification(person_id: PersonId, form: VerifyPerson, session: Transaction, by: Officer) -> PersonWritten:
    seen = someone(form.id_number, form.name)
    return await person_written(
        session, await verify_person(session, person_id, seen, relation=form.relation, by=by, on=today()), by
    )


@router.post(
    "/{person_id}/changes",
    summary="登记人员信息变更",
    description="自发生日期起如此；此前的情况不变。",
    responses=refuses(
        store.NoSuchPerson, store.FileMergedAway, move.HasDied, HappenedInTheFuture, BeforeTheFile, ValueNotInList, NothingChanged
    ),
)
async def post_change(person_id: PersonId, form: forms.ChangePerson, session: Transaction, by: Officer) -> PersonWritten:
    return await person_written(session, await change_person(session, form, person_id=person_id, by=by, on=today()), by)


@router.post(
    "/{person_id}/corrections",
    summary="更正人员信息（含身份证号码）",
    description="原来登记有误的，更正后当时所知仍可查询。",
    responses=refuses(
        store.NoSuchPerson,
        store.FileMergedAway,
        InvalidIdNumber,
        NumberOfAnother,
        HappenedInTheFuture,
        BeforeTheFile,
        ValueNotInList,
        NothingChanged,
    ),
)
async def post_correction(person_id: PersonId, form: forms.CorrectPerson, session: Transaction, by: Officer) -> PersonWritten:
    return await person_written(session, await correct_person(session, form, person_id=person_id, by=by, on=today()), by)


@router.post(
    "/{person_id}/seat-corrections",
    summary="更正所在户、关系、加入日期，或有误的离开与死亡登记",
    description="原来登记有误的，更正后当时所知仍可查询；只更正最近一次所在的户。",
    responses=refuses(
        store.NoSuchPerson,
        store.NoSuchHousehold,
        NothingChanged,
        move.HouseholdIsCancelled,
        move.SeatTakenBefore,
        *(each for each in _SEATS if each is not move.BeforeTheySatHere),
    ),
)
async def post_seat_correction(person_id: PersonId, form: forms.CorrectSeat, session: Transaction, by: Officer) -> PersonWritten:
    return await person_written(session, await correct_seat(session, form, person_id=person_id, by=by, on=today()), by)


@router.post(
    "/{person_id}/departure",
    summary="成员离开（迁往登记以外）",
    description="迁往本辖区另一户的请办理迁移，迁往其他辖区的请办理移交。",
    responses=refuses(store.NoSuchPerson, *_SEATS),
)
async def post_departure(person_id: PersonId, form: forms.RemoveMember, session: Transaction, by: Officer) -> PersonWritten:
    return await person_written(session, await remove_member(session, form, person_id=person_id, by=by, on=today()), by)


@router.post(
    "/{person_id}/death",
    summary="登记死亡",
    responses=refuses(store.NoSuchPerson, move.HasDied, *_SEATS),
)
async def post_death(person_id: PersonId, form: forms.RecordDeath, session: Transaction, by: Officer) -> PersonWritten:
    return await person_written(session, await record_death(session, form, person_id=person_id, by=by, on=today()), by)


@router.post(
    "/{person_id}/moves",
    summary="迁入本辖区另一户",
    responses=refuses(store.NoSuchPerson, store.NoSuchHousehold, move.SameHousehold, move.HouseholdIsCancelled, *_SEATS),
)
async def post_move(person_id: PersonId, form: forms.MoveMember, session: Transaction, by: Officer) -> PersonWritten:
    return await person_written(session, await move_member(session, form, person_id=person_id, by=by, on=today()), by)
