"""Households and persons of the register."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.registry.operations.person.verify_person import AlreadyVerified, AnotherPerson, verify_person
from services.registry.rules.relief import NobodyNamed
from services.registry.rules.vocabulary import CLASS_NAMES, STATE_NAMES, HouseholdState, PersonClass
from services.registry.schemas.register import HouseholdLine, HouseholdView, PersonView, VerifyPerson
from services.registry.schemas.relief import someone
from services.registry.store import household as store
from services.registry.store.case import find_open_case
from services.registry.tables import Household, Person
from shared import regions
from shared.clock import today
from shared.identity import InvalidIdNumber, masked, masked_name
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.vault import unseal

OFFICERS = (Role.VILLAGE, Role.TOWN, Role.COUNTY)

router = door("/households", "家庭")
persons = door("/persons", "人员")

HouseholdId = Annotated[UUID, Path(title="户标识")]

PersonId = Annotated[UUID, Path(title="人员编号")]


@router.get("", summary="家庭列表", responses=refuses(UnreadableCursor))
async def list_households(
    session: Transaction,
    by: Annotated[Principal, may(*OFFICERS, Role.AUDITOR)],
    region: Annotated[AnyRegion | None, Query(title="辖区代码", description="只列出该辖区内的家庭")] = None,
    state: Annotated[HouseholdState | None, Query(title="状态", description="current 在册、provisional 待核实")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[HouseholdLine]:
    found = await store.list_households(session, region=region, state=state, after=place(after), limit=limit)
    rows = found[:limit]
    return Page(
        rows=[HouseholdLine.model_validate(_line(household)) for household in rows],
        next=cursor(rows[-1].id) if len(found) > limit else None,
    )


@router.get("/{household_id}", summary="家庭与成员", responses=refuses(store.NoSuchHousehold))
async def read_household(
    household_id: HouseholdId, session: Transaction, by: Annotated[Principal, may(*OFFICERS, Role.AUDITOR)]
) -> HouseholdView:
    household = await store.get_household(session, household_id)
    members = await store.list_members(session, [household.id])
    case = await find_open_case(session, household.id)
    return HouseholdView(
        **_line(household),
        standard=household.standard,
        causes=household.causes,
        open_case_id=case.id if case else None,
        members=[_person(member, by) for member in members],
    )


@persons.post(
    "/{person_id}/verification",
    status_code=200,
    summary="核实人员身份",
    description="即时帮扶中先行登记、尚待核实的人员,由村级人员见到本人和证件后填写。号码必须与先行登记时的身份摘要一致。",
    responses=refuses(store.NoSuchPerson, AlreadyVerified, AnotherPerson, InvalidIdNumber, NobodyNamed),
)
async def post_verification(
    person_id: PersonId, form: VerifyPerson, session: Transaction, by: Annotated[Principal, may(*OFFICERS)]
) -> PersonView:
    seen = someone(form.id_number, form.name)
    return _person(await verify_person(session, person_id, seen, relation=form.relation, by=by, on=today()), by)


def _line(household: Household) -> dict[str, object]:
    return {
        "household_id": household.id,
        "household_code": household.code,
        "region": household.region,
        "region_name": regions.name_of(household.region),
        "state": household.state,
        "state_name": STATE_NAMES[household.state],
        "enrolled_on": household.enrolled_on,
    }


def _person(person: Person, by: Principal) -> PersonView:
    name = unseal(person.name_sealed) if person.name_sealed else None
    number = masked(unseal(person.id_number_sealed)) if person.id_number_sealed else None
    return PersonView(
        person_id=person.id,
        name=masked_name(name) if name and by.role is Role.AUDITOR else name,
        id_number=number,
        sex=person.sex,
        born_on=person.born_on,
        relation=person.relation,
        classes=person.classes,
        class_names=[CLASS_NAMES[PersonClass(each)] for each in person.classes],
        is_verified=person.is_verified,
    )
