"""What callers send and get of disasters."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field, computed_field, model_validator

from services.housing.rules.disaster import DISASTER_ACT_NAMES, DisasterAct
from services.housing.schemas.house import AN_ID, spoken_village
from shared.regions import AnyRegion, name_of
from shared.schemas import Form, View

LISTED = 2_000
"""Codes and numbers in one form; a longer list is a file."""

Code = Annotated[str, Field(min_length=1, max_length=20)]
Number = Annotated[str, Field(min_length=1, max_length=24)]
_WHOM = "区域与名单可以同时给出，同一户只算一次"
_STRUCK: dict[str, Any] = {"places": ["371311001"], "households": ["3713111000010001"], "confirmed": 1860}


class _Whom(Form):
    places: list[AnyRegion] = Field(default=[], title="受灾区域", description=f"镇街或村的区划代码；{_WHOM}", max_length=500)
    households: list[Code] = Field(default=[], title="受灾名单：户编号", max_length=LISTED)
    houses: list[Number] = Field(default=[], title="受灾名单：住房编号", description="住在其中的户都算受灾", max_length=LISTED)
    list_id: UUID | None = Field(default=None, title="提交的受灾名单的标识", description="POST /disaster-lists 返回的 id")

    @model_validator(mode="after")
    def _says_whom(self) -> Self:
        if not (self.places or self.households or self.houses or self.list_id):
            raise ValueError("受灾区域和受灾名单至少填一项")
        return self


class PreviewDisaster(_Whom):
    """Whom a command would mean; nothing is done yet."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"region": "371311", "places": ["371311001"], "houses": ["H-371311001001-0001"]}]}
    )

    region: str = Field(title="县区代码", pattern=r"^\d{6}$")
    disaster_id: UUID | None = Field(default=None, title="灾情编号", description="扩大范围时填写：已经受灾的户不再计入")


class DeclareDisaster(_Whom):
    """A disaster: what, when, whom it struck, as confirmed by the preview."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "region": "371311",
                    "kind": "typhoon",
                    "title": "台风“利奇马”",
                    "happened_at": "2019-08-11T20:50:00+08:00",
                    **_STRUCK,
                }
            ]
        }
    )

    id: UUID | None = Field(
        default=None,
        title="灾情编号",
        description="可与登记服务登记受灾户（POST /registry/cases/disasters）的灾情编号相同；不填的由平台编号",
        examples=[AN_ID],
    )
    region: str = Field(title="县区代码", pattern=r"^\d{6}$")
    kind: str = Field(title="灾情种类", description="GET /disasters/kinds 所列的 kind", pattern=r"^[a-z][a-z0-9-]{0,39}$")
    title: str = Field(title="名称", description="不写姓名", min_length=2, max_length=60)
    happened_at: AwareDatetime = Field(title="发生时间")
    confirmed: int = Field(title="确认的受灾户数", description="预览（POST /disasters/preview）所得的户数", ge=0)


class WidenDisaster(_Whom):
    """More places or households of a disaster that runs."""

    model_config = ConfigDict(json_schema_extra={"examples": [_STRUCK]})

    confirmed: int = Field(title="确认的新增户数", description="预览所得的户数，已经受灾的户不计", ge=0)
    said: str = Field(default="", title="说明", max_length=200)


class EndDisaster(Form):
    """A disaster is over."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "其余 3 户全家外出，房屋已封存，转入临时排查"}]})

    reason: str = Field(default="", title="未查完的原因", description="全部查完的不填", max_length=150)


class DisasterKindView(View):
    """A kind of disaster, as the place's policy file has it."""

    kind: str = Field(title="灾情种类")
    title: str = Field(title="名称")
    survey_hours: int = Field(title="排查时限（小时）")
    grade_hours: int = Field(title="定级时限（小时）")
    clause: str = Field(title="依据")


