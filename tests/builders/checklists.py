"""Households whose checklists are filled in, and answers that officers give."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.checklist.fill_checklist import fill_checklist
from services.registry.operations.paper.file_paper import file_paper
from services.registry.schemas.checklist import FillChecklist
from services.registry.schemas.paper import FilePaper
from services.registry.tables import ChecklistFilling, Household
from shared.security import Principal, Role
from tests.builders.judging import SEPTEMBER_1, SHANDONG_VILLAGE, on_the_day

DEZHOU_VILLAGE = "371481001031"
ASSURANCES = "five-assurances"
PDF = b"%PDF-1.4\n% a paper, number "


def an_officer(region: str = SHANDONG_VILLAGE, *, role: Role = Role.VILLAGE, who: str = "驻村 李") -> Principal:
    return Principal(who, role, region)


async def photos(session: AsyncSession, household: Household, count: int = 5) -> list[UUID]:
    """Papers of the household, to be named by answers."""
    by = an_officer(household.region)
    filed = [
        await file_paper(
            session, FilePaper(title=f"入户照片{at}"), PDF + str(at).encode() + b"\n%%EOF", household_id=household.id, by=by
        )
        for at in range(count)
    ]
    return [paper.id for paper in filed]


GOOD = {
    "income-2019": "5200",
    "income-2020": "5600.50",
    "eats": "是",
    "dressed": "是",
    "knows-hospital": "是",
    "no-deposit": "不涉及",
    "family-doctor": "是",
    "reductions": "是",
    "follow-up": "是",
    "insured": "是",
    "aid-on-sheet": "不涉及",
    "one-stop": "不涉及",
    "supplementary-card": "是",
    "house-photos": "是",
    "house-report": "2019-11-20",
    "house-grade": "B",
    "settled-house-safe": "不涉及",
    "water": "自来水",
    "water-report": "2019-12-01",
}
"""Every assurance of a household without pupils met (policy/checklists/shandong_five_assurances_2020.yaml)."""
PHOTOGRAPHED = {"income-2019": 1, "house-photos": 4}


def answers(papers: list[UUID], **changed: Any) -> list[dict[str, Any]]:
    """`answers(photos, water={"value": "都没有", "reason": "井干了"})`; a question given as None is not answered."""
    told: list[dict[str, Any]] = []
    named = {key.replace("_", "-"): value for key, value in changed.items()}
    for key in dict.fromkeys([*GOOD, *named]):
        value = named.get(key, GOOD.get(key))
        if value is None:
            continue
        answer = {"question": key, "is_confirmed": True, **(value if isinstance(value, dict) else {"value": value})}
        told.append(answer | {"papers": [str(each) for each in papers[: PHOTOGRAPHED.get(key, 0)]]})
    return told


def a_form(told: list[dict[str, Any]], on: date = SEPTEMBER_1, **more: Any) -> FillChecklist:
    return FillChecklist.model_validate({"filled_on": on.isoformat(), "answers": told, **more})


async def filled(
    session: AsyncSession, household: Household, *, on: date = SEPTEMBER_1, papers: list[UUID] | None = None, **changed: Any
) -> ChecklistFilling:
    """The five assurances of a household, handed in."""
    with on_the_day(on):
        told = answers(papers if papers is not None else await photos(session, household), **changed)
        by = an_officer(household.region)
        return await fill_checklist(session, a_form(told, on), checklist=ASSURANCES, household_id=household.id, by=by, on=on)
