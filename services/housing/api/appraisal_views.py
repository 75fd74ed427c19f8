"""An appraisal as its doors, pages and sheets show it."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from uuid import UUID

from services.housing.rules.appraisal import plain
from services.housing.rules.house import CONDITION_NAMES, PART_NAMES, Part
from services.housing.rules.member import COUNTED_BY, MEMBER_NAMES, Member
from services.housing.rules.structure import STRUCTURE_NAMES, Structure
from services.housing.schemas.appraisal import AppraisalLine, AppraisalView, CountView, FoundView
from services.housing.schemas.appraisal_form import (
    AppraisalFormView,
    MemberChoice,
    PartChoices,
    ReadingChoice,
    SignChoice,
)
from services.housing.schemas.part import parts
from services.housing.store.appraisal_policy import get_appraisal_policy_named
from services.housing.store.appraiser import get_appraiser
from services.housing.store.house import find_houses, get_house
from services.housing.store.household import find_households
from services.housing.tables import Appraisal, Household
from shared.service import Transaction
from shared.vault import unseal


def line(appraisal: Appraisal) -> AppraisalLine:
    return AppraisalLine.model_validate(appraisal.model_dump())


async def rows_of_book(session: Transaction, appraisals: Sequence[Appraisal]) -> list[tuple[str, ...]]:
    """The lines of the workbook, with the numbers by which people know house and household."""
    houses = await find_houses(session, {each.house_id for each in appraisals})
    households = await find_households(session, {each.household_id for each in appraisals if each.household_id})
    return [_cells(line(each), houses[each.house_id].number, _code(households, each)) for each in appraisals]


def _cells(row: AppraisalLine, house: str, household: str) -> tuple[str, ...]:
    days = (row.asked_on, row.visited_on, row.signed_on, row.valid_until_on, row.voided_on)
    told = (row.number, row.village, house, household, row.origin_name, row.opinion_name, row.state_name, row.grade or "")
    return (*told, *(f"{day}" if day else "" for day in days))


async def view(session: Transaction, appraisal: Appraisal) -> AppraisalView:
    who = {"appraiser": "", "institution": "", "licence": ""}
    if appraisal.appraiser_id is not None:
        appraiser = await get_appraiser(session, appraisal.appraiser_id)
        who = {
            "appraiser": unseal(appraiser.person_sealed),
            "institution": appraiser.institution,
            "licence": appraiser.licence,
        }
    house = await get_house(session, appraisal.house_id)
    households = await find_households(session, [appraisal.household_id] if appraisal.household_id else [])
    whose = {"house_number": house.number, "household_code": _code(households, appraisal)}
    counts = [
        CountView(member=member, member_name=MEMBER_NAMES[member], total=pair[0], dangerous=pair[1])
        for member in Member
        if (pair := appraisal.counts.get(member.value))
    ]
    told = appraisal.model_dump(exclude={"counts", "parts", "signs", "readings"})
    return AppraisalView.model_validate(
        {**told, **who, **whose, "parts": parts(appraisal.parts), "counts": counts, "found": _found(appraisal)}
    )


def _code(households: Mapping[UUID, Household], appraisal: Appraisal) -> str:
    """By which people know the household: empty for an empty house and for one that has no code yet."""
    household = households.get(appraisal.household_id) if appraisal.household_id else None
    return household.code or "" if household else ""


def _found(appraisal: Appraisal) -> list[FoundView]:
    """What was ticked and measured, from the ground up."""
    policy = get_appraisal_policy_named(appraisal.policy)
    signs = {sign.code: sign for sign in policy.signs}
    readings = {reading.code: reading for reading in policy.readings}
    said = [(signs[code].part, code, signs[code].text) for codes in appraisal.signs.values() for code in codes]
    for code, value in appraisal.readings.items():
        reading = readings[code]
        said.append((reading.part, code, f"{reading.title}{plain(Fraction(value))}{reading.unit}"))
    order = list(Part)
    said.sort(key=lambda one: order.index(one[0]))
    return [FoundView(part=part, part_name=PART_NAMES[part], code=code, said=text) for part, code, text in said]


def blank_form(policy_name: str, version: str, structure: Structure) -> AppraisalFormView:
    """What may be ticked, measured and counted of a house of this structure."""
    policy = get_appraisal_policy_named(policy_name)
    return AppraisalFormView(
        structure=structure,
        structure_name=STRUCTURE_NAMES[structure],
        policy=policy.policy,
        policy_version=version,
        parts=[
            PartChoices(
                part=part,
                part_name=PART_NAMES[part],
                signs=[
                    SignChoice(
                        code=sign.code,
                        text=sign.text,
                        condition=sign.condition,
                        condition_name=CONDITION_NAMES[sign.condition],
                        source=policy.source(sign).spoken,
                    )
                    for sign in policy.signs_for(structure, part)
                ],
            )
            for part in Part
        ],
        readings=[
            ReadingChoice(
                code=reading.code,
                part=reading.part,
                part_name=PART_NAMES[reading.part],
                title=reading.title,
                unit=reading.unit,
                steps=[f"超过{plain(step.over)}{reading.unit}：{CONDITION_NAMES[step.condition]}" for step in reading.steps],
                source=policy.source(reading).spoken,
            )
            for reading in policy.readings_for(structure)
        ],
        members=[
            MemberChoice(member=member, member_name=MEMBER_NAMES[member], counted_by=COUNTED_BY[member]) for member in Member
        ],
    )