class VillagePlanView(View):
    """What a command would do in one village."""

    region: str = Field(title="村（社区）代码")
    households: int = Field(title="户数")
    houses: int = Field(title="已登记的住房")
    without_house: int = Field(title="没有登记住房的户")
    taken_over: int = Field(title="已有待排查、由本次接手的户")
    persons: int = Field(title="在世人口")

    @computed_field(title="村（社区）")  # type: ignore[prop-decorator]
    @property
    def village(self) -> str:
        return spoken_village(self.region)


class UnknownView(View):
    """Something of the list that nobody lives behind."""

    pointer: str = Field(title="在所交内容中的位置", description="JSON Pointer")
    said: str = Field(title="所填的编号")
    reason: str = Field(title="原因")


class DisasterPreview(View):
    """Whom a command would mean."""

    households: int = Field(title="户数", description="下达时作为 confirmed 填回")
    houses: int = Field(title="已登记的住房")
    without_house: int = Field(title="没有登记住房的户")
    taken_over: int = Field(title="已有待排查、由本次接手的户")
    persons: int = Field(title="在世人口")
    villages: list[VillagePlanView] = Field(title="各村（社区）")
    unknown: list[UnknownView] = Field(title="没有找到的户和住房")
    refused: int = Field(title="名单文件中退回的行数", description="逐行原因见 GET /disaster-lists/{list_id}")


class DisasterView(View):
    """A disaster."""

    id: UUID = Field(title="灾情编号")
    region: str = Field(title="县区代码")
    kind: str = Field(title="灾情种类")
    kind_title: str = Field(title="种类名称")
    title: str = Field(title="名称")
    happened_at: datetime = Field(title="发生时间")
    hours: int = Field(title="灾后小时数", description="结束的算到结束")
    places: list[str] = Field(title="受灾区域")
    policy: str = Field(title="所依据的政策文件")
    policy_version: str = Field(title="政策文件版本", description="文件内容的摘要")
    declared_by: str = Field(title="下达人")
    declared_at: datetime = Field(title="下达时间")
    ended_at: datetime | None = Field(title="结束时间")
    ended_why: str = Field(title="结束时未查完的原因")
    report: dict[str, Any] = Field(title="结束时的统计", description="尚未结束的为空")

    @computed_field(title="县区名称")  # type: ignore[prop-decorator]
    @property
    def region_name(self) -> str:
        return name_of(self.region)

    @computed_field(title="受灾区域名称")  # type: ignore[prop-decorator]
    @property
    def place_names(self) -> list[str]:
        return [name_of(place) for place in self.places]


class DisasterDone(View):
    """What a command did."""

    disaster: DisasterView = Field(title="灾情")
    households: int = Field(title="列入的户数")
    surveys: int = Field(title="安排和接手的排查")
    unknown: list[UnknownView] = Field(title="没有找到、没有列入的")
    refused: int = Field(title="名单文件中退回的行数")


class DisasterEventView(View):
    """A line of a disaster's record."""

    act: DisasterAct = Field(title="事项代码")
    at: datetime = Field(title="时间")
    by: str = Field(title="办理人")
    said: str = Field(title="说明")
    households: int = Field(title="列入的户数")
    surveys: int = Field(title="安排和接手的排查")

    @computed_field(title="事项")  # type: ignore[prop-decorator]
    @property
    def act_name(self) -> str:
        return DISASTER_ACT_NAMES[self.act]


class DisasterListView(View):
    """A list as it came in."""

    id: UUID = Field(title="名单标识")
    region: str = Field(title="县区代码")
    disaster_id: UUID | None = Field(title="用于哪场灾情", description="为空表示还没有用")
    rows: int = Field(title="行数")
    households: int = Field(title="找到的户数", description="提交时；下达时按当时的登记重新核对")
    refused: int = Field(title="退回的行数")
    faults: list[dict[str, Any]] = Field(title="退回原因", description="前 50 项；全部见退回的工作簿")
    uploaded_by: str = Field(title="提交人")
    uploaded_at: datetime = Field(title="提交时间")
    taken_at: datetime | None = Field(title="用于下达的时间")


def refused_rows(faults: Sequence[Any]) -> int:
    """How many rows these are about."""
    return len({fault.row for fault in faults})
