"""A list of assignments comes in as Excel: sound rows are assigned, the others come back with reasons."""

import io
import json

import pytest
from openpyxl import load_workbook
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.assignment.import_assignments import import_assignments
from services.registry.rules.assignment_list import COLUMNS, NoAssignments, NotAnAssignmentList
from services.registry.schemas.assignments_back import write_assignments_back
from services.registry.store.assignment import list_assignments
from services.registry.tables import AssignmentImport
from shared.cells import Fault, Row
from shared.vault import unseal
from tests.builders.registry import a_household, an_xlsx
from tests.builders.registry_file import a_file
from tests.builders.walking import COUNTY, NOVEMBER_1, a_helper

CODE, OTHER = "3713110000000001", "3713110000000002"
ZHANG = {"责任人姓名": "张帮扶", "责任人电话": "13800001111", "责任人单位": "罗庄街道办事处"}
HEAD = a_household(1)[0]["证件号码"]


def a_list(*rows: dict[str, str]) -> bytes:
    return an_xlsx(rows, columns=COLUMNS, above=["结对名单"])


def faults_of(done: AssignmentImport) -> list[tuple[int, str]]:
    told = json.loads(unseal(done.refused_sealed)) if done.refused_sealed else {"faults": []}
    return [(fault["row"], fault["column"]) for fault in told["faults"]]


async def test_a_household_is_found_by_code_or_by_its_head_and_a_new_helper_is_entered(session: AsyncSession) -> None:
    first, _ = await a_file(session)
    second, _ = await a_file(session, code=OTHER, first_sequence=31)
    content = a_list({"户主证件号码": HEAD.lower(), **ZHANG}, {"户编号": OTHER, **ZHANG})
    done = await import_assignments(session, content, by=COUNTY, on=NOVEMBER_1)
    assert (done.rows, done.taken, done.unchanged, done.helpers, done.refused_sealed) == (2, 2, 0, 1, None)
    [one], [other] = await list_assignments(session, first.id), await list_assignments(session, second.id)
    assert one.helper_id == other.helper_id
    again = await import_assignments(session, content, by=COUNTY, on=NOVEMBER_1)
    assert (again.taken, again.unchanged, again.helpers) == (0, 2, 0)


async def test_each_wrong_row_comes_back_with_its_column_and_the_good_ones_are_in(session: AsyncSession) -> None:
    household, _ = await a_file(session)
    await a_helper(session, "张帮扶", phone="13800001111")
    content = a_list(
        {"户编号": "3713119999999999", **ZHANG},
        {"户编号": CODE, **ZHANG},
        {**ZHANG},
        {"户主证件号码": "371311197003180011", **ZHANG},
        {"户编号": OTHER, "责任人姓名": "王五", "责任人电话": "13800001111"},
        {"户编号": OTHER, "责任人姓名": "赵六", "责任人电话": "13800009999"},
    )
    done = await import_assignments(session, content, by=COUNTY, on=NOVEMBER_1)
    assert (done.rows, done.taken) == (6, 1)
    assert set(faults_of(done)) >= {
        (3, "户编号"),
        (5, "户编号"),
        (6, "户主证件号码"),
        (7, "责任人姓名"),
        (8, "责任人单位"),
    }
    assert len(await list_assignments(session, household.id)) == 1


async def test_a_household_twice_in_a_list_is_a_question_and_no_decision(session: AsyncSession) -> None:
    household, _ = await a_file(session)
    other = {"责任人姓名": "李帮扶", "责任人电话": "13800002222", "责任人单位": "区教体局"}
    done = await import_assignments(
        session, a_list({"户编号": CODE, **ZHANG}, {"户编号": CODE, **other}), by=COUNTY, on=NOVEMBER_1
    )
    assert faults_of(done) == [(3, "户编号"), (4, "户编号")]
    assert await list_assignments(session, household.id) == []


async def test_a_code_and_a_head_that_are_two_households_come_back(session: AsyncSession) -> None:
    await a_file(session)
    await a_file(session, code=OTHER, first_sequence=31)
    done = await import_assignments(session, a_list({"户编号": OTHER, "户主证件号码": HEAD, **ZHANG}), by=COUNTY, on=NOVEMBER_1)
    assert faults_of(done) == [(3, "户编号")]


async def test_something_else_than_a_list_is_refused(session: AsyncSession) -> None:
    with pytest.raises(NotAnAssignmentList):
        await import_assignments(session, an_xlsx([], columns=["姓名"]), by=COUNTY, on=NOVEMBER_1)
    with pytest.raises(NoAssignments):
        await import_assignments(session, a_list(), by=COUNTY, on=NOVEMBER_1)


def test_the_rows_that_go_back_can_be_mended_and_sent_again() -> None:
    row = Row(3, {"户编号": CODE, **ZHANG})
    sheet = load_workbook(io.BytesIO(write_assignments_back([row], [Fault(3, "户编号", "没有找到", "核对")]))).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]][: len(COLUMNS)] == list(COLUMNS)
    assert sheet.cell(2, 1).value == CODE
