"""What projects handed over and the register does not hold yet: listed, looked at, dismissed (registered next door)."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import HTMLResponse

from services.funds.operations.asset import dismiss_draft as dismissing
from services.funds.rules import asset_draft as rules
from services.funds.schemas.asset import AssetLine, SourceView
from services.funds.schemas.asset_draft import DismissDraft, DraftLine, DraftView
from services.funds.store import asset_draft as store
from services.funds.store.asset import list_assets_of_draft
from services.funds.store.project import get_project
from services.funds.tables import AssetDraft
from shared.clock import today
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.regions import AnyRegion, name_of
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/asset-drafts", "待登记资产")

DraftId = Annotated[UUID, Path(title="草稿标识")]
Officer = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Where = Annotated[AnyRegion | None, Query(title="辖区代码", description="只列出该辖区内的")]
State = Annotated[rules.DraftState | None, Query(title="状态")]
IsLate = Annotated[bool, Query(title="是否逾期", description="只列出过了登记期限的")]


@router.get("", summary="待登记的资产", responses=refuses(UnreadableCursor))
async def list_drafts(
    session: Transaction,
    by: Reader,
    region: Where = None,
    project: Annotated[str | None, Query(title="项目编号", max_length=20)] = None,
    state: State = None,
    is_late: IsLate = False,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[DraftLine]:
    """项目移交时自动形成，每项移交资产一份；先移交的在前。"""
    late_on: date | None = today() if is_late else None
    found = await store.list_drafts(
        session, region=region, project=project, state=state, late_on=late_on, after=place(after), limit=limit
    )
    return paged(found, limit, DraftLine.model_validate)


@router.get("/page", summary="待登记的资产（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_drafts(
    session: Transaction, by: Reader, region: Where = None, state: State = rules.DraftState.OPEN, after: After = None
) -> HTMLResponse:
    found = await list_drafts(session, by, region=region, state=state, after=after)
    asked = {"region": region, "state": state}
    return page(
        "funds",
        "asset_drafts.html",
        where=name_of(region) if region else "本人辖区",
        drafts=found.rows,
        next=found.next,
        narrowed="".join(f"&{name}={value}" for name, value in asked.items() if value),
        is_first=after is None,
        today=today(),
        state=state,
        states=rules.DRAFT_STATE_NAMES,
        region=region,
    )


@router.get("/{draft_id}", summary="一份登记草稿", responses=refuses(rules.NoSuchDraft))
async def show_draft(draft_id: DraftId, session: Transaction, by: Reader) -> DraftView:
    """移交单位、坐落、按支付情况分摊的资金来源都已带出；补齐类型、类别和四权后，连同草稿标识提交到资产登记。"""
    return await _shown(session, await store.get_draft(session, draft_id))


@router.get("/{draft_id}/page", summary="一份登记草稿（网页）", response_class=HTMLResponse, responses=refuses(rules.NoSuchDraft))
async def show_draft_page(draft_id: DraftId, session: Transaction, by: Reader) -> HTMLResponse:
    return page("funds", "asset_draft.html", draft=await _shown(session, await store.get_draft(session, draft_id)), today=today())


@router.post(
    "/{draft_id}/dismissal",
    status_code=201,
    summary="草稿所余部分不再登记",
    responses=refuses(rules.NoSuchDraft, OutsideRegion, rules.DraftClosed),
)
async def dismiss_draft(draft_id: DraftId, form: DismissDraft, session: Transaction, by: Officer) -> DraftView:
    """移交的物品不形成登记簿上的资产的，写明原因；草稿和原因都保留。"""
    return await _shown(session, await dismissing.dismiss_draft(session, draft_id, form, by=by, on=today()))


async def _shown(session: Transaction, draft: AssetDraft) -> DraftView:
    project = await get_project(session, draft.project_id)
    handed = await store.hand_over_of(session, draft)
    money = rules.part_of_money(draft.open_fen, await store.list_paid(session, project)) if draft.open_fen else []
    return DraftView(
        **DraftLine.model_validate(draft).model_dump(exclude={"state_name", "region_name"}, by_alias=False),
        place=project.place,
        taken_by=handed["taken_by"],
        keeper=handed["keeper"],
        sources=[SourceView.model_validate(each) for each in money],
        assets=[AssetLine.model_validate(each) for each in await list_assets_of_draft(session, draft.id)],
    )
