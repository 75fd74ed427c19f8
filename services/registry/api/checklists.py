"""Checklists of households and villages: what is asked, drafts, answers handed in, every version."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.registry.api.checklist_views import Standing, checklist_line, checklist_view, filling_view
from services.registry.operations.checklist.fill_checklist import fill_checklist
from services.registry.operations.checklist.keep_draft import keep_draft
from services.registry.rules import filling as rules
from services.registry.rules.checklist import NoSuchChecklist
from services.registry.rules.checklist import Subject as Of
from services.registry.rules.paper import PaperNotOfHousehold
from services.registry.schemas.checklist import (
    ChecklistLine,
    ChecklistView,
    DraftView,
    FillChecklist,
    FillingView,
    KeepDraft,
)
from services.registry.schemas.spoken import said
from services.registry.store import filling as store
from services.registry.store.checklist import checklists_in, get_checklist
from services.registry.store.household import NoSuchHousehold, get_household, list_members
from services.registry.store.household_look import look_at_household
from services.registry.tables import ChecklistDraft
from shared.clock import today
from shared.database import EVERYWHERE
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion, Region
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.vault import unseal

OFFICERS = (Role.VILLAGE, Role.TOWN, Role.COUNTY)
READERS = (*OFFICERS, Role.AUDITOR)

router = door("/checklists", "核查清单与村档案")

Name = Annotated[str, Path(title="清单代码", max_length=60, examples=["five-assurances"])]
HouseholdId = Annotated[UUID, Path(title="户标识")]
Village = Annotated[Region, Path(title="村（社区）代码")]
Officer = Annotated[Principal, may(*OFFICERS)]
Reader = Annotated[Principal, may(*READERS)]

KEEPING = (
    NoSuchChecklist,
    NoSuchHousehold,
    OutsideRegion,
    rules.OfAnotherSubject,
    rules.FilledByTheRegister,
    rules.AnsweredTwice,
    rules.NotAskedHere,
    PaperNotOfHousehold,
)
FILLING = (
    *KEEPING,
    rules.FilledInTheFuture,
    rules.NobodyAnswerable,
    rules.AnswersNotProper,
    rules.FilledMeanwhile,
    rules.AmendedWithoutReason,
)


@router.get("", summary="施行的清单", responses=refuses())
async def list_checklists(
    session: Transaction,
    by: Reader,
    region: Annotated[AnyRegion | None, Query(title="辖区代码", description="不填为本人辖区")] = None,
    on: Annotated[date | None, Query(title="哪一天施行的", description="不填即今天")] = None,
) -> list[ChecklistLine]:
    """本地及辖区内施行的清单；各项的依据，平台推定的逐项写明。"""
    where = region if region is not None else by.region.removesuffix(EVERYWHERE)
    return [checklist_line(each) for each in checklists_in(where, on or today())]


@router.get(
    "/{checklist}/households/{household_id}",
    summary="一户的清单：问题、预填、草稿和最近一次提交",
    responses=refuses(NoSuchChecklist, NoSuchHousehold, rules.OfAnotherSubject),
)
async def read_of_household(checklist: Name, household_id: HouseholdId, session: Transaction, by: Reader) -> ChecklistView:
    """预填的回答写明来自哪里，提交前须当面核对。自动得出的清单（五个清楚）直接给出结论和缺少的内容。"""
    return checklist_view(await standing_of_household(session, checklist, household_id, by))


@router.post(
    "/{checklist}/households/{household_id}",
    status_code=201,
    summary="提交一户的清单",
    description="同一天再次提交为更正：写明所更正的版本和理由，原版本保留。结论按清单文件得出，逐项写明依据。",
    responses=refuses(*FILLING),
)
async def post_of_household(
    checklist: Name, household_id: HouseholdId, form: FillChecklist, session: Transaction, by: Officer
) -> FillingView:
    filled = await fill_checklist(session, form, checklist=checklist, household_id=household_id, by=by, on=today())
    return filling_view(filled)


@router.post(
    "/{checklist}/households/{household_id}/draft", status_code=201, summary="保存一户的草稿", responses=refuses(*KEEPING)
)
async def post_draft_of_household(
    checklist: Name, household_id: HouseholdId, form: KeepDraft, session: Transaction, by: Officer
) -> DraftView:
    return _draft(await keep_draft(session, form, checklist=checklist, household_id=household_id, by=by, on=today()))


@router.get(
    "/{checklist}/households/{household_id}/fillings",
    summary="一户历次提交的清单",
    responses=refuses(NoSuchHousehold, UnreadableCursor),
)
async def list_of_household(
    checklist: Name, household_id: HouseholdId, session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[FillingView]:
    household = await get_household(session, household_id)
    return await _fillings(session, store.Subject(household.region, household.id), checklist, after, limit)


@router.get(
    "/{checklist}/villages/{village}",
    summary="一村的清单：问题、草稿和最近一次提交",
    responses=refuses(NoSuchChecklist, OutsideRegion, rules.OfAnotherSubject),
)
async def read_of_village(checklist: Name, village: Village, session: Transaction, by: Reader) -> ChecklistView:
    return checklist_view(await standing_of_village(session, checklist, village, by))


@router.post(
    "/{checklist}/villages/{village}",
    status_code=201,
    summary="提交一村的清单（村档案）",
    description="每年至少填一次；写明档案责任人。",
    responses=refuses(*FILLING),
)
async def post_of_village(
    checklist: Name, village: Village, form: FillChecklist, session: Transaction, by: Officer
) -> FillingView:
    return filling_view(await fill_checklist(session, form, checklist=checklist, village=village, by=by, on=today()))


@router.post("/{checklist}/villages/{village}/draft", status_code=201, summary="保存一村的草稿", responses=refuses(*KEEPING))
async def post_draft_of_village(
    checklist: Name, village: Village, form: KeepDraft, session: Transaction, by: Officer
) -> DraftView:
    return _draft(await keep_draft(session, form, checklist=checklist, village=village, by=by, on=today()))


@router.get(
    "/{checklist}/villages/{village}/fillings", summary="一村历次提交的清单", responses=refuses(OutsideRegion, UnreadableCursor)
)
async def list_of_village(
    checklist: Name, village: Village, session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[FillingView]:
    by.must_cover(village)
    return await _fillings(session, store.Subject(village), checklist, after, limit)


async def standing_of_household(session: Transaction, checklist: str, household_id: UUID, by: Principal) -> Standing:
    """Raises NoSuchHousehold, NoSuchChecklist or OfAnotherSubject."""
    household = await get_household(session, household_id)
    found, _ = get_checklist(checklist, household.region, today())
    if found.of is not Of.HOUSEHOLD:
        raise rules.OfAnotherSubject(checklist=checklist)
    members = await list_members(session, [household.id])
    sealed = members[0].name_sealed if members else None
    return Standing(
        checklist=found,
        subject=(subject := store.Subject(household.region, household.id)),
        shown_as=said("name", unseal(sealed), to_auditor=by.role is Role.AUDITOR) if sealed else "待核实",
        known=await look_at_household(session, household, on=today()),
        draft=await store.find_draft(session, subject, checklist),
        newest=await store.find_newest(session, subject, checklist),
        on=today(),
    )


async def standing_of_village(session: Transaction, checklist: str, village: str, by: Principal) -> Standing:
    """Raises OutsideRegion, NoSuchChecklist or OfAnotherSubject."""
    by.must_cover(village)
    found, _ = get_checklist(checklist, village, today())
    if found.of is not Of.VILLAGE:
        raise rules.OfAnotherSubject(checklist=checklist)
    subject = store.Subject(village)
    draft, newest = await store.find_draft(session, subject, checklist), await store.find_newest(session, subject, checklist)
    return Standing(checklist=found, subject=subject, shown_as="", known={}, draft=draft, newest=newest, on=today())


async def _fillings(
    session: Transaction, subject: store.Subject, checklist: str, after: str | None, limit: int
) -> Page[FillingView]:
    found = await store.list_fillings(session, subject, checklist, after=place(after), limit=limit)
    rows = [filling_view(each) for each in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].filling_id) if len(found) > limit else None)


def _draft(draft: ChecklistDraft) -> DraftView:
    return DraftView(
        checklist=draft.checklist,
        answered=sum(bool(told["value"]) for told in draft.answers.values()),
        kept_by=draft.kept_by,
        kept_at=draft.kept_at,
    )
