"""Findings of supervision and its board, as the doors take and show them."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from shared.money import YuanShown
from shared.schemas import Form, View


class AskLook(Form):
    """Which county's money is to be looked over."""

    county: str = Field(title="区县代码", pattern=r"^[0-9]{6}$", examples=["371311"])


class ExplainFinding(Form):
    """Why it is so, or what is done about it."""

    explanation: str = Field(
        title="情况说明", min_length=4, max_length=1000, examples=["施工单位 10 月 20 日进场，已报账 30 万元，11 月底前支出到位"]
    )


class AcceptFinding(Form):
    """Why the explanation stands."""

    reason: str = Field(title="认定意见", min_length=4, max_length=1000, examples=["已核对进场记录和报账凭证，情况属实"])


class LookView(View):
    """A look at all the money of a county."""

    id: UUID = Field(title="核查编号")
    region: str = Field(title="区县代码")
    is_daily: bool = Field(title="是否每日核查")
    asked_at: datetime = Field(title="提出时间")
    asked_by: str = Field(title="提出人")
    done_at: datetime | None = Field(title="完成时间", description="为空的正在排队")
    things: int = Field(title="核查的事项数")
    found: int = Field(title="新发现")
    ended: int = Field(title="消除")
    standing: int = Field(title="现有发现")


class SupervisionRuleView(View):
    """One rule as it holds in a place."""

    rule: str = Field(title="规则代码")
    theme: str = Field(title="类别")
    theme_name: str = Field(title="类别名称")
    title: str = Field(title="发现")
    about: str = Field(title="对象")
    about_name: str = Field(title="对象名称")
    level: str = Field(title="程度", description="fault 疑似违规、warning 预警、notice 提示")
    level_name: str = Field(title="程度名称")
    mend: str = Field(title="怎样处理")
    clause: str = Field(title="依据")
    policy: str = Field(title="规则文件")
    policy_version: str = Field(title="规则文件版本")


class MoneyFindingView(View):
    """One finding, with everything that was said of it."""

    id: UUID = Field(title="发现编号")
    region: str = Field(title="区划代码")
    region_name: str = Field(title="所在地")
    rule: str = Field(title="规则代码")
    title: str = Field(title="发现")
    theme: str = Field(title="类别")
    theme_name: str = Field(title="类别名称")
    level: str = Field(title="程度")
    level_name: str = Field(title="程度名称")
    subject: str = Field(title="对象")
    subject_name: str = Field(title="对象名称")
    subject_id: UUID = Field(title="对象编号")
    label: str = Field(title="对象的名称或编号")
    link: str | None = Field(title="对象的页面", description="相对于资金服务地址的路径；没有页面的为空")
    said: str = Field(title="查到的情况")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="涉及金额（元）")
    mend: str = Field(title="怎样处理")
    clause: str = Field(title="依据")
    policy: str = Field(title="规则文件")
    policy_version: str = Field(title="规则文件版本")
    state: str = Field(title="状态", description="open 待处理、explained 已说明、accepted 已认定、mended 已消除")
    state_name: str = Field(title="状态名称")
    found_on: date = Field(title="发现日期")
    explained_by: str = Field(title="说明人")
    explained_at: datetime | None = Field(title="说明时间")
    explanation: str = Field(title="情况说明")
    accepted_by: str = Field(title="认定人")
    accepted_at: datetime | None = Field(title="认定时间")
    acceptance: str = Field(title="认定意见")
    ended_on: date | None = Field(title="消除日期")
    ending_name: str = Field(title="如何消除")


class FindingCountView(View):
    """Findings of one rule or place that are not over."""

    key: str = Field(title="规则代码或区划代码")
    name: str = Field(title="名称")
    theme_name: str = Field(default="", title="类别", description="地区的为空")
    level: str = Field(default="", title="程度", description="地区的为空")
    level_name: str = Field(default="", title="程度名称", description="地区的为空")
    is_own: bool = Field(default=False, title="是否上级本级的", description="规则的为否")
    standing: int = Field(title="现有")
    open: int = Field(title="待处理")
    explained: int = Field(title="已说明待认定")
    accepted: int = Field(title="已认定")
    faults: int = Field(title="其中疑似违规未认定")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="未认定的涉及金额（元）", description="同一笔钱可能有几项发现")
    oldest_on: date | None = Field(title="最早的发现日期")


class FindingMonthView(View):
    """A month's findings."""

    month: date = Field(title="月份", description="当月一日")
    found: int = Field(title="新发现")
    ended: int = Field(title="消除")
    standing: int = Field(title="月末现有")


class SupervisionBoard(View):
    """What supervision found in a place."""

    region: str = Field(title="区划代码", description="为空即全部辖区")
    at: datetime = Field(title="统计时间")
    looked_at: datetime | None = Field(title="最近一次核查完成时间")
    standing: int = Field(title="现有")
    open: int = Field(title="待处理")
    explained: int = Field(title="已说明待认定")
    accepted: int = Field(title="已认定")
    faults: int = Field(title="其中疑似违规未认定")
    rules: list[FindingCountView] = Field(title="各条规则")
    places: list[FindingCountView] = Field(title="下一级各地")
    months: list[FindingMonthView] = Field(title="逐月")
