"""Rosters of who is insured with public money: made, confirmed, read."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field

from services.medical.rules.premium import Per
from services.medical.rules.roster import Change, RosterStatus
from shared.money import YuanShown
from shared.regions import AnyRegion
from shared.schemas import Form, View

YEARS: dict[str, Any] = {"ge": 2010, "le": 2100}


class MakeRoster(Form):
    """编制名册"""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"programme": "special-insurance", "year": 2020, "region": "371311"}]}
    )

    programme: str = Field(
        title="项目代码", description="见该地参保资助政策，例如 special-insurance", min_length=1, max_length=60
    )
    year: int = Field(title="参保年度", **YEARS)
    region: AnyRegion = Field(title="地区代码", description="县区，或人数过多时的镇街")
    counted_on: date | None = Field(
        default=None,
        title="清点日期",
        description="以这一天的身份为准，不晚于今天；不填则年度名册取政策规定的日子，补充名册取今天",
    )


class ConfirmRoster(Form):
    """确认名册"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"content_hash": "0" * 64}]})

    content_hash: str = Field(title="所核对名册的内容摘要", description="名册的 content_hash", pattern=r"^[0-9a-f]{64}$")


class PremiumView(View):
    """保费"""

    title: str = Field(title="险项")
    premium_fen: YuanShown = Field(alias="premium_yuan", title="每年（元）")
    per: Per = Field(title="按人或按户", description="person 每人；household 每户，列在该户第一人名下")
    reference: str = Field(title="依据")


class RosterView(View):
    """参保资助名册"""

    id: UUID = Field(title="名册编号")
    programme: str = Field(title="项目代码")
    title: str = Field(title="项目")
    payer: str = Field(title="出资方")
    year: int = Field(title="参保年度")
    region: str = Field(title="地区代码")
    region_name: str = Field(title="地区")
    number: int = Field(title="序号", description="0 为年度名册，1 起为补充名册")
    counted_on: date = Field(title="清点日期")
    policy: str = Field(title="政策代码")
    policy_version: str = Field(title="政策文件版本")
    premiums: list[PremiumView] = Field(title="保费")
    content_hash: str = Field(title="内容摘要", description="同样的登记、日期和政策得到同样的摘要")
    status: RosterStatus = Field(title="状态", description="draft 草稿，可重新编制；confirmed 已确认")
    added: int = Field(title="增加人数")
    changed: int = Field(title="调整人数")
    removed: int = Field(title="减少人数")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额合计（元）", description="补充名册为增减相抵后的差额")
    made_by: str = Field(title="编制人")
    made_at: datetime = Field(title="编制时间")
    confirmed_by: str | None = Field(title="确认人")
    confirmed_at: datetime | None = Field(title="确认时间")


class SumView(View):
    """小计"""

    key: str = Field(title="代码")
    title: str = Field(title="名称")
    persons: int = Field(title="人数")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")


class RosterTotalsView(View):
    """名册合计"""

    roster_id: UUID = Field(title="名册编号")
    by_town: list[SumView] = Field(title="按镇街")
    by_class: list[SumView] = Field(title="按人员类别")
    standing_persons: int = Field(title="累计在册人数", description="连同此前已确认的各份名册")
    standing_fen: YuanShown = Field(alias="standing_yuan", title="累计金额（元）")


class EntryView(View):
    """名册中的一人"""

    person_id: UUID = Field(title="人员编号")
    household_id: UUID = Field(title="户标识")
    name: str | None = Field(title="姓名", description="按权限显示；就诊和参保文件都没有出现过的人员为空")
    id_number: str | None = Field(title="公民身份号码", description="县区和所在村可见全号，其他人只见掩码；没有出现过的人员为空")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="村（社区）")
    classes: list[str] = Field(title="人员类别代码")
    by_class: str = Field(title="据以资助的类别")
    class_title: str = Field(title="据以资助的类别名称")
    share: str = Field(title="资助比例")
    change: Change = Field(title="变动", description="added 增加；changed 调整；removed 减少")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）", description="调整和减少为差额")
