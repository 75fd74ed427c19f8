"""What callers send and get of campaigns."""

from datetime import date, datetime
from uuid import UUID

from pydantic import ConfigDict, Field, computed_field

from services.housing.rules.campaign import MEANT_NAMES, Meant
from services.housing.schemas.house import spoken_village
from shared.regions import AnyRegion, name_of
from shared.schemas import Form, View


class OpenCampaign(Form):
    """Whose houses are to be looked at, by when, and who asked for it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"kind": "census", "region": "371311", "asked_by": "区住建局《关于开展农村住房安全排查的通知》"}]
        }
    )

    kind: str = Field(title="排查种类", description="GET /campaigns/kinds 所列的 kind", pattern=r"^[a-z][a-z0-9-]{0,39}$")
    region: AnyRegion = Field(title="辖区代码", description="县区、镇街或村")
    asked_by: str = Field(title="部署单位和文件", min_length=2, max_length=200)
    title: str = Field(default="", title="名称", description="不填的用种类的名称", max_length=100)
    due_on: date | None = Field(default=None, title="完成期限", description="不填的按种类规定的天数", examples=["2020-08-31"])


class EndCampaign(Form):
    """A campaign is over."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "其余各户长期外出，转入临时排查"}]})

    reason: str = Field(default="", title="未查完的原因", description="全部查完的不填", max_length=150)


class CampaignKindView(View):
    """A kind of campaign, as the place's policy file has it."""

    kind: str = Field(title="排查种类")
    title: str = Field(title="名称")
    meant: Meant = Field(title="查哪些户")
    days: int = Field(title="规定的天数")
    newcomers_join: bool = Field(title="新识别的户是否加入")
    clause: str = Field(title="依据")

    @computed_field(title="查哪些户的名称")  # type: ignore[prop-decorator]
    @property
    def meant_name(self) -> str:
        return MEANT_NAMES[self.meant]


class CampaignView(View):
    """A campaign."""

    id: UUID = Field(title="排查行动标识")
    region: str = Field(title="辖区代码")
    kind: str = Field(title="排查种类")
    title: str = Field(title="名称")
    asked_by: str = Field(title="部署单位和文件")
    policy: str = Field(title="所依据的政策文件")
    policy_version: str = Field(title="政策文件版本", description="文件内容的摘要")
    opened_on: date = Field(title="开始日期")
    due_on: date = Field(title="完成期限")
    opened_at: datetime = Field(title="部署时间")
    ended_on: date | None = Field(title="办结日期")

    @computed_field(title="辖区名称")  # type: ignore[prop-decorator]
    @property
    def region_name(self) -> str:
        return name_of(self.region)


class BoardLineView(View):
    """How far a campaign has come in one village."""

    region: str = Field(title="村（社区）代码")
    households: int = Field(title="应查户数")
    completed: int = Field(title="已查户数")
    overdue: int = Field(title="逾期未查户数")
    late: int = Field(title="逾期完成户数")
    grade_a: int = Field(title="A 级")
    grade_b: int = Field(title="B 级")
    grade_c: int = Field(title="C 级")
    grade_d: int = Field(title="D 级")
    without_photos: int = Field(title="已查但照片不全")
    without_position: int = Field(title="已查但没有定位")

    @computed_field(title="村（社区）")  # type: ignore[prop-decorator]
    @property
    def village(self) -> str:
        return spoken_village(self.region)


class BoardTotals(View):
    """The sum of the villages."""

    households: int = Field(title="应查户数")
    completed: int = Field(title="已查户数")
    overdue: int = Field(title="逾期未查户数")
    late: int = Field(title="逾期完成户数")
    grade_a: int = Field(title="A 级")
    grade_b: int = Field(title="B 级")
    grade_c: int = Field(title="C 级")
    grade_d: int = Field(title="D 级")
    without_photos: int = Field(title="已查但照片不全")
    without_position: int = Field(title="已查但没有定位")


class CampaignBoard(View):
    """How far a campaign has come, by village."""

    campaign: CampaignView = Field(title="排查行动")
    on: date = Field(title="统计日期")
    views: list[str] = Field(title="要求的照片")
    total: BoardTotals = Field(title="合计")
    villages: list[BoardLineView] = Field(title="各村（社区）", description="逾期多的在前")
