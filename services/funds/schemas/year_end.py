"""The end of a year: tried, proposed, decided."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, computed_field

from services.funds.rules.account import SOURCE_NAMES, Source
from services.funds.rules.budget_line import MOVE_NAMES, MoveKind
from services.funds.rules.year_end import YEAR_END_STATE_NAMES, YearEndState
from services.funds.schemas.ledger import BudgetYearNumber, County
from shared.money import YuanShown
from shared.regions import name_of
from shared.schemas import Form, View


class CloseYear(Form):
    """The year whose unspent money is carried over or clawed back."""

    county: County = Field(title="区县代码", examples=["371311"])
    year: BudgetYearNumber = Field(title="预算年度", examples=[2020])
    is_trial: bool = Field(default=False, title="是否试算", description="为真：只列出将怎样处理，不提出", examples=[True])


class DecideYearEnd(Form):
    """What a second person says to it."""

    decision: Annotated[str, Field(max_length=200)] = Field(default="", title="审批意见", examples=["同意"])


class ClosedView(View):
    """What became of one line's, or one part of the pool's, unspent money."""

    region: str = Field(title="区划代码")
    title: str = Field(title="名称")
    source: Source = Field(title="资金来源")
    kind: MoveKind = Field(title="处理")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    from_line: str = Field(title="原指标编号", description="资金池中未下达的为空")
    to_line: str = Field(title="新指标编号", description="收回到资金池的、试算的为空")

    @computed_field(title="处理名称")  # type: ignore[prop-decorator]
    @property
    def kind_name(self) -> str:
        return MOVE_NAMES[self.kind]

    @computed_field(title="来源名称")  # type: ignore[prop-decorator]
    @property
    def source_name(self) -> str:
        return SOURCE_NAMES[self.source]

    @computed_field(title="地区")  # type: ignore[prop-decorator]
    @property
    def place(self) -> str:
        return name_of(self.region)


class YearEndLine(View):
    """A proposal to end a year, in a list."""

    id: UUID = Field(title="年终结转编号")
    region: str = Field(title="区县代码")
    year: int = Field(title="预算年度")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额合计（元）")
    state: YearEndState = Field(title="状态")
    asked_by: str = Field(title="提出人")
    asked_at: datetime = Field(title="提出时间")
    decided_by: str | None = Field(title="审批人")
    decided_at: datetime | None = Field(title="审批时间")
    decision: str = Field(title="审批意见")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return YEAR_END_STATE_NAMES[self.state]


class YearEndView(View):
    """The end of a year."""

    id: UUID | None = Field(title="年终结转编号", description="试算的为空")
    state: YearEndState | None = Field(title="状态", description="试算的为空")
    county: str = Field(title="区县代码")
    year: int = Field(title="预算年度")
    is_trial: bool = Field(title="是否试算")
    clause: str = Field(title="依据")
    rows: list[ClosedView] = Field(title="处理明细")
    carried_fen: YuanShown = Field(alias="carried_yuan", title="结转合计（元）")
    clawed_back_fen: YuanShown = Field(alias="clawed_back_yuan", title="收回合计（元）")
