"""Boards over cases: what is late and whose it is, and how fast help comes."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from shared.schemas import View


class OwedCountView(View):
    """What one department owes in one place."""

    place: str = Field(title="辖区代码")
    place_name: str = Field(title="辖区")
    who: str = Field(title="责任单位代码")
    who_name: str = Field(title="责任单位")
    owed: int = Field(title="未办结")
    late: int = Field(title="其中逾期")
    within_a_day: int = Field(title="一日内到期")
    late_since: datetime | None = Field(title="最早的逾期期限")


class LateView(View):
    """Something whose time has passed."""

    case_id: UUID = Field(title="即时帮扶台账编号")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="所在地")
    urgency: str = Field(title="紧急程度")
    urgency_name: str = Field(title="紧急程度名称")
    step: str = Field(title="事项代码")
    step_name: str = Field(title="事项")
    who: str = Field(title="责任单位代码")
    who_name: str = Field(title="责任单位")
    due_at: datetime = Field(title="办理期限")
    overdue: str = Field(title="已逾期", examples=["3 小时 20 分"])


class DeadlinesView(View):
    at: datetime = Field(title="统计时间")
    region: str = Field(title="辖区代码", description="空为本人可见的全部辖区")
    counts: list[OwedCountView] = Field(title="各地各部门")
    late: list[LateView] = Field(title="逾期事项", description="逾期最久的在前")
    next: str | None = Field(default=None, title="下一页位置", description="作为 after 参数取下一页；为空表示已到末页")


class SpanView(View):
    cases: int = Field(title="户次")
    median_ms: int | None = Field(title="中位数（毫秒）")
    median: str = Field(title="中位数")
    p95_ms: int | None = Field(title="95 分位（毫秒）")
    p95: str = Field(title="95 分位")


class TimesView(View):
    """How fast help came: all, one kind, one month or one place."""

    by: str = Field(title="分组", description="all 全部、kind 情形、month 月份、place 辖区")
    key: str = Field(title="组别代码")
    name: str = Field(title="组别")
    cases: int = Field(title="台账数")
    first: SpanView = Field(title="发现到首个行动")
    money: SpanView = Field(title="发现到救助金支付")
    close: SpanView = Field(title="发现到办结")


class StatisticsView(View):
    since: date = Field(title="起始日期")
    until: date = Field(title="截止日期")
    region: str = Field(title="辖区代码", description="空为本人可见的全部辖区")
    rows: list[TimesView] = Field(title="逐组")


class PublicTimesView(View):
    """Of at least five households; a figure of fewer is left out."""

    county: str = Field(title="县（区）代码")
    county_name: str = Field(title="县（区）")
    month: str = Field(title="月份")
    kind: str = Field(title="困难情形")
    kind_name: str = Field(title="困难情形名称")
    cases: int = Field(title="户次")
    first: str | None = Field(title="发现到首个行动，中位数")
    money: str | None = Field(title="发现到救助金支付，中位数")
    close: str | None = Field(title="发现到办结，中位数")


class PublicStatisticsView(View):
    since: date = Field(title="起始日期")
    until: date = Field(title="截止日期")
    rows: list[PublicTimesView] = Field(title="逐县逐月逐情形", description="不足 5 户的不列")
