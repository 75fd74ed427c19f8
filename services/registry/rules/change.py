"""What can happen to a household and its people, from which source we know it, and what people call both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ChangeKind(StrEnum):
    """One thing that happened to a household or to one of its people, or that was put right in their file."""

    IMPORTED = "imported"
    ENTERED = "entered"
    SIGHTED = "sighted"
    VERIFIED = "verified"
    CHANGED = "changed"
    CORRECTED = "corrected"
    JOINED = "joined"
    LEFT = "left"
    BORN = "born"
    DIED = "died"
    MARRIED = "married"
    MOVED_OUT = "moved-out"
    MOVED_IN = "moved-in"
    SPLIT = "split"
    UNITED = "merged"
    """The word of the histories that are there."""
    HEAD_CHANGED = "head-changed"
    RELATION_CHANGED = "relation-changed"
    OFFERED = "offered"
    OFFER_WITHDRAWN = "offer-withdrawn"
    OFFER_DECLINED = "offer-declined"
    TRANSFERRED = "transferred"
    CANCELLED = "cancelled"
    RESTORED = "restored"
    REDRAWN = "redrawn"
    DOUBLE_MERGED = "double-merged"
    DOUBLE_SEPARATED = "double-separated"


CHANGE_NAMES = {
    ChangeKind.IMPORTED: "导入登记",
    ChangeKind.ENTERED: "人工登记",
    ChangeKind.SIGHTED: "即时帮扶先行登记",
    ChangeKind.VERIFIED: "核实身份",
    ChangeKind.CHANGED: "信息变更",
    ChangeKind.CORRECTED: "信息更正",
    ChangeKind.JOINED: "加入本户",
    ChangeKind.LEFT: "离开本户",
    ChangeKind.BORN: "出生",
    ChangeKind.DIED: "死亡",
    ChangeKind.MARRIED: "婚入",
    ChangeKind.MOVED_OUT: "迁出",
    ChangeKind.MOVED_IN: "迁入",
    ChangeKind.SPLIT: "分户",
    ChangeKind.UNITED: "并户",
    ChangeKind.HEAD_CHANGED: "变更户主",
    ChangeKind.RELATION_CHANGED: "变更与户主关系",
    ChangeKind.OFFERED: "提出跨辖区移交",
    ChangeKind.OFFER_WITHDRAWN: "撤回跨辖区移交",
    ChangeKind.OFFER_DECLINED: "接收方退回跨辖区移交",
    ChangeKind.TRANSFERRED: "跨辖区移交完成",
    ChangeKind.CANCELLED: "销户",
    ChangeKind.RESTORED: "恢复户",
    ChangeKind.REDRAWN: "区划调整",
    ChangeKind.DOUBLE_MERGED: "重复档案合并",
    ChangeKind.DOUBLE_SEPARATED: "撤销重复档案合并",
}


class Source(StrEnum):
    """Where the register has it from."""

    IMPORT = "import"
    OFFICER = "officer"
    HOSPITAL = "hospital"
    DEPARTMENT = "department"
    DIVISIONS = "divisions"


SOURCE_NAMES = {
    Source.IMPORT: "全国扶贫信息系统导出表",
    Source.OFFICER: "干部填报",
    Source.HOSPITAL: "医疗费用结算",
    Source.DEPARTMENT: "部门上报",
    Source.DIVISIONS: "行政区划调整",
}


@dataclass(frozen=True)
class Act:
    """What somebody records: what happened on which day, and how, by whom and when the register learned of it."""

    kind: ChangeKind
    source: Source
    happened_on: date
    by: str
    at: datetime
    reason: str = ""
    papers: Sequence[str] = ()
