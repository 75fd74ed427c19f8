"""What is on file of households, gathered for checklists: many at once in a handful of questions to the database."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Uuid
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.case import PART_NAMES, Part
from services.registry.rules.household_look import HouseholdLook, Known, MemberLook, PlannedLook, YearLook, look_at
from services.registry.rules.measure import DEVELOPING
from services.registry.rules.plan import MeasureState
from services.registry.rules.poverty import POVERTY_STATE_NAMES, Axis
from services.registry.rules.watch import FactKind
from services.registry.store.checklist import list_checklists
from services.registry.store.household import any_of, list_members
from services.registry.tables import (
    Case,
    CasePart,
    ChecklistFilling,
    Helper,
    HelperAssignment,
    Household,
    IncomeBook,
    Person,
    Plan,
    PlanMeasure,
    PovertyEntry,
    WatchFact,
)

STAY_DAYS = 365
"""How far a settled stay in hospital is looked back for."""


async def look_at_households(
    session: AsyncSession, households: Collection[Household], *, on: date
) -> dict[UUID, dict[str, Known]]:
    """By household, what a checklist may take from the register and the platform on a day (see rules.household_look.LOOKS)."""
    ids = [household.id for household in households]
    members: dict[UUID, list[MemberLook]] = {}
    for member in await list_members(session, ids):
        members.setdefault(member.household_id, []).append(_member(member))
    incomes, grades = await _incomes(session, ids, on=on), await _grades(session, ids, on=on)
    stays, helped = await _stays(session, ids, on=on), await _helped(session, ids)
    planned, helpers = await _planned(session, ids, year=on.year), await _helpers(session, ids, on=on)
    states, judged = await _states(session, ids), await _judged(session, ids)
    return {
        each.id: look_at(
            HouseholdLook(
                on=on,
                code=each.code,
                standard=each.standard,
                causes=each.causes,
                particulars=_texts(each.particulars),
                members=members.get(each.id, []),
                incomes=incomes.get(each.id, {}),
                grade=grades.get(each.id) or _grade_on_file(each),
                stay_on=stays.get(each.id),
                helped=helped.get(each.id, []),
                planned=planned.get(each.id, []),
                helper=helpers.get(each.id),
                state=states.get(each.id, ""),
                judged_on=judged.get(each.id),
            )
        )
        for each in households
    }


async def look_at_household(session: AsyncSession, household: Household, *, on: date) -> dict[str, Known]:
    return (await look_at_households(session, [household], on=on))[household.id]


def _member(person: Person) -> MemberLook:
    return MemberLook(
        relation=person.relation,
        born_on=person.born_on,
        classes=person.classes,
        is_verified=person.is_verified,
        is_identified=person.name_sealed is not None and person.id_number_sealed is not None,
        particulars=_texts(person.particulars),
    )


def _texts(particulars: Mapping[str, object]) -> dict[str, str]:
    """A value that a form gave as a list is read like the export writes it."""
    return {key: "、".join(map(str, value)) if isinstance(value, list) else str(value) for key, value in particulars.items()}


def _grade_on_file(household: Household) -> tuple[str, str] | None:
    grade = household.particulars.get("危房等级")
    return (str(grade), "登记册“危房等级”") if grade else None


async def _incomes(session: AsyncSession, ids: Collection[UUID], *, on: date) -> dict[UUID, dict[int, YearLook]]:
    query = select(IncomeBook).where(
        col(IncomeBook.household_id) == any_of(ids, Uuid), col(IncomeBook.year).between(on.year - 1, on.year)
    )
    found: dict[UUID, dict[int, YearLook]] = {}
    for book in await session.exec(query.order_by(col(IncomeBook.version))):  # the highest version last, and it holds
        found.setdefault(book.household_id, {})[book.year] = YearLook(book.per_head_fen, book.is_expected, book.version)
    return found


async def _grades(session: AsyncSession, ids: Collection[UUID], *, on: date) -> dict[UUID, tuple[str, str]]:
    found = {}
    for fact in await _facts(session, ids, FactKind.HOUSE_GRADE, since=date.min, on=on):
        if fact.household_id and fact.word:
            found[fact.household_id] = (fact.word, f"住房安全排查，{fact.happened_on}")
    return found


async def _stays(session: AsyncSession, ids: Collection[UUID], *, on: date) -> dict[UUID, date]:
    facts = await _facts(session, ids, FactKind.HOSPITAL_BILL, since=on - timedelta(days=STAY_DAYS), on=on)
    return {fact.household_id: fact.happened_on for fact in facts if fact.household_id and fact.happened_on}


async def _facts(session: AsyncSession, ids: Collection[UUID], kind: FactKind, *, since: date, on: date) -> list[WatchFact]:
    """The latest last."""
    query = select(WatchFact).where(
        col(WatchFact.household_id) == any_of(ids, Uuid),
        WatchFact.kind == kind,
        col(WatchFact.withdrawn_at).is_(None),
        col(WatchFact.happened_on).between(since, on),
    )
    return list(await session.exec(query.order_by(col(WatchFact.happened_on), col(WatchFact.id))))


async def _helped(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, list[str]]:
    query = (
        select(Case.household_id, CasePart.part)
        .join(CasePart, col(CasePart.case_id) == col(Case.id))
        .where(col(Case.household_id) == any_of(ids, Uuid), col(CasePart.done_at).is_not(None))
        .distinct()
    )
    found: dict[UUID, list[str]] = {}
    for household_id, part in (await session.execute(query)).all():
        found.setdefault(household_id, []).append(PART_NAMES[Part(part)])
    return {household_id: sorted(names) for household_id, names in found.items()}


async def _planned(session: AsyncSession, ids: Collection[UUID], *, year: int) -> dict[UUID, list[PlannedLook]]:
    query = (
        select(col(Plan.household_id), col(PlanMeasure.title), col(PlanMeasure.nature))
        .join(PlanMeasure, col(PlanMeasure.plan_id) == col(Plan.id))
        .where(col(Plan.household_id) == any_of(ids, Uuid), Plan.year == year, PlanMeasure.state != MeasureState.DROPPED)
        .order_by(col(PlanMeasure.number))
    )
    found: dict[UUID, list[PlannedLook]] = {}
    for household_id, title, nature in (await session.execute(query)).all():
        found.setdefault(household_id, []).append(PlannedLook(title, nature in DEVELOPING))
    return found


async def _helpers(session: AsyncSession, ids: Collection[UUID], *, on: date) -> dict[UUID, tuple[str, date]]:
    query = (
        select(col(HelperAssignment.household_id), col(Helper.office), col(HelperAssignment.since_on))
        .join(Helper, col(Helper.id) == col(HelperAssignment.helper_id))
        .where(col(HelperAssignment.household_id) == any_of(ids, Uuid), HelperAssignment.since_on <= on)
        .where(or_(col(HelperAssignment.until_on).is_(None), col(HelperAssignment.until_on) > on))
        .order_by(col(HelperAssignment.since_on), col(HelperAssignment.id))
    )
    return {household_id: (office, since_on) for household_id, office, since_on in (await session.execute(query)).all()}


async def _states(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, str]:
    query = select(PovertyEntry).where(
        col(PovertyEntry.household_id) == any_of(ids, Uuid),
        col(PovertyEntry.until_on).is_(None),
        PovertyEntry.axis == Axis.POVERTY,
    )
    return {entry.household_id: POVERTY_STATE_NAMES[entry.state] for entry in await session.exec(query)}


async def _judged(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, date]:
    settling = {each.checklist for each in list_checklists() if each.settles_assurances}
    query = (
        select(ChecklistFilling.household_id, func.max(ChecklistFilling.filled_on))
        .where(col(ChecklistFilling.household_id) == any_of(ids, Uuid), col(ChecklistFilling.checklist).in_(settling))
        .group_by(col(ChecklistFilling.household_id))
    )
    return {household_id: day for household_id, day in (await session.execute(query)).all()}
