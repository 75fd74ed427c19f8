"""A table of targets comes in as a file: first shown, then set."""

import asyncio
from typing import Annotated

from fastapi import File, Form, UploadFile

from services.registry.operations.target.load_targets import load_targets
from services.registry.rules.target import TargetOfNoTime, TargetWithoutReason
from services.registry.rules.target_sheet import NotATargetTable, TargetTableWrong, read_targets
from services.registry.schemas.target import LoadedTarget, LoadedTargets
from shared import regions
from shared.grid import GRID_LAWS, read_grid
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door_with_limit, refuses

TABLE_BYTES = 2 * 1024 * 1024
TABLE_ROWS = 1_000
router = door_with_limit("/targets", "减贫任务", body_limit_bytes=TABLE_BYTES)


@router.post(
    "/table",
    status_code=201,
    summary="录入减贫任务安排表（.xlsx 或 .csv）",
    description="一行一个下级辖区，一列一个年度，末行合计；合计不符的整表退回。"
    "先以 dry_run=true 预览，再正式录入；与现行任务相同的不变。",
    responses=refuses(OutsideRegion, *GRID_LAWS, NotATargetTable, TargetTableWrong, TargetOfNoTime, TargetWithoutReason),
)
async def post_table(
    file: Annotated[UploadFile, File(title="任务表", description=".xlsx 工作簿，或 UTF-8、GBK 编码的 .csv")],
    region: Annotated[AnyRegion, Form(title="所属辖区", description="表中各行是它的下级", examples=["3504"])],
    source: Annotated[
        str, Form(title="出处", description="文件与条款", min_length=4, max_length=300, examples=["市政府 2015 年计划附件"])
    ],
    session: Transaction,
    by: Annotated[Principal, may(Role.COUNTY)],
    reason: Annotated[str, Form(title="更正的理由", description="改变现行任务数的须写", max_length=300)] = "",
    dry_run: Annotated[bool, Form(title="只预览", description="为 true 时不录入")] = False,
) -> LoadedTargets:
    by.must_cover(region, pointer="/region")
    places = {regions.short_name_of(code): code for code in regions.children_of(region)}
    grid = await asyncio.to_thread(read_grid, await file.read(), rows=TABLE_ROWS)
    asked = read_targets(grid, places)
    different = await load_targets(session, region, asked, source=source, reason=reason, by=by.subject, dry_run=dry_run)
    return LoadedTargets(
        is_set=not dry_run,
        same=len(asked) - len(different),
        changed=[
            LoadedTarget(
                region=one.region,
                region_name=regions.name_of(one.region),
                year=one.year,
                amount=one.amount,
                before=before.amount if before else None,
                row=one.row,
            )
            for one, before in different
        ],
    )
