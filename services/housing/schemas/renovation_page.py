"""What the pages of renovations say of each."""

from datetime import date
from uuid import UUID

from pydantic import Field, computed_field

from services.housing.rules.mode import MODE_NAMES, Mode
from services.housing.rules.renovation import RENOVATION_STATE_NAMES, RenovationState
from services.housing.rules.renovation_file import Entry
from services.housing.schemas.renovation_view import NextStepView, RenovationLine
from shared.money import YuanShown
from shared.schemas import View


class RenovationRow(RenovationLine):
    """A line of the list: with the household's code, the next step, and whether its day has passed."""

    household_code: str | None = Field(title="户编号")
    next: NextStepView | None = Field(title="下一步")
    is_late: bool = Field(title="是否逾期")
    paid: str = Field(title="已到户", description="多少、哪一阶段；没有到户的为空")


class PhotoShown(View):
    """A photo of a renovation's page. `said`: when and what, in words."""

    paper_id: UUID = Field(title="材料编号")
    said: str = Field(title="照片所示")
    taken_on: date = Field(title="拍摄日期")


class PhotoPair(View):
    """A view of the house before and after."""

    view_name: str = Field(title="角度")
    before: PhotoShown | None = Field(title="改造前")
    after: PhotoShown | None = Field(title="改造后")


class FileEntryView(View):
    """A line of the table of contents of a household's file."""

    title: str = Field(title="材料")
    copies: int = Field(title="份数")
    is_asked: bool = Field(title="归档是否须有")
    is_lacking: bool = Field(title="是否缺少")
    reference: str = Field(title="依据")


class FileView(View):
    """A household's file: what is asked for, and what is there."""

    renovation_id: UUID = Field(title="改造编号")
    number: str = Field(title="改造编号（读数）")
    entries: list[FileEntryView] = Field(title="目录")

    @computed_field(title="还缺几项")  # type: ignore[prop-decorator]
    @property
    def lacks(self) -> int:
        return sum(entry.is_lacking for entry in self.entries)


class BuiltView(View):
    """One house of a contractor's."""

    id: UUID = Field(title="改造编号")
    number: str = Field(title="改造编号（读数）")
    region: str = Field(title="村（社区）代码")
    mode: Mode = Field(title="改造方式代码")
    state: RenovationState = Field(title="状态代码")
    ends_on: date | None = Field(title="约定完工日期")
    due_on: date | None = Field(title="顺延后的完工日期", description="冬季、汛期停工顺延")
    finished_on: date | None = Field(title="完工日期")
    late_days: int = Field(title="逾期天数")
    inspections: int = Field(title="检查次数")
    defects: int = Field(title="检查发现的问题数")
    uncured: int = Field(title="尚未整改的问题数")
    overdue: int = Field(title="超期整改的问题数")
    rejections: int = Field(title="验收未通过次数")
    stops: int = Field(title="停工次数")
    cost_fen: YuanShown | None = Field(alias="cost_yuan", title="实际支出（元）")
    per_m2_fen: YuanShown | None = Field(alias="per_m2_yuan", title="每平方米造价（元）")

    @computed_field(title="状态")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return RENOVATION_STATE_NAMES[self.state]

    @computed_field(title="改造方式")  # type: ignore[prop-decorator]
    @property
    def mode_name(self) -> str:
        return MODE_NAMES[self.mode]


def entry_shown(entry: Entry) -> FileEntryView:
    return FileEntryView.model_validate(entry)
