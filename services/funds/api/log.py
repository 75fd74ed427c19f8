"""The public log: heads, entries, proofs, everything in one file, and the program that checks it. Anyone, without a token."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated
from uuid import UUID

from fastapi import Path as Segment
from fastapi import Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, StreamingResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.api.archive import lines
from services.funds.channels import settings
from services.funds.operations.log.take_cosignature import take_cosignature
from services.funds.rules.head import (
    CosignatureWrong,
    HeadTooSmall,
    LogDamaged,
    NoSuchHead,
    NotLoggedYet,
    SizesInWrongOrder,
    UnknownWitness,
    WitnessedFromTheFuture,
)
from services.funds.rules.log_tree import consistency_parts, inclusion_parts
from services.funds.schemas.log import (
    ConsistencyView,
    CosignatureView,
    GiveCosignature,
    HeadsView,
    HeadView,
    InclusionView,
    LogEntryView,
    LogKeyView,
    LogPageView,
    TotalsView,
    TotalView,
)
from services.funds.store import log as store
from services.funds.store.disclosure import get_entry
from services.funds.store.head_place import list_places
from services.funds.tables import LogHead
from shared.clock import now
from shared.html import page
from shared.pages import PAGE_ROWS, Limit
from shared.security import anyone
from shared.service import Transaction, door, refuses

router = door("/disclosures", "公示日志与核对（无需登录）")

VERIFIER = Path(__file__).parent.parent / "verifier" / "verify.py"
BIGGEST = 2**53
HeadNumber = Annotated[int, Segment(title="树头编号", ge=1, le=BIGGEST)]
EntryId = Annotated[UUID, Segment(title="公示条目编号")]


@router.get("/heads", summary="签名树头", dependencies=[anyone])
async def list_heads(
    session: Transaction,
    before: Annotated[int | None, Query(title="早于此编号", ge=1, le=BIGGEST)] = None,
    limit: Limit = PAGE_ROWS,
) -> HeadsView:
    """最新的在前。每次记入条目、以及每天，签一个树头；树头见证日志只增不改。"""
    heads = await store.list_heads(session, before=before, limit=limit)
    return HeadsView(
        rows=await _shown(session, heads), next=heads[-1].number if len(heads) == limit and heads[-1].number > 1 else None
    )


@router.get("/heads/{number}", summary="一个签名树头", dependencies=[anyone], responses=refuses(NoSuchHead))
async def show_head(number: HeadNumber, session: Transaction) -> HeadView:
    [head] = await _shown(session, [await store.get_head(session, number)])
    return head


@router.post(
    "/heads/{number}/cosignatures",
    status_code=201,
    summary="送回见证签名（无需登录，以登记的见证公钥为凭）",
    dependencies=[anyone],
    responses=refuses(NoSuchHead, UnknownWitness, CosignatureWrong, WitnessedFromTheFuture),
)
async def give_cosignature(number: HeadNumber, form: GiveCosignature, session: Transaction) -> CosignatureView:
    """见证人核对新旧树头一致后，对树头原文签名并送回；重复送回，以第一次为准。"""
    kept = await take_cosignature(session, form, number=number, witnesses=settings.current().witnesses, at=now())
    return CosignatureView.model_validate(kept)


@router.get("/keys", summary="日志公钥", dependencies=[anyone])
async def list_log_keys(session: Transaction) -> list[LogKeyView]:
    """最早的在前；每把新密钥由前一把背书。请另存第一把公钥，核对时作为信任的起点。"""
    return await _keys(session)


@router.get("/log", summary="日志条目", dependencies=[anyone])
async def list_log(
    session: Transaction,
    start: Annotated[int, Query(alias="from", title="起始位置", ge=0, le=BIGGEST)] = 0,
    limit: Limit = PAGE_ROWS,
) -> LogPageView:
    """按记入先后，每条附盐值与承诺，任何人可以自行重算。"""
    size = await _size(session)
    rows = await store.list_logged(session, first=start, before=size, limit=limit)
    after = start + len(rows)
    return LogPageView(
        size=size,
        rows=[
            LogEntryView(
                position=entry.position,
                salt=entry.salt.hex(),
                commitment=entry.commitment.hex(),
                canonical=canonical,
                logged_at=entry.logged_at,
            )
            for entry, canonical in rows
        ],
        next=after if rows and after < size else None,
    )


@router.get(
    "/proofs/inclusion/{entry_id}",
    summary="一条公示在日志中的证明",
    dependencies=[anyone],
    responses=refuses(NotLoggedYet, HeadTooSmall, LogDamaged),
)
async def prove_inclusion(
    entry_id: EntryId,
    session: Transaction,
    size: Annotated[int | None, Query(title="树头条目数", description="默认以最新树头为准", ge=1, le=BIGGEST)] = None,
) -> InclusionView:
    """条目、盐值、位置和到树头的证明路径。存下来，不联网用 verify.py 即可核对。"""
    return await inclusion_of(session, entry_id, size)


async def inclusion_of(session: AsyncSession, entry_id: UUID, size: int | None) -> InclusionView:
    """Raises NotLoggedYet, HeadTooSmall, LogDamaged."""
    entry = await store.get_logged(session, entry_id)
    record = await get_entry(session, entry_id)
    newest = await _size(session)
    wanted = newest if size is None else size
    head = await store.find_head_of(session, wanted - 1)
    if not entry.position < wanted <= newest or head is None or head.size != wanted:
        raise HeadTooSmall(position=entry.position, size=wanted, newest=newest)
    return InclusionView(
        entry_id=entry_id,
        position=entry.position,
        salt=entry.salt.hex(),
        commitment=entry.commitment.hex(),
        canonical=record.canonical,
        size=wanted,
        path=await store.hashes_of(session, inclusion_parts(entry.position, wanted)),
        note=head.note,
        keys=await _keys(session),
    )


@router.get(
    "/proofs/consistency",
    summary="两个树头前后一致的证明",
    dependencies=[anyone],
    responses=refuses(SizesInWrongOrder, LogDamaged),
)
async def prove_consistency(
    session: Transaction,
    first: Annotated[int, Query(title="较早的条目数", ge=0, le=BIGGEST, examples=[1])],
    second: Annotated[int, Query(title="较晚的条目数", ge=0, le=BIGGEST, examples=[2])],
) -> ConsistencyView:
    """证明较晚的日志只是在较早的日志之后增加了条目。"""
    if not first <= second <= await _size(session):
        raise SizesInWrongOrder(first=first, second=second)
    first_root, second_root, *path = await store.hashes_of(session, [(0, first), (0, second), *consistency_parts(first, second)])
    return ConsistencyView(first=first, second=second, first_root=first_root, second_root=second_root, path=path)


@router.get("/totals.json", summary="公布的合计", dependencies=[anyone])
async def show_totals(session: Transaction) -> TotalsView:
    """按年、地区、类别、专项、项目合计，都可由日志逐条重算。"""
    size = await _size(session)
    rows = [TotalView.model_validate(total) for total in await store.list_totals(session, size=size)]
    return TotalsView(size=size, rows=rows)


@router.get("/archive.jsonl", summary="全部公示记录、树头与公钥", response_class=StreamingResponse, dependencies=[anyone])
async def download_archive(request: Request) -> StreamingResponse:
    """每行一个 JSON。下载后用 verify.py 离线核对。"""
    return StreamingResponse(
        lines(request.app.state.sessions),
        media_type="application/x-ndjson",
        headers={"Content-Disposition": 'attachment; filename="archive.jsonl"'},
    )


@router.get("/verify.py", summary="审计核对程序", response_class=PlainTextResponse, dependencies=[anyone])
async def download_verifier() -> PlainTextResponse:
    """单个 Python 文件，只用标准库，不需要联网。"""
    return PlainTextResponse(
        VERIFIER.read_text(encoding="utf-8"), headers={"Content-Disposition": 'attachment; filename="verify.py"'}
    )


@router.get("/how-to-check", summary="怎样核对（网页）", response_class=HTMLResponse, dependencies=[anyone])
async def show_how_to_check(session: Transaction) -> HTMLResponse:
    """给群众看的核对方法，附最新树头、公钥和见证情况。"""
    heads = await _shown(session, await store.list_heads(session, before=None, limit=8))
    return page(
        "funds",
        "how_to_check.html",
        heads=heads,
        keys=await _keys(session),
        places=await list_places(session),
        origin=settings.current().log_origin,
    )


async def _size(session: AsyncSession) -> int:
    head = await store.find_last_head(session)
    return head.size if head else 0


async def _keys(session: AsyncSession) -> list[LogKeyView]:
    return [LogKeyView.model_validate(key) for key in await store.list_keys(session)]


async def _shown(session: AsyncSession, heads: Sequence[LogHead]) -> list[HeadView]:
    signatures = await store.list_cosignatures(session, [head.number for head in heads])
    return [
        HeadView(
            number=head.number,
            size=head.size,
            root=head.root.hex(),
            signed_at=head.signed_at,
            key_id=head.key_id,
            note=head.note,
            cosignatures=[CosignatureView.model_validate(one) for one in signatures if one.head_number == head.number],
        )
        for head in heads
    ]
