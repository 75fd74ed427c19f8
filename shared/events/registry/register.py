"""People and households as the register has them, and what is decided and published about them."""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from shared.events import Event
from shared.events.civil_affairs import Trigger as Trigger

_DISABLED = "四类重点对象之一；只说是否，不说类别和等级"


class PersonEnrolled(Event):
    """人员进入或更新了登记"""

    person_id: UUID = Field(title="人员编号")
    household_id: UUID = Field(title="户标识")
    identity_hash: str = Field(title="身份摘要", pattern=r"^[0-9a-f]{64}$")
    region: str = Field(title="村（社区）代码")
    classes: list[str] = Field(title="人员类别", description="enrolled / low-income / extreme-poverty / monitored …")
    in_force_on: date = Field(title="生效日期")
    revision: int | None = Field(default=None, title="人员登记版本", description="逐次加大；两条消息中较大的为后")
    relation: str | None = Field(default=None, title="与户主关系")
    is_verified: bool | None = Field(default=None, title="是否已核实")
    is_member: bool | None = Field(default=None, title="现在是否属于该户", description="为否时该户是此人最后所属的户")
    is_living: bool | None = Field(default=None, title="是否在世")
    is_disabled: bool | None = Field(default=None, title="是否残疾人", description=_DISABLED)


class PersonChanged(Event):
    """人员登记有变更"""

    person_id: UUID = Field(title="人员编号")
    revision: int = Field(title="人员登记版本", description="逐次加大；两条消息中较大的为后")
    kind: str = Field(title="变更种类", description="joined / left / born / died / moved-out / split / corrected …")
    happened_on: date = Field(title="发生日期")
    household_id: UUID | None = Field(default=None, title="户标识", description="现属的户；为空表示不属于任何户")
    former_household_id: UUID | None = Field(default=None, title="原户标识", description="本次变更前所属的户")
    identity_hash: str = Field(title="身份摘要", pattern=r"^[0-9a-f]{64}$")
    region: str = Field(title="村（社区）代码")
    relation: str = Field(title="与户主关系")
    classes: list[str] = Field(title="人员类别", description="enrolled / low-income / extreme-poverty / monitored …")
    is_verified: bool = Field(title="是否已核实")
    is_living: bool = Field(title="是否在世")
    is_disabled: bool | None = Field(default=None, title="是否残疾人", description=_DISABLED)


class _TwoFiles(BaseModel):
    """The file that is kept, and the second file of the same human being (`former_…`)."""

    person_id: UUID = Field(title="保留的一份的人员编号")
    household_id: UUID = Field(title="户标识", description="所属的户；不属于任何户的，是最后所属的户")
    identity_hash: str = Field(title="身份摘要", pattern=r"^[0-9a-f]{64}$")
    region: str = Field(title="村（社区）代码")
    classes: list[str] = Field(title="人员类别", description="enrolled / low-income / extreme-poverty / monitored …")
    revision: int = Field(title="人员登记版本", description="逐次加大；两条消息中较大的为后")
    former_person_id: UUID = Field(title="另一份的人员编号")
    former_household_id: UUID = Field(title="另一份的户标识")
    former_identity_hash: str = Field(title="另一份的身份摘要", pattern=r"^[0-9a-f]{64}$")
    former_region: str = Field(title="另一份的村（社区）代码")
    former_classes: list[str] = Field(title="另一份的人员类别")
    happened_on: date = Field(title="办理日期")


class PersonsMerged(_TwoFiles, Event):
    """两份人员档案合并为一份"""


class PersonsSeparated(_TwoFiles, Event):
    """撤销人员档案合并：查明是两个人"""


class HouseholdChanged(Event):
    """家庭登记有变更"""

    household_id: UUID = Field(title="户标识")
    revision: int = Field(title="家庭登记版本", description="逐次加大；两条消息中较大的为后")
    kind: str = Field(title="变更种类", description="imported / changed / split / merged / transferred / cancelled …")
    happened_on: date = Field(title="发生日期")
    household_code: str | None = Field(default=None, title="户编号")
    region: str = Field(title="村（社区）代码")
    state: str = Field(title="状态", description="current 在册、provisional 待核实、cancelled 已销户")


class HouseholdStateChanged(Event):
    """一户的脱贫或监测状态改变"""

    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    axis: str = Field(title="状态种类", description="poverty 脱贫状态 / watch 监测状态")
    state: str = Field(
        title="状态",
        description="poor / supported / independent / relapsed;unstable / marginal / stricken / risk-removed",
    )
    since_on: date = Field(title="从哪天起")
    origin: str = Field(title="依据", description="procedure 本地程序办结 / national 全国系统结果导入")
    procedure_id: UUID | None = Field(default=None, title="程序编号")


class NoticePosted(Event):
    """张贴了一份公示或公告"""

    notice_id: UUID = Field(title="公示编号")
    region: str = Field(title="区划代码")
    kind: str = Field(title="种类", description="notice 公示 / announcement 公告")
    procedure_kind: str = Field(title="程序种类")
    posted_on: date = Field(title="张贴日期")
    until_on: date = Field(title="公示到哪天", description="有异议暂停的顺延")
    households: int = Field(title="户数")


class ChecklistFilled(Event):
    """填写了一份清单（如“两不愁三保障”核查表）"""

    filling_id: UUID = Field(title="填写编号")
    checklist: str = Field(title="清单代码")
    household_id: UUID | None = Field(default=None, title="户标识", description="村的清单为空")
    region: str = Field(title="村（社区）代码")
    filled_on: date = Field(title="填写日期")
    version: int = Field(title="版本", description="同一天的更正逐次加大")
    unmet: list[str] = Field(title="没有实现的结论代码")


class CreditGraded(Event):
    """一户的小额信贷信用等级审定"""

    rating_id: UUID = Field(title="评级编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    person_id: UUID = Field(title="借款人的人员编号")
    grade: str = Field(title="等级代码", description="各地标准中的等级；能否借款看额度")
    limit_fen: int = Field(ge=0, title="授信额度（分）", description="为 0 的不授信")
    term_months: int = Field(gt=0, title="最长期限（月）")
    valid_until: date = Field(title="有效期至")
    replaces_id: UUID | None = Field(default=None, title="所取代的评级")
    decided_at: AwareDatetime = Field(title="审定时间")
