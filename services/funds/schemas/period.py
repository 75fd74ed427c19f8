"""Closing a county's books, and opening them again."""

from datetime import datetime

from pydantic import Field, computed_field

from services.funds.rules.period import Period
from services.funds.schemas.ledger import County, Memo
from shared.schemas import Form, View


class ClosePeriod(Form):
    """A month or a year that is over."""

    county: County = Field(title="区县代码", examples=["371311"])
    year: int = Field(title="年度", ge=2000, le=2999, examples=[2020])
    month: int = Field(default=0, title="月份", description="0 为年度结账", ge=0, le=12, examples=[6])

    @property
    def period(self) -> Period:
        return Period(self.year, self.month)


class ReopenPeriod(ClosePeriod):
    """A period that was closed and has to be opened again."""

    reason: Memo = Field(title="反结账原因", examples=["补记6月30日到账的市级资金"])


class PeriodView(View):
    """A period that was closed at least once."""

    region: str = Field(title="区县代码")
    year: int = Field(title="年度")
    month: int = Field(title="月份", description="0 为年度")
    is_closed: bool = Field(title="是否已结账")
    closed_by: str = Field(title="最近一次结账人")
    closed_at: datetime = Field(title="最近一次结账时间")
    reopened_by: str = Field(title="最近一次反结账人", description="没有的为空")
    reopened_at: datetime | None = Field(title="最近一次反结账时间")
    reason: str = Field(title="最近一次反结账原因", description="没有的为空")

    @computed_field(title="期间名称")  # type: ignore[prop-decorator]
    @property
    def name(self) -> str:
        return Period(self.year, self.month).name
