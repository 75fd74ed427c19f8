"""Visits, problems and positions, as the doors take and show them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.rules.visit import Place, ProblemAct
from shared.regions import Region
from shared.schemas import Form, View

AN_ID = "0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"
Latitude = Annotated[Decimal, Field(ge=-90, le=90, decimal_places=6, max_digits=8, title="纬度", examples=["36.812345"])]
Longitude = Annotated[Decimal, Field(ge=-180, le=180, decimal_places=6, max_digits=9, title="经度", examples=["118.302345"])]
Whose = Annotated[str, Field(pattern=r"^[a-z][a-z-]{1,31}$", examples=["helper"])]


class Position(Form):
    """Where something was, WGS84 (as telephones tell it), to six places."""

    latitude: Latitude = Field(title="纬度")
    longitude: Longitude = Field(title="经度")

    @property
    def place(self) -> Place:
        return Place(int(self.latitude.scaleb(6)), int(self.longitude.scaleb(6)))


class VisitPhoto(Form):
    """A photo that is in the household's file already."""

    photo: str = Field(
        title="照片代码", description="活动所要的照片；其他填 other", pattern=r"^[a-z][a-z0-9-]{0,39}$", examples=["other"]
    )
    paper_id: UUID = Field(title="材料编号", examples=[AN_ID])


class FoundProblem(Form):
    """Something wrong that is to be put right."""

    found: str = Field(title="问题", description="不写姓名、证件号码、病情", min_length=4, max_length=300, examples=["东屋漏雨"])
    whose: Whose = Field(
        default="helper", title="整改责任", description="helper 责任人、village 村、town 镇街、county 县区或部门代码"
    )
    due_on: date = Field(title="整改期限", examples=["2026-12-31"])


class _Seen(Form):
    visited_on: date = Field(title="走访日期", description="可以补记", examples=["2026-11-20"])
    met: list[UUID] = Field(default=[], title="见到的成员", max_length=30)
    notes: str = Field(default="", title="走访记录", description="加密保存", max_length=2000, examples=["老人在家，身体尚好"])
    answers: dict[str, str] = Field(
        default={}, title="问题的答案", description="按活动所列问题；是否题 yes、no，选择题填选项，数量题填数字", max_length=60
    )
    photos: list[VisitPhoto] = Field(default=[], title="照片", max_length=20)
    position: Position | None = Field(default=None, title="定位", description="WGS84，度，六位小数")
    problems: list[FoundProblem] = Field(default=[], title="发现的问题", max_length=20)


class RecordHouseholdVisit(_Seen):
    """A visit, perhaps of days ago and typed in without a network: its id was made on the telephone."""

    visit_id: UUID = Field(
        title="走访编号", description="由填报端生成的 UUID；重复提交同一编号同一内容只登记一次", examples=[AN_ID]
    )
    campaign_id: UUID | None = Field(default=None, title="活动编号", description="日常走访不填")


class CorrectVisit(_Seen):
    """The visit as it should have been told; the former version stays readable. Problems are added to those that are there."""

    replaces_version: int = Field(title="所更正的版本", ge=1, examples=[1])
    reason: str = Field(title="更正原因", min_length=2, max_length=500, examples=["补传照片"])
    is_withdrawn: bool = Field(default=False, title="是否撤销", description="登错户的填 true")


class MoveProblem(Form):
    """What was done about a problem."""

    act: ProblemAct = Field(
        title="办理", description="mend 整改完成、return 退回、extend 延期、strike-off 销号、withdraw 撤销", examples=["mend"]
    )
    note: str = Field(title="说明", min_length=2, max_length=500, examples=["屋面已翻修，现场查看不漏"])
    papers: list[UUID] = Field(default=[], title="佐证材料编号", max_length=20)
    due_on: date | None = Field(default=None, title="新的期限", description="延期、退回时填写")


class TellPosition(Position):
    """Where a village lies."""

    village: Region = Field(title="村（社区）代码", examples=["371311001001"])


class PositionView(View):
    """Where a village lies."""

    village: str = Field(title="村（社区）代码")
    latitude: Decimal = Field(title="纬度")
    longitude: Decimal = Field(title="经度")
    told_by: str = Field(title="登记人")
    told_at: datetime = Field(title="登记时间")


class PhotoView(View):
    photo: str = Field(title="照片代码")
    paper_id: UUID = Field(title="材料编号")


class ProblemView(View):
    """A problem."""

    problem_id: UUID = Field(title="问题编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="发现时的村（社区）代码")
    region_name: str = Field(title="所在地")
    visit_id: UUID = Field(title="走访编号")
    found: str = Field(title="问题")
    whose: str = Field(title="整改责任")
    whose_name: str = Field(title="整改责任人或单位")
    found_on: date = Field(title="发现日期")
    due_on: date = Field(title="整改期限")
    state: str = Field(title="状态")
    state_name: str = Field(title="状态名称")
    is_overdue: bool = Field(title="是否逾期")


class ProblemStepView(View):
    act: str = Field(title="办理")
    act_name: str = Field(title="办理名称")
    note: str = Field(title="说明")
    papers: list[UUID] = Field(title="佐证材料编号")
    due_on: date | None = Field(title="新的期限")
    by: str = Field(title="办理人")
    at: datetime = Field(title="办理时间")


class ProblemFile(ProblemView):
    """A problem with everything that was done about it."""

    steps: list[ProblemStepView] = Field(title="办理经过")


class HouseholdVisitView(View):
    """One version of a visit."""

    visit_id: UUID = Field(title="走访编号")
    version: int = Field(title="版本")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    campaign_id: UUID | None = Field(title="活动编号")
    campaign_title: str = Field(title="活动", description="日常走访为空")
    round: int | None = Field(title="计入第几轮")
    helper_id: UUID | None = Field(title="走访的责任人", description="登记人不是责任人的为空")
    visited_on: date = Field(title="走访日期")
    days_late: int = Field(title="几天后补记")
    met: list[UUID] = Field(title="见到的成员")
    notes: str = Field(title="走访记录", description="审计看不到")
    answers: dict[str, str] = Field(title="问题的答案")
    photos: list[PhotoView] = Field(title="照片")
    latitude: Decimal | None = Field(title="纬度")
    longitude: Decimal | None = Field(title="经度")
    metres_off: int | None = Field(title="距村的米数", description="村的位置未登记的为空")
    warnings: list[str] = Field(title="提示", description="例如定位离村过远、有问题而没有登记整改")
    gaps: list[str] = Field(title="还缺什么", description="补齐（更正）之前不计入活动的完成数")
    is_withdrawn: bool = Field(title="是否已撤销")
    why: str = Field(title="更正原因")
    recorded_by: str = Field(title="登记人")
    recorded_at: datetime = Field(title="登记时间")


class VisitFile(View):
    """A visit with its versions and problems."""

    versions: list[HouseholdVisitView] = Field(title="各版本", description="最新的在后")
    problems: list[ProblemView] = Field(title="发现的问题")
