"""Campaigns, their boards, samples and spot checks, as the doors take and show them."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from shared.regions import AnyRegion
from shared.schemas import Form, View


class OpenCampaign(Form):
    """A campaign of a kind in a place, between two days."""

    kind: str = Field(title="活动种类", pattern=r"^[a-z][a-z0-9-]{0,39}$", examples=["look-back"])
    region: AnyRegion = Field(title="辖区代码", examples=["371311"])
    title: str | None = Field(default=None, title="活动名称", description="不填用种类的名称", min_length=2, max_length=60)
    starts_on: date = Field(title="开始日期", examples=["2026-11-01"])
    ends_on: date = Field(title="结束日期", examples=["2026-12-31"])


class CloseCampaign(Form):
    """The campaign is over."""

    summary: str = Field(title="小结", min_length=4, max_length=2000, examples=["应访尽访，问题已转整改"])


class DrawSample(Form):
    """A sample to be looked at again."""

    per_mille: int | None = Field(default=None, title="抽查比例（千分之）", description="不填用政策文件的比例", ge=1, le=1000)


class RecordSpotCheck(Form):
    """What somebody else found at the same home."""

    checked_on: date = Field(title="抽查日期", examples=["2026-12-20"])
    was_visited: bool = Field(title="该户是否确被走访过", examples=[True])
    answers: dict[str, str] = Field(default={}, title="同样问题的答案", max_length=60)
    notes: str = Field(default="", title="抽查记录", description="加密保存", max_length=2000)


class QuestionView(View):
    question: str = Field(title="问题代码")
    title: str = Field(title="问题")
    answer: str = Field(title="答法", description="yes-no、one-of、count")
    choices: list[str] = Field(title="选项")
    is_required: bool = Field(title="是否必答")


class PhotoWantedView(View):
    photo: str = Field(title="照片代码")
    title: str = Field(title="拍什么")
    is_required: bool = Field(title="是否必拍")


class CampaignKindView(View):
    """A kind of campaign of a place."""

    kind: str = Field(title="活动种类")
    title: str = Field(title="名称")
    clause: str = Field(title="依据")
    policy: str = Field(title="政策文件")
    visits: int | None = Field(title="全程走访次数")
    every_days: int | None = Field(title="每多少天一次")
    newcomers_join: bool = Field(title="活动中新符合条件的户是否加入")
    checklist: str | None = Field(title="核查表")
    questions: list[QuestionView] = Field(title="问什么")
    photos: list[PhotoWantedView] = Field(title="拍什么")
    position: str = Field(title="定位", description="required 必须、welcome 最好有、never 不要")
    spot_check_per_mille: int = Field(title="抽查比例（千分之）")


class CampaignView(View):
    """A campaign."""

    campaign_id: UUID = Field(title="活动编号")
    kind: str = Field(title="活动种类")
    title: str = Field(title="活动名称")
    region: str = Field(title="辖区代码")
    region_name: str = Field(title="辖区")
    policy: str = Field(title="政策文件")
    policy_version: str = Field(title="政策文件版本")
    starts_on: date = Field(title="开始日期")
    ends_on: date = Field(title="结束日期")
    dues: list[date] = Field(title="各轮期限")
    opened_by: str = Field(title="发起人")
    opened_at: datetime = Field(title="发起时间")
    closed_at: datetime | None = Field(title="办结时间")
    summary: str = Field(title="小结")


class StandingLine(View):
    """How far a place or a helper has come."""

    place: str = Field(title="辖区代码")
    place_name: str = Field(title="辖区")
    helper_id: UUID | None = Field(title="责任人编号")
    helper_name: str = Field(title="责任人", description="按辖区统计的为空")
    households: int = Field(title="户数")
    visited: int = Field(title="已走访户数")
    complete: int = Field(title="各轮都已完成的户数")
    rounds: int = Field(title="应走访次数")
    rounds_visited: int = Field(title="已完成次数")
    late_visits: int = Field(title="逾期完成次数")
    overdue: int = Field(title="逾期未走访户数")
    without_helper: int = Field(title="没有责任人的户数")
    problems: int = Field(title="发现问题")
    problems_open: int = Field(title="未销号问题")
    problems_late: int = Field(title="逾期未整改问题")


class CheckedLine(View):
    """What spot checks found of a helper's visits."""

    helper_id: UUID | None = Field(title="责任人编号")
    helper_name: str = Field(title="责任人")
    drawn: int = Field(title="抽中户数")
    checked: int = Field(title="已抽查户数")
    not_visited: int = Field(title="未实际走访户数")
    differing: int = Field(title="有差异户数")
    differences: int = Field(title="差异项数")


class CampaignBoard(View):
    """How far a campaign has come."""

    campaign: CampaignView = Field(title="活动")
    region: str = Field(title="辖区代码", description="空为全部")
    on: date = Field(title="统计日期")
    total: StandingLine = Field(title="合计")
    places: list[StandingLine] = Field(title="下一级辖区")
    helpers: list[StandingLine] = Field(title="各责任人")
    checked: list[CheckedLine] = Field(title="抽查")
    left: dict[str, int] = Field(title="离开活动的户", description="按原因")


class TaskView(View):
    """A household of a campaign."""

    household_id: UUID = Field(title="户标识")
    household_code: str | None = Field(title="户编号")
    head: str = Field(title="户主姓名")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="所在地")
    helper_id: UUID | None = Field(title="责任人编号", description="没有责任人的为空")
    helper_name: str = Field(title="责任人")
    joined_on: date = Field(title="加入日期")
    rounds: int = Field(title="应走访次数")
    done: int = Field(title="已完成次数")
    visited_on: date | None = Field(title="最近走访")
    next_due_on: date | None = Field(title="下次走访期限", description="没有待走访的为空")
    left_on: date | None = Field(title="离开日期")
    left_why: str = Field(title="离开原因")


class SampleView(View):
    """A drawing, with everything that is needed to draw it again."""

    sample_id: UUID = Field(title="抽样编号")
    number: int = Field(title="第几次抽样")
    seed: str = Field(
        title="随机种子", description="每名责任人的户按 SHA-256（种子、半角冒号、户标识相连）从小到大取，比例向上取整"
    )
    per_mille: int = Field(title="比例（千分之）")
    population: int = Field(title="可抽户数")
    drawn: int = Field(title="抽中户数")
    drawn_by: str = Field(title="抽样人")
    drawn_at: datetime = Field(title="抽样时间")


class DifferenceView(View):
    question: str = Field(title="问题代码")
    title: str = Field(title="问题")
    told: str = Field(title="走访时的答案")
    found: str = Field(title="抽查时的答案")


class SpotCheckView(View):
    """A household that was drawn."""

    check_id: UUID = Field(title="抽查编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="所在地")
    helper_id: UUID | None = Field(title="责任人编号", description="抽样时的责任人")
    checked_on: date | None = Field(title="抽查日期", description="还没有抽查的为空")
    checked_by: str | None = Field(title="抽查人")
    was_visited: bool | None = Field(title="是否确被走访过")
    differences: list[DifferenceView] = Field(title="差异")
