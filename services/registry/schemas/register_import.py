"""Imports and their previews as the doors show them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from services.registry.rules.preview import DECISION_NAMES, STATE_NAMES, UNDER_WAY, Decision, Difference, Entry, ImportState
from services.registry.schemas.spoken import said, title_of
from shared.identity import masked_name
from shared.schemas import View
from shared.vault import unseal

SHOWN = 50
_SEAT = "本户成员"


class FaultView(View):
    """What is wrong with one cell."""

    row: int = Field(title="行号")
    column: str = Field(title="列")
    reason: str = Field(title="原因")
    mend: str = Field(title="如何更正")


class ProblemView(View):
    """Why a file could not be read."""

    code: str = Field(title="代码")
    title: str = Field(title="原因")
    mend: str = Field(title="如何更正")
    columns: list[str] = Field(default=[], title="涉及的列")


class ProgressView(View):
    """How far an import has come."""

    import_id: UUID = Field(title="导入编号")
    state: ImportState = Field(title="状态")
    state_name: str = Field(title="状态名称")
    percent: int = Field(title="当前步骤完成的百分比", ge=0, le=100)
    reached: int = Field(title="当前步骤已完成的户数")
    households_total: int = Field(title="文件中的户数")
    is_under_way: bool = Field(title="是否仍在处理")


class ImportView(View):
    """What became of a register file, or would."""

    import_id: UUID = Field(title="导入编号")
    state: ImportState = Field(title="状态")
    state_name: str = Field(title="状态名称")
    percent: int = Field(title="当前步骤完成的百分比", ge=0, le=100)
    file_name: str = Field(title="文件名")
    file_kind: str = Field(title="识别出的文件格式", description="含 .csv 的文字编码")
    notes: list[str] = Field(title="读取说明", description="隐藏的行列、合并的单元格、无法识别的列等")
    problem: ProblemView | None = Field(title="文件无法读取的原因")
    rows: int = Field(title="文件中的人数")
    taken: int = Field(title="录入的人数", description="预览中为可录入的人数")
    refused: int = Field(title="退回的人数", description="一户中有一行有误，整户退回")
    households: int = Field(title="录入的户数", description="新增、更新与无变化之和")
    created: int = Field(title="新增的户数")
    updated: int = Field(title="更新的户数")
    unchanged: int = Field(title="无变化的户数")
    returned: int = Field(title="退回的户数")
    changed: int = Field(title="新增或更新的人数", description="同一文件重复提交为 0；预览中为 0")
    errors_total: int = Field(title="错误条数")
    errors: list[FaultView] = Field(title="错误（前 50 条）")
    advice_total: int = Field(title="数据质量提示条数")
    advice: list[FaultView] = Field(title="数据质量提示（前 50 条）", description="不妨碍录入，请核实")
    errors_workbook: str | None = Field(title="错误行工作簿地址", description="更正后可原样再次提交")
    imported_at: datetime = Field(title="提交时间")
    previewed_at: datetime | None = Field(title="预览完成时间", description="一天之内可以确认")
    committed_at: datetime | None = Field(title="录入完成时间")


class DifferenceView(View):
    """One field of which the file says otherwise than the register."""

    row: int | None = Field(title="行号", description="为空表示本户的项目")
    name: str = Field(title="姓名")
    field: str = Field(title="项目")
    before: str = Field(title="登记的内容")
    after: str = Field(title="文件的内容", description="为空表示文件中为空，录入后该项为空")


class PreviewedHousehold(View):
    """What the file would do to one household."""

    number: int = Field(title="文件中的第几户")
    household_code: str = Field(title="户编号")
    household_id: UUID | None = Field(title="户标识", description="已在登记中的户")
    head: str = Field(title="户主")
    rows: list[int] = Field(title="行号")
    decision: Decision = Field(title="如何处理")
    decision_name: str = Field(title="如何处理（名称）")
    is_sighted_before: bool = Field(title="是否接替待核实的户")
    differences: list[DifferenceView] = Field(title="逐项差异")
    errors: list[FaultView] = Field(title="退回的原因")
    advice: list[FaultView] = Field(title="数据质量提示")


def file_name_of(of: Any) -> str:
    """Of an import before there were previews it is not known."""
    return unseal(of.file_name_sealed) if of.file_name_sealed else ""


def percent_of(of: Any) -> int:
    """Of the present step; what is not under way is at its end."""
    if of.state not in UNDER_WAY:
        return 100
    return 100 * of.reached // of.entries if of.entries else 0


def progress_view(of: Any) -> ProgressView:
    return ProgressView(
        import_id=of.id,
        state=of.state,
        state_name=STATE_NAMES[of.state],
        percent=percent_of(of),
        reached=of.reached,
        households_total=of.entries,
        is_under_way=of.state in UNDER_WAY,
    )


def import_view(of: Any, *, errors_workbook: str | None) -> ImportView:
    same = "file_kind notes rows taken refused households created updated unchanged returned changed imported_at"
    return ImportView(
        import_id=of.id,
        state=of.state,
        state_name=STATE_NAMES[of.state],
        percent=percent_of(of),
        file_name=file_name_of(of),
        problem=ProblemView.model_validate(of.problem) if of.problem else None,
        errors_total=of.faults_total,
        errors=first_faults(of.faults),
        advice_total=of.advice_total,
        advice=first_faults(of.advice),
        errors_workbook=errors_workbook,
        previewed_at=of.previewed_at,
        committed_at=of.committed_at,
        **{name: getattr(of, name) for name in same.split()},
    )


def household_view(entry: Entry, *, to_auditor: bool) -> PreviewedHousehold:
    head = entry.family.head.name if entry.family else ""
    return PreviewedHousehold(
        number=entry.number,
        household_code=entry.code[:20],
        household_id=entry.household_id,
        head=masked_name(head) if to_auditor else head,
        rows=[row.number for row in entry.rows],
        decision=entry.decision,
        decision_name=DECISION_NAMES[entry.decision],
        is_sighted_before=entry.claims,
        differences=[_difference(each, to_auditor=to_auditor) for each in entry.differences],
        errors=[FaultView.model_validate(vars(fault)) for fault in entry.faults],
        advice=[FaultView.model_validate(vars(fault)) for fault in entry.advice],
    )


def _difference(each: Difference, *, to_auditor: bool) -> DifferenceView:
    is_seat = each.field == "membership"
    return DifferenceView(
        row=each.row,
        name=masked_name(each.name) if to_auditor else each.name,
        field=_SEAT if is_seat else title_of(each.field, of_person=each.row is not None),
        before="" if is_seat else said(each.field, each.before, to_auditor=to_auditor),
        after=str(each.after) if is_seat else said(each.field, each.after, to_auditor=to_auditor),
    )


def first_faults(faults: Sequence[Mapping[str, Any]]) -> list[FaultView]:
    return [FaultView.model_validate(fault) for fault in faults[:SHOWN]]
