"""What anyone may read, without a token: public entries, and the proof that none of them was changed."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated
from uuid import UUID

from fastapi import Path as Segment
from fastapi import Query, Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from services.funds.rules.disclosure import (
    DISCLOSURE_NAMES,
    DayTooFull,
    NoSuchDay,
    NoSuchEntry,
    PublicEntry,
    prove,
)
from services.funds.schemas.disclosure import HOW_TO_CHECK, DayProofView, EntryView
from services.funds.store.disclosure import find_correction, find_seal, get_entry, list_day, list_entries, list_towns
from services.funds.tables import Disclosure
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import UnknownRegion, county_of, exists, short_name_of
from shared.security import anyone
from shared.service import Transaction, door, refuses

router = door("/disclosures", "公示（无需登录）")

CHECKER = Path(__file__).parent.parent / "verifier" / "check_proof.py"

Day = Annotated[date, Segment(title="日期", examples=["2020-06-01"])]
EntryId = Annotated[UUID, Segment(title="公示条目编号")]
Town = Annotated[str | None, Query(title="镇街或区县代码", max_length=9, examples=["371311001"])]


@router.get(
    "",
    summary="公示列表（网页）",
    response_class=HTMLResponse,
    dependencies=[anyone],
    responses=refuses(UnknownRegion, UnreadableCursor),
)
async def show_disclosures(session: Transaction, town: Town = None, after: After = None) -> HTMLResponse:
    entries = await list_entries(session, town=_known(town), after=place(after), limit=PAGE_ROWS)
    return page(
        "funds",
        "disclosures.html",
        entries=[_read(entry) for entry in entries],
        kinds=DISCLOSURE_NAMES,
        town=town or "",
        places={code: _spoken(code) for code in await list_towns(session)},
        is_first=after is None,
        next=_next(entries, PAGE_ROWS),
    )


@router.get(".json", summary="公示列表（开放数据）", dependencies=[anyone], responses=refuses(UnknownRegion, UnreadableCursor))
async def list_disclosures(
    session: Transaction, town: Town = None, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[EntryView]:
    """最新的在前。"""
    entries = await list_entries(session, town=_known(town), after=place(after), limit=limit)
    return Page(rows=[EntryView.model_validate(_read(entry)) for entry in entries], next=_next(entries, limit))


@router.get("/check_proof.py", summary="离线核对程序", response_class=PlainTextResponse, dependencies=[anyone])
async def download_checker() -> PlainTextResponse:
    """单个 Python 文件，只用标准库，不需要联网。"""
    return PlainTextResponse(
        CHECKER.read_text(encoding="utf-8"), headers={"Content-Disposition": 'attachment; filename="check_proof.py"'}
    )


@router.get("/proofs/{day}", summary="一天的公示凭证", dependencies=[anyone], responses=refuses(NoSuchDay, DayTooFull))
async def show_proof(day: Day, session: Transaction, response: Response) -> DayProofView:
    """当日全部条目原文、各自到根哈希的证明路径和核对方法（RFC 9162）。下载后不联网即可核对。"""
    seal = await find_seal(session, day)
    entries = await list_day(session, day)
    if not entries and seal is None:
        raise NoSuchDay(day=day.isoformat())
    response.headers["Content-Disposition"] = f'attachment; filename="proof-{day}.json"'
    proof = prove(entries)
    # A sealed day is shown under the root that was sealed: should the rows ever differ from it, every checker says so.
    return DayProofView.model_validate(
        {
            "day": day,
            "root": seal.root if seal else proof.root,
            "size": proof.size,
            "entries": proof.entries,
            "is_sealed": seal is not None,
            "sealed_at": seal and seal.sealed_at,
        }
    )


@router.get(
    "/{entry_id}", summary="一条公示（网页）", response_class=HTMLResponse, dependencies=[anyone], responses=refuses(NoSuchEntry)
)
async def show_disclosure(entry_id: EntryId, session: Transaction) -> HTMLResponse:
    entry = await get_entry(session, entry_id)
    return page(
        "funds",
        "disclosure.html",
        entry=_read(entry),
        canonical=entry.canonical,
        kinds=DISCLOSURE_NAMES,
        correction=await find_correction(session, entry_id),
        seal=await find_seal(session, entry.published_on),
        how_to_check=HOW_TO_CHECK,
    )


def _read(row: Disclosure) -> PublicEntry:
    return PublicEntry.read(row.canonical)


def _spoken(town: str) -> str:
    """A town with its county: `罗庄区罗庄街道`; a county by itself."""
    county = county_of(town)
    return short_name_of(county) + ("" if town == county else short_name_of(town))


def _known(town: str | None) -> str | None:
    if town and not exists(town):
        raise UnknownRegion(pointer="/town", region=town)
    return town or None


def _next(entries: Sequence[Disclosure], limit: int) -> str | None:
    return cursor(entries[-1].id) if len(entries) == limit else None
