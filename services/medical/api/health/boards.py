"""What applies in a place, and how far it is."""

from datetime import date
from typing import Annotated

from fastapi import Query

from services.medical.api.health.contracts import County
from services.medical.api.health.reading import TAG, Carer, Health, HealthReading
from services.medical.rules.health import progress as rules
from services.medical.rules.health.file import DayNotPossible, must_fall_between
from services.medical.rules.health.programme import DECIDER_TITLES, KIND_TITLES, HealthPolicy, Programme
from services.medical.schemas.health.board import (
    CatalogueView,
    ChecklistTown,
    ClassView,
    CoverageTown,
    CoverageView,
    FindingView,
    HospitalView,
    ItemView,
    ProgrammeView,
    ProgressView,
    TownView,
)
from services.medical.schemas.reference import ReferenceView
from services.medical.store.health import boards, programmes
from services.medical.store.health.reads import Reading
from shared import clock
from shared.policy.explain import percent
from shared.regions import short_name_of
from shared.service import Transaction, door, refuses

router = door("/health", TAG)

FIRST_YEAR = 2014
Year = Annotated[int, Query(title="年度", ge=FIRST_YEAR, le=2100)]


@router.get("/programmes", summary="健康项目目录")
async def read_catalogue(
    by: Carer, region: County, on: Annotated[date | None, Query(title="日期", description="不填即今天")] = None
) -> CatalogueView:
    """一地在一天适用的项目、定点医院、随访规则、救治分类和清单，各有依据。不含任何人的信息，不需要用途。"""
    place = programmes.rules_at(region, on or clock.today())
    classes = [(rule, document) for document in place.documents for rule in document.classes if document.classes is place.classes]
    return CatalogueView(
        region=region,
        programmes=[
            _programme(programme, document, [HospitalView.model_validate(each) for each in place.hospitals(programme.code)])
            for programme, document in place.programmes.values()
        ],
        classes=[
            ClassView(
                code=rule.code,
                title=rule.title,
                changed_by=[DECIDER_TITLES[each] for each in rule.changed_by],
                reference=ReferenceView.model_validate(document.source(rule)),
            )
            for rule, document in classes
        ],
        checklist=[ItemView.model_validate(item) for item in place.checklist],
    )


def _programme(programme: Programme, document: HealthPolicy, hospitals: list[HospitalView]) -> ProgrammeView:
    return ProgrammeView(
        code=programme.code,
        title=programme.title,
        kind=programme.kind,
        kind_title=KIND_TITLES[programme.kind],
        hospitals=hospitals,
        findings=[
            FindingView(
                code=finding.code,
                title=finding.title,
                days=finding.days,
                months=finding.months,
                levels=list(finding.levels),
                reference=ReferenceView.model_validate(document.source(finding)),
            )
            for finding in programme.findings
        ],
        reference=ReferenceView.model_validate(document.source(programme)),
    )


@router.get("/progress", summary="救治进度（442），按镇街和月份", responses=refuses(rules.NoProgressRule, DayNotPossible))
async def read_progress(session: Transaction, by: Health, reading: HealthReading, region: County, year: Year) -> ProgressView:
    """应救治人数为已建档的集中救治病种患者（迁出、登记有误的除外）；完成第一步治疗或治愈即计为已救治。各月为累计数。"""
    return await progress_view(session, reading, region=region, year=year)


async def progress_view(session: Transaction, reading: Reading, *, region: str, year: int) -> ProgressView:
    """Raises NoProgressRule, DayNotPossible for a year that has not begun."""
    today = clock.today()
    must_fall_between("/year", date(FIRST_YEAR, 1, 1), date(year, 1, 1), today)
    until = min(today, date(year, 12, 31))
    found = programmes.rules_at(region, until).progress
    if found is None:
        raise rules.NoProgressRule(region=region, year=year)
    shares, reference = found
    towns = [
        rules.reckon(
            shares,
            town=town.town,
            year=year,
            task=town.task,
            treated_in=town.treated_in(until.month),
            before=town.before,
            cured=town.cured,
        )
        for town in await boards.count_treated(session, reading, within=region, year=year, until=until)
    ]
    return ProgressView(
        region=region,
        year=year,
        share=percent(rules.share_by(shares, year)),
        reference=ReferenceView.model_validate(reference),
        towns=[_town(town, short_name_of(town.town)) for town in towns],
        total=_town(rules.total_of(shares, towns, year=year, months=until.month), "合计"),
    )


def _town(town: rules.TownProgress, name: str) -> TownView:
    return TownView(
        town=town.town,
        town_name=name,
        task=town.task,
        target=town.target,
        treated=list(town.treated),
        cured=town.cured,
        gap=town.gap,
    )


@router.get("/checklist", summary="清单完成情况（八个一），按镇街")
async def read_checklist(session: Transaction, by: Health, reading: HealthReading, region: County) -> list[ChecklistTown]:
    """大病集中救治的患者；一人有几份档案的，任一份登记即算。当地没有公布清单的为空。未完成的名单用档案列表的 lacks。"""
    return await checklist_views(session, reading, region=region, on=clock.today())


async def checklist_views(session: Transaction, reading: Reading, *, region: str, on: date) -> list[ChecklistTown]:
    """Of a place that has a checklist."""
    items = [item.code for item in programmes.rules_at(region, on).checklist]
    if not items:
        return []
    return [
        ChecklistTown(
            town=town.town,
            town_name=short_name_of(town.town),
            people=town.people,
            complete=town.complete,
            lacking=town.people * len(items) - town.ticks,
            share=rules.as_percent(town.complete, town.people),
        )
        for town in await boards.count_ticked(session, reading, within=region, items=items)
    ]


@router.get("/coverage", summary="残疾人康复服务覆盖率")
async def read_coverage(session: Transaction, by: Health, reading: HealthReading, region: County) -> list[CoverageView]:
    """有需求的为已建康复档案的人（迁出、登记有误的除外）；得到一次服务或一件器具即为已服务。目标按所在地文件。"""
    return await coverage_views(session, reading, region=region, on=clock.today())


async def coverage_views(session: Transaction, reading: Reading, *, region: str, on: date) -> list[CoverageView]:
    """Of every rehabilitation programme that has a target or files."""
    place = programmes.rules_at(region, on)
    counted = await boards.count_needed(session, reading, within=region)
    views = []
    for code in dict.fromkeys([*place.coverages, *counted]):
        target, document = place.coverages.get(code, (None, None))
        towns = counted.get(code, [])
        needed, served = sum(town.needed for town in towns), sum(town.served for town in towns)
        views.append(
            CoverageView(
                programme=code,
                programme_title=programmes.titles_by_code()[code],
                needed=needed,
                served=served,
                share=rules.as_percent(served, needed),
                target=percent(target.share) if target else None,
                is_reached=rules.is_reached(served, needed, target.share) if target else None,
                reference=ReferenceView.model_validate(document.source(target)) if target and document else None,
                towns=[
                    CoverageTown(
                        town=town.town,
                        town_name=short_name_of(town.town),
                        needed=town.needed,
                        served=town.served,
                        share=rules.as_percent(town.served, town.needed),
                    )
                    for town in towns
                ],
            )
        )
    return views
