"""The boards as they are shown."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field, computed_field

from services.notifier.rules.board import By
from services.notifier.rules.order_kind import OrderKind
from services.notifier.rules.order_times import WaitsFor
from services.notifier.rules.waiting import Waiting
from shared.schemas import View


class SpreadView(View):
    """How long something took."""

    many: int = Field(title="件数", description="有这项用时的件数；少于 20 件时，95 百分位即最长")
    median_minutes: int | None = Field(title="中位数（分钟）", description="最近秩法，是其中一件的实际用时")
    high_minutes: int | None = Field(title="95 百分位（分钟）", description="最近秩法：二十件中十九件不超过")
    is_small: bool = Field(title="是否件数太少")
    spoken: str = Field(title="读法")


class BoardLine(View):
    """One group of orders in numbers."""

    key: str | None = Field(title="组别代码", description="合计为空")
    label: str = Field(title="组别")
    open: int = Field(title="在办", description="截至统计时刻还没有办结的")
    due: int = Field(title="即将到期", description="在办、未逾期，三个工作日内到期的")
    late: int = Field(title="逾期未办结")
    to_check: int = Field(title="待检查", description="已办结、须检查而没有检查的")
    given: int = Field(title="期内派出", description="含退回重办的")
    reopened: int = Field(title="期内退回重办")
    handed_on: int = Field(title="期内转办", description="期内转办过的件数")
    accepted: int = Field(title="期内接单")
    finished: int = Field(title="期内办结")
    finished_late: int = Field(title="期内逾期办结")
    checked: int = Field(title="期内销号")
    cancelled: int = Field(title="期内撤销")
    accept: SpreadView = Field(title="接单用时", description="从派出到首次接单；接单前转办的，从最初派出算起")
    finish: SpreadView = Field(title="办结用时", description="从派出（退回的从退回）到办结，昼夜和节假日都算")
    check: SpreadView = Field(title="检查用时", description="从办结到检查销号")
    asked_minutes: int = Field(title="其中等派单人答复（分钟）", description="期内办结的各件合计，已含在办结用时内")
    longest_late: str = Field(title="逾期最久", description="没有逾期的为空")


class OrderBoardView(View):
    """Orders of a place in numbers."""

    region: str = Field(title="区划代码", description="空为本人可见的全部")
    region_name: str = Field(title="辖区")
    from_on: date = Field(title="开始日期")
    to_on: date = Field(title="截止日期")
    as_of: datetime = Field(title="统计时刻", description="在办、到期、逾期、待检查截至这一刻")
    by: By = Field(title="分组")
    kind: OrderKind | None = Field(title="工单种类")
    whole: BoardLine = Field(title="合计")
    lines: list[BoardLine] = Field(title="各组", description="逾期多的在前")


class BehindView(View):
    """One round of an order behind a number."""

    order_id: UUID = Field(title="工单编号")
    turn: int = Field(title="第几次派发")
    kind: str = Field(title="工单种类")
    kind_label: str = Field(title="工单种类名称")
    title: str = Field(title="工单名称")
    region: str = Field(title="区划代码")
    place: str = Field(title="地点")
    office: str = Field(title="承办单位")
    opened_at: datetime = Field(title="派发时间")
    due_at: datetime = Field(title="办理期限")
    accepted_at: datetime | None = Field(title="接单时间")
    completed_at: datetime | None = Field(title="办结时间")
    checked_at: datetime | None = Field(title="检查时间")
    accept_minutes: int | None = Field(title="接单用时（分钟）")
    finish_minutes: int | None = Field(title="办结用时（分钟）")
    asked_minutes: int = Field(title="其中等派单人答复（分钟）")
    late: str = Field(title="逾期", description="没有逾期的为空")


class StretchView(View):
    """That an order waited for somebody."""

    waits_for: WaitsFor = Field(title="等谁")
    since: datetime = Field(title="从何时")
    until: datetime | None = Field(title="到何时", description="空为还在等")
    minutes: int = Field(title="分钟")

    @computed_field(title="等谁名称")  # type: ignore[prop-decorator]
    @property
    def label(self) -> str:
        return self.waits_for.label


class TurnView(View):
    """One round of an order, and where its time went."""

    turn: int = Field(title="第几次派发")
    opened_at: datetime = Field(title="派发时间")
    due_at: datetime | None = Field(title="办理期限")
    accept_minutes: int | None = Field(title="接单用时（分钟）")
    finish_minutes: int | None = Field(title="办结用时（分钟）")
    check_minutes: int | None = Field(title="检查用时（分钟）")
    handed_on: int = Field(title="转办次数")
    is_late: bool = Field(title="是否逾期")
    stretches: list[StretchView] = Field(title="时间用在哪里")


class NumbersView(View):
    """Counts by name, and how long it took."""

    key: str = Field(title="代码")
    label: str = Field(title="名称")
    counts: dict[str, int] = Field(title="件数")
    took: SpreadView = Field(title="用时")


class UrgedView(View):
    """That a level was told of late ones."""

    label: str = Field(title="督办什么、到哪一级")
    many: int = Field(title="次数")


class WorkView(View):
    """What goes on beside orders."""

    errands: list[NumbersView] = Field(title="村级任务")
    messages: NumbersView = Field(title="消息")
    channels: list[NumbersView] = Field(title="各种送达方式", description="现在的送达情况")
    tasks: NumbersView = Field(title="监督举报转办件")
    urged: list[UrgedView] = Field(title="逾期督办")


class PairView(View):
    """Who waits for whom."""

    why: Waiting = Field(title="为什么等")
    why_label: str = Field(title="为什么等（名称）")
    waits: str = Field(title="谁在等（代码）")
    waits_label: str = Field(title="谁在等")
    whom: str = Field(title="等谁（代码）")
    whom_label: str = Field(title="等谁")
    many: int = Field(title="件数")
    late: int = Field(title="其中已逾期")
    longest_since: datetime = Field(title="最久的从何时等起")
    longest: str = Field(title="最久")


class StuckView(View):
    """An order that waits."""

    order_id: UUID = Field(title="工单编号")
    turn: int = Field(title="第几次派发")
    kind_label: str = Field(title="工单种类")
    title: str = Field(title="工单名称")
    place: str = Field(title="地点")
    due_at: datetime = Field(title="办理期限")
    waits_label: str = Field(title="谁在等")
    whom_label: str = Field(title="等谁")
    since: datetime = Field(title="从何时等起")
    waited: str = Field(title="已等")


class WeeklyReportView(View):
    """A weekly report that was made."""

    id: UUID = Field(title="周报编号")
    region: str = Field(title="区划代码")
    region_name: str = Field(title="辖区")
    begins_on: date = Field(title="统计周的星期一")
    ends_on: date = Field(title="统计周的星期日")
    made_at: datetime = Field(title="生成时间")
    sha256: str = Field(title="文件的 SHA-256")
    size_bytes: int = Field(title="文件大小（字节）")
