"""What the national system says of many households, as a sheet: sound rows are recorded, the others go back with reasons."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import File, Query, Response, UploadFile
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.poverty.record_national_answer import record_national_answer
from services.registry.rules.national_sheet import (
    Answer,
    NoNationalAnswers,
    NotANationalSheet,
    fault_of,
    read_answers,
    unknown_household,
)
from services.registry.rules.poverty import NothingNew
from services.registry.schemas.national_sheet import ROWS, NationalAnswersView, NationalFault, write_answers_back, write_form
from services.registry.schemas.procedure import RecordNationalAnswer
from services.registry.store.national_sheet import list_ids, list_on_record
from shared.attachments import AS_WORKBOOK, attached
from shared.cells import HEADING_DEPTH, Fault
from shared.clock import today
from shared.errors import Refusal
from shared.grid import GRID_LAWS, TooManyRows, read_grid
from shared.security import Principal, Role, may
from shared.service import Transaction, door_with_limit, refuses
from shared.workbook import XLSX

SHEET_BYTES = 4 * 1024 * 1024
DESCRIPTION = f"""列：户编号、状态、起始日期、全国系统出处、说明（可空）；至多 {ROWS:,} 行。
无误的行当即登记，有误的行退回；已登记过的行不重复登记，同一份表可以再次提交。
as_workbook=true 且有退回的行时，答复是退回的行的工作簿：有误的单元格标红并有批注，更正后原样提交即可。"""

router = door_with_limit("/poverty/national-answers", "脱贫与监测状态", body_limit_bytes=SHEET_BYTES)
Recorder = Annotated[Principal, may(Role.COUNTY)]


@dataclass
class Done:
    """What became of the rows of a sheet."""

    recorded: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)


@router.post(
    "",
    status_code=201,
    summary="按表登记全国系统的结果（.xlsx、.xls 或 .csv）",
    description=DESCRIPTION,
    response_model=NationalAnswersView,
    responses={
        201: {"content": {XLSX: {}}},
        **refuses(
            *GRID_LAWS,
            NotANationalSheet,
            NoNationalAnswers,
        ),
    },
)
async def post_national_answers(
    file: Annotated[UploadFile, File(title="全国系统结果", description=".xlsx、.xls 工作簿，或 UTF-8、GBK 编码的 .csv")],
    session: Transaction,
    by: Recorder,
    as_workbook: Annotated[bool, Query(title="有退回的行时答复工作簿")] = False,
) -> NationalAnswersView | Response:
    content = await file.read()
    read = await asyncio.to_thread(lambda: read_answers(read_grid(content, rows=ROWS + HEADING_DEPTH)))
    if len(read.rows) > ROWS:
        raise TooManyRows(limit_rows=ROWS)
    done = await _record(session, read.answers, by=by.subject)
    faults = sorted([*read.faults, *done.faults], key=lambda fault: fault.row)
    wrong = {fault.row for fault in faults}
    if as_workbook and faults:
        refused = [row for row in read.rows if row.number in wrong]
        packed = await asyncio.to_thread(write_answers_back, refused, faults)
        return attached(packed, f"需更正的全国系统结果-{today():%Y%m%d}.xlsx", status=201)
    return NationalAnswersView(
        rows=len(read.rows),
        recorded=done.recorded,
        unchanged=done.unchanged,
        refused=len(wrong),
        faults=[NationalFault(**vars(fault)) for fault in faults],
    )


@router.get("/form.xlsx", summary="全国系统结果的空表（工作簿）", response_class=Response, responses=AS_WORKBOOK)
async def read_form(by: Recorder) -> Response:
    """状态一列有下拉列表，另有填表说明。"""
    return attached(await asyncio.to_thread(write_form), "全国系统结果.xlsx")


async def _record(session: AsyncSession, answers: Sequence[Answer], *, by: str) -> Done:
    """Each in a savepoint, household by household and from the oldest day on: two sheets never wait for each other, and a
    household that had several states has them in their order."""
    ids = await list_ids(session, {each.code for each in answers})
    on_record = await list_on_record(session, ids.values())
    done = Done(faults=[unknown_household(each.row) for each in answers if each.code not in ids])
    known = [(ids[each.code], each) for each in answers if each.code in ids]
    for household_id, each in sorted(known, key=lambda one: (str(one[0]), one[1].since_on, one[1].row)):
        if (household_id, each.state, each.since_on) in on_record:
            done.unchanged += 1
            continue
        form = RecordNationalAnswer(
            axis=each.axis, state=each.state, since_on=each.since_on, national_reference=each.reference, why=each.why
        )
        try:
            async with session.begin_nested():
                await record_national_answer(session, form, household_id=household_id, by=by)
            done.recorded += 1
        except NothingNew:
            done.unchanged += 1
        except Refusal as refusal:
            done.faults.append(fault_of(each.row, refusal))
    return done
