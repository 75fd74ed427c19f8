"""Compared lists and their differences, as the doors take and show them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from services.registry.rules.difference import REASON_LENGTH, Settlement
from services.registry.schemas.register_import import FaultView
from shared.schemas import Form, View


class SettleDifference(Form):
    """What an officer found about a difference."""

    outcome: Settlement = Field(
        title="结论",
        description="put-right 已更正本平台档案（系统当即复核）、theirs-wrong 部门名单有误、known 已核实且无须更正",
        examples=["known"],
    )
    reason: str = Field(
        title="理由",
        description="不写证件号码",
        min_length=REASON_LENGTH,
        max_length=500,
        examples=["车辆为单位公车，登记在其名下"],
    )


class ColumnView(View):
    """A column of a kind of list."""

    heads: list[str] = Field(title="列名", description="任选其一")
    is_needed: bool = Field(title="是否必需")
    is_day: bool = Field(title="是否为日期")


class DifferenceRuleView(View):
    """When something is a difference, and what is to be done."""

    rule: str = Field(title="规则代码")
    title: str = Field(title="规则")
    severity: str = Field(title="严重程度")
    severity_name: str = Field(title="严重程度名称")
    side_name: str = Field(title="差异的方向")
    task: str = Field(title="要做的事")
    who: str = Field(title="由哪一级办理")
    who_name: str = Field(title="由哪一级办理的名称")
    settle_in_working_days: int = Field(title="办理期限（工作日）")
    clause: str = Field(title="依据的条款")


class ListKindView(View):
    """A kind of list that is compared in a place."""

    kind: str = Field(title="名单种类代码")
    title: str = Field(title="名单种类")
    department: str = Field(title="提供部门")
    columns: list[ColumnView] = Field(title="列")
    rules: list[DifferenceRuleView] = Field(title="差异规则")


class ComparedListView(View):
    """A list and what became of it."""

    list_id: UUID = Field(title="名单编号")
    kind: str = Field(title="名单种类代码")
    kind_name: str = Field(title="名单种类")
    region: str = Field(title="名单所属辖区代码")
    region_name: str = Field(title="名单所属辖区")
    listed_on: date = Field(title="名单日期")
    rows: int = Field(title="行数")
    refused: int = Field(title="退回的行数")
    people: int = Field(title="名单上的人数", description="已停止、注销等不再计入的行除外")
    matched: int = Field(title="其中本平台在册的人数")
    new: int = Field(title="新的差异数")
    standing: int = Field(title="上次已有、仍未办结的差异数")
    quiet: int = Field(title="已有结论、内容未变、不再询问的差异数")
    ended: int = Field(title="随这份名单消失的差异数")
    is_compared: bool = Field(title="是否已比对", description="错误行超过 5% 的不比对，更正后重新提交")
    is_current: bool = Field(title="是否为现行名单", description="同一种名单、同一辖区以日期最新的为准")
    errors_total: int = Field(title="错误条数")
    errors: list[FaultView] = Field(title="错误（前 50 条）")
    errors_workbook: str | None = Field(title="退回行工作簿地址", description="保存 30 天")
    compared_by: str = Field(title="提交人")
    compared_at: datetime = Field(title="提交时间")


class ComparisonView(ComparedListView):
    """A list right after it came in."""

    facts: int = Field(title="转为监测事实的差异数")
    alerts: int = Field(title="由此发出的预警数")


class DifferenceLine(View):
    """A difference of a list."""

    difference_id: UUID = Field(title="差异编号")
    list_id: UUID = Field(title="名单编号")
    kind: str = Field(title="名单种类代码")
    kind_name: str = Field(title="名单种类")
    rule: str = Field(title="规则代码")
    title: str = Field(title="差异")
    severity: str = Field(title="严重程度")
    severity_name: str = Field(title="严重程度名称")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="所在地")
    household_id: UUID | None = Field(title="户标识", description="为空表示本平台没有此人")
    person_id: UUID | None = Field(title="人员编号", description="为空表示涉及全户，或本平台没有此人")
    who_is_it: str = Field(title="涉及谁", description="姓名与部分隐去的证件号码")
    said: dict[str, str] = Field(title="部门名单所载", description="办结后不再保存")
    times: int = Field(title="名单中的条数")
    task: str = Field(title="要做的事")
    clause: str = Field(title="依据的条款")
    who: str = Field(title="由哪一级办理")
    who_name: str = Field(title="由哪一级办理的名称")
    found_at: datetime = Field(title="发现时间")
    due_on: date = Field(title="办理期限")
    is_overdue: bool = Field(title="是否逾期")
    state: str = Field(title="状态", description="open 待办、settled 已有结论、ended 已随名单消失")
    state_name: str = Field(title="状态名称")
    outcome: str | None = Field(title="结论")
    reason: str = Field(title="理由")
    settled_by: str = Field(title="办结人")
    settled_at: datetime | None = Field(title="办结时间")


class DifferenceView(DifferenceLine):
    """A difference with the rows of the department's list that it rests on."""

    rows: list[dict[str, str]] = Field(title="名单中的行", description="证件号码部分隐去；办结后不再保存")


class TallyRow(View):
    """One rule in one place."""

    place: str = Field(title="辖区代码")
    place_name: str = Field(title="辖区")
    kind: str = Field(title="名单种类代码")
    kind_name: str = Field(title="名单种类")
    rule: str = Field(title="规则代码")
    title: str = Field(title="差异")
    open: int = Field(title="待办")
    late: int = Field(title="逾期")
    put_right: int = Field(title="已更正档案")
    theirs_wrong: int = Field(title="部门名单有误")
    known: int = Field(title="属实无须更正")
    ended: int = Field(title="随名单消失")


class DifferenceBoard(View):
    """What is different, by the places below one and by rule."""

    region: str = Field(title="辖区代码", description="空为全部")
    rows: list[TallyRow] = Field(title="各地各规则")
    total: dict[str, Any] = Field(title="合计")
