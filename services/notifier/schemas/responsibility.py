"""The list of responsibilities, its year, and the calendar of reports, as they are shown."""

from datetime import date

from pydantic import Field, computed_field

from services.notifier.rules.department import Department
from services.notifier.rules.order_rule import Addressee
from shared.schemas import View


class ResponsibilityView(View):
    """A duty and whose it is."""

    list_code: str = Field(title="清单")
    rule: str = Field(title="责任代码")
    region: str = Field(title="哪里的清单（区划代码）")
    title: str = Field(title="责任事项")
    duty: str = Field(title="责任内容")
    answers: list[str] = Field(title="责任单位", description="列在首位的牵头")
    level: Addressee = Field(title="哪一级")
    department: Department | None = Field(title="平台中对应的部门")
    post: str = Field(title="岗位")
    reference: str = Field(title="依据", description="文件和条款")
    is_counted: bool = Field(title="平台是否派出工单或报告", description="没有派出的，年度情况为空")


class ResponsibilityYearView(ResponsibilityView):
    """The same, with what came of it in a year."""

    asked: int = Field(title="年内到期", description="工单、报告、任务的件数，撤销的不计")
    done: int = Field(title="已办结")
    late: int = Field(title="逾期", description="逾期办结的，和过了期限没有办结的")
    owed: int = Field(title="未办结")


class CalendarDayView(View):
    """A report that is due on a day, and how far it is where the asker looks."""

    due_on: date = Field(title="到期日")
    title: str = Field(title="报告")
    task: str = Field(title="报送内容")
    region: str = Field(title="适用地区（区划代码）")
    level: Addressee = Field(title="哪一级报送")
    department: Department | None = Field(title="责任部门")
    opens_on: date = Field(title="派出日期")
    reference: str = Field(title="依据")
    is_inferred: bool = Field(title="日期是否为推定")
    ordered: int = Field(title="已派出")
    done: int = Field(title="已报送")
    late: int = Field(title="逾期")

    @computed_field(title="进展")  # type: ignore[prop-decorator]
    @property
    def says(self) -> str:
        if not self.ordered:
            return "还没有派出"
        late = f"，逾期 {self.late} 件" if self.late else ""
        return f"派出 {self.ordered} 件，已报送 {self.done} 件{late}"
