"""The board of clues as it is shown."""

from datetime import date, datetime

from pydantic import Field, computed_field

from services.notifier.rules.clue import ClueBy
from shared.schemas import View


class ClueLine(View):
    """One group of clues in numbers; what became of each stands in one column."""

    key: str | None = Field(title="组别代码", description="合计为空")
    label: str = Field(title="组别")
    given: int = Field(title="期内移交")
    open: int = Field(title="未答复", description="含退回重办的")
    filed: int = Field(title="已立案")
    verified: int = Field(title="查证属实", description="已处理")
    partly: int = Field(title="部分属实", description="已处理")
    unfounded: int = Field(title="查无实据")
    passed_on: int = Field(title="已移送", description="不归本单位管辖")
    unsaid: int = Field(title="没有结论", description="要求写明结论以前办结的")
    withdrawn: int = Field(title="已撤销")
    answered: int = Field(title="已答复", description="各种结论合计")
    median_minutes: int | None = Field(title="答复用时中位数（分钟）", description="从首次移交到答复，是其中一件的实际用时")
    slowest_minutes: int | None = Field(title="答复最慢（分钟）")
    took: str = Field(title="答复用时", description="没有答复的为“—”")
    longest_open: str = Field(title="等答复最久", description="没有在办的为空")

    @computed_field(title="属实", description="立案、属实和部分属实")  # type: ignore[prop-decorator]
    @property
    def confirmed(self) -> int:
        return self.filed + self.verified + self.partly


class ClueBoardView(View):
    """What became of the clues in which whoever asks is named."""

    region: str = Field(title="区划代码", description="空为本人可见的全部")
    region_name: str = Field(title="辖区")
    from_on: date = Field(title="开始日期")
    to_on: date = Field(title="截止日期")
    as_of: datetime = Field(title="统计时刻", description="办理情况截至这一刻")
    by: ClueBy = Field(title="分组")
    whole: ClueLine = Field(title="合计")
    lines: list[ClueLine] = Field(title="各组", description="多的在前；按月份的，早的在前")
