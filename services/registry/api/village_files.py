"""The file of a village (一村一档): each item year by year, what is missing now, and who answers for it."""

from fastapi.responses import HTMLResponse

from services.registry.api.checklist_views import checklist_line, filling_view
from services.registry.api.checklists import Name, Reader, Village
from services.registry.rules.checklist import Checklist, NoSuchChecklist
from services.registry.rules.checklist import Subject as Of
from services.registry.rules.filling import OfAnotherSubject
from services.registry.schemas.checklist import VillageFileView, VillageItemView, VillageYearView
from services.registry.store.checklist import get_checklist
from services.registry.store.filling import Subject, list_newest_by_year
from services.registry.tables import ChecklistFilling
from shared import regions
from shared.clock import now, today
from shared.html import page
from shared.security import OutsideRegion
from shared.service import Transaction, door, refuses

router = door("/villages", "核查清单与村档案")

YEARS_SHOWN = 8


@router.get(
    "/{village}/files/{checklist}",
    summary="村档案：各项逐年的情况和责任人",
    responses=refuses(NoSuchChecklist, OutsideRegion, OfAnotherSubject),
)
async def read_file(village: Village, checklist: Name, session: Transaction, by: Reader) -> VillageFileView:
    """每年按最后一次提交计；至多列最近八年。"""
    by.must_cover(village)
    listed, _ = get_checklist(checklist, village, today())
    if listed.of is not Of.VILLAGE:
        raise OfAnotherSubject(checklist=checklist)
    fillings = await list_newest_by_year(session, Subject(village), checklist)
    years = dict(sorted(fillings.items())[-YEARS_SHOWN:])
    return VillageFileView(
        checklist=checklist_line(listed),
        region=village,
        region_name=regions.name_of(village),
        years=[_year(year, filling) for year, filling in years.items()],
        items=_items(listed, years),
    )


@router.get(
    "/{village}/files/{checklist}/page",
    summary="村档案（网页，可打印）",
    response_class=HTMLResponse,
    responses=refuses(NoSuchChecklist, OutsideRegion, OfAnotherSubject),
)
async def show_file(village: Village, checklist: Name, session: Transaction, by: Reader) -> HTMLResponse:
    return page("registry", "village_file.html", told=await read_file(village, checklist, session, by), at=now())


def _year(year: int, filling: ChecklistFilling) -> VillageYearView:
    told = filling_view(filling)
    return VillageYearView(
        year=year,
        filled_on=told.filled_on,
        version=told.version,
        answerable=told.answerable,
        filled_by=told.filled_by,
        verdicts=told.verdicts,
    )


def _items(checklist: Checklist, years: dict[int, ChecklistFilling]) -> list[VillageItemView]:
    last = next(reversed(years.values()), None)
    return [
        VillageItemView(
            question=question.key,
            section=question.section,
            text=question.text,
            answered_by=question.answered_by,
            clause=checklist.source(question).spoken,
            values={year: _value(filling, question.key, question.unit) for year, filling in years.items()},
            reasons={
                year: told for year, filling in years.items() if (told := filling.answers.get(question.key, {}).get("reason"))
            },
            is_missing=last is not None and question.key in last.missing,
        )
        for question in checklist.questions
    ]


def _value(filling: ChecklistFilling, key: str, unit: str) -> str:
    value = str(filling.answers.get(key, {}).get("value", ""))
    return f"{value} {unit}" if value and unit else value
