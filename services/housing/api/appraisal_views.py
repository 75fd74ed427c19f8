"""An appraisal as its doors, pages and sheets show it."""

from fractions import Fraction

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
from services.housing.tables import Appraisal
from shared.service import Transaction
from shared.vault import unseal


def line(appraisal: Appraisal) -> AppraisalLine:
    return AppraisalLine.model_validate(appraisal.model_dump())


async def view(session: Transaction, appraisal: Appraisal) -> AppraisalView:
    who = {"appraiser": "", "institution": "", "licence": ""}
    if appraisal.appraiser_id is not None:
        appraiser = await get_appraiser(session, appraisal.appraiser_id)
        who = {
            "appraiser": unseal(appraiser.person_sealed),
            "institution": appraiser.institution,
            "licence": appraiser.licence,
        }
    counts = [
        CountView(member=member, member_name=MEMBER_NAMES[member], total=pair[0], dangerous=pair[1])
        for member in Member
        if (pair := appraisal.counts.get(member.value))
    ]
    told = appraisal.model_dump(exclude={"counts", "parts", "signs", "readings"})
    return AppraisalView.model_validate(
        {**told, **who, "parts": parts(appraisal.parts), "counts": counts, "found": _found(appraisal)}
    )


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
