"""Data quality as the doors take and show it: advice, findings, rules, the board."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from services.registry.schemas.register import HouseholdView, PersonView
from shared.schemas import Form, View


class AdviceView(View):
    """Something odd about what was just written: it is in, and somebody should look at it."""

    rule: str = Field(title="规则代码")
    severity: str = Field(title="程度", description="fault 错误、warning 提醒")
    severity_name: str = Field(title="程度名称")
    title: str = Field(title="发现")
    field: str = Field(title="项目")
    value: str = Field(title="登记的内容", description="证件号码、电话只显示几位")
    person_id: UUID | None = Field(title="人员编号", description="为空的是家庭的项目")
    mend: str = Field(title="如何更正")


class HouseholdWritten(HouseholdView):
    """A household as it is now, with what is odd about it."""

    advice: list[AdviceView] = Field(title="数据质量提示", description="已登记，请核实")


class PersonWritten(PersonView):
    """A person as they are now, with what is odd about them and their household."""

    advice: list[AdviceView] = Field(title="数据质量提示", description="已登记，请核实")


class AcceptFinding(Form):
    """Somebody looked at it, and it is right as it is."""

    reason: str = Field(title="为什么无误", min_length=4, max_length=500, examples=["入户核实，养子，年龄差属实，有收养登记证"])


class FindingView(View):
    """One finding."""

    finding_id: UUID = Field(title="发现编号")
    rule: str = Field(title="规则代码")
    title: str = Field(title="发现")
    severity: str = Field(title="程度", description="fault 错误、warning 提醒")
    severity_name: str = Field(title="程度名称")
    field: str = Field(title="项目")
    value: str = Field(title="登记的内容", description="证件号码、电话只显示几位")
    mend: str = Field(title="如何更正")
    household_id: UUID = Field(title="户标识")
    household_code: str | None = Field(title="户编号")
    person_id: UUID | None = Field(title="人员编号", description="为空的是家庭的项目")
    person_name: str = Field(title="姓名")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="所在地")
    found_at: datetime = Field(title="发现时间")
    found_revision: int = Field(title="发现时档案的版次")
    policy_version: str = Field(title="规则文件版本")
    state_name: str = Field(title="状态")
    gone_at: datetime | None = Field(title="消除时间")
    gone_revision: int | None = Field(title="消除时档案的版次")
    ending_name: str = Field(title="如何消除")
    accepted_at: datetime | None = Field(title="接受时间")
    accepted_by: str = Field(title="接受人")
    accepted_reason: str = Field(title="接受的理由")


class QualityRuleView(View):
    """One rule as it holds in a place."""

    rule: str = Field(title="规则代码")
    title: str = Field(title="发现")
    about: str = Field(title="对象", description="person 人员、household 家庭")
    severity: str = Field(title="程度", description="fault 错误、warning 提醒")
    severity_name: str = Field(title="程度名称")
    field: str = Field(title="项目")
    mend: str = Field(title="如何更正")
    clause: str = Field(title="依据")
    policy: str = Field(title="规则文件")


class QualityCountView(View):
    """Open findings of one place or rule."""

    key: str = Field(title="辖区代码或规则代码")
    name: str = Field(title="名称")
    severity_name: str = Field(default="", title="程度", description="辖区的为空")
    open: int = Field(title="待改正")
    faults: int = Field(title="其中错误")
    accepted: int = Field(title="已接受")
    households: int = Field(title="涉及户数")
    of_households: int | None = Field(default=None, title="在册户数", description="规则的为空")
    oldest_at: datetime | None = Field(title="最早一项的发现时间")


class QualityWeekView(View):
    """What was found and mended in one week."""

    week: date = Field(title="周一的日期")
    found: int = Field(title="新发现")
    mended: int = Field(title="已改正")


class QualityBoard(View):
    """How the data of a place is."""

    region: str = Field(title="辖区代码", description="为空即全部辖区")
    at: datetime = Field(title="统计时间")
    households: int = Field(title="在册户数")
    odd_households: int = Field(title="有待改正项的户数")
    open: int = Field(title="待改正")
    faults: int = Field(title="其中错误")
    accepted: int = Field(title="已接受")
    places: list[QualityCountView] = Field(title="下一级各地")
    rules: list[QualityCountView] = Field(title="各条规则")
    weeks: list[QualityWeekView] = Field(title="逐周的发现与改正")
    swept_at: datetime | None = Field(title="最近一次全库核查完成的时间", description="只有管全部辖区的人可见")
