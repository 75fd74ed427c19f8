"""What callers get of households that move."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import Field, computed_field

from services.housing.rules.household_question import QUESTION_NAMES, HouseholdQuestion
from services.housing.rules.old_house import RECLAIMED_NAMES, Reclaimed
from services.housing.rules.programme import NEED_NAMES, NeedWhy
from services.housing.rules.relocation import (
    ASKS_NAMES,
    RELOCATION_ACT_NAMES,
    RELOCATION_STATE_NAMES,
    Asks,
    RelocationAct,
    RelocationState,
)
from services.housing.schemas.house import spoken_village
from services.housing.schemas.lot import ExchangeView
from services.housing.schemas.programme import DwellingView
from services.housing.schemas.support import SupportCheckView, SupportView
from shared.money import YuanShown
from shared.schemas import View


class RelocationLine(View):
    """A household in a list."""

    id: UUID = Field(title="搬迁户标识")
    number: str = Field(title="搬迁编号（读数）")
    programme_id: UUID = Field(title="搬迁项目标识")
    region: str = Field(title="迁出村（社区）代码")
    household_id: UUID = Field(title="户标识")
    household_code: str | None = Field(title="户编号")
    house_id: UUID | None = Field(title="旧房标识")
    why: NeedWhy = Field(title="搬迁原因代码")
    persons: int = Field(title="人口数")
    state: RelocationState = Field(title="状态代码")
    site_id: UUID | None = Field(title="安置点标识")
    dwelling: str | None = Field(title="房号")
    named_on: date = Field(title="认定日期")
    moved_on: date | None = Field(title="入住日期")
    demolish_by: date | None = Field(title="旧房应拆除日期")
    demolished_on: date | None = Field(title="旧房拆除日期")
    is_demolition_late: bool = Field(title="旧房是否逾期未拆")
    question: HouseholdQuestion | None = Field(title="这户有何变化待镇街明确", description="为空的没有")

    @computed_field(title="待明确的变化")  # type: ignore[prop-decorator]
    @property
    def question_name(self) -> str:
        return QUESTION_NAMES[self.question] if self.question else ""

    @computed_field(title="状态")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return RELOCATION_STATE_NAMES[self.state]

    @computed_field(title="搬迁原因")  # type: ignore[prop-decorator]
    @property
    def why_name(self) -> str:
        return NEED_NAMES[self.why]

    @computed_field(title="迁出村（社区）")  # type: ignore[prop-decorator]
    @property
    def village(self) -> str:
        return spoken_village(self.region)


class RelocationEventView(View):
    """A line of a household's record."""

    act: RelocationAct = Field(title="事项代码")
    on: date = Field(title="日期")
    at: datetime = Field(title="登记时间")
    by: str = Field(title="办理人")
    says: str = Field(title="说明")

    @computed_field(title="事项")  # type: ignore[prop-decorator]
    @property
    def act_name(self) -> str:
        return RELOCATION_ACT_NAMES[self.act]


class RelocationView(RelocationLine):
    """A household with its whole record."""

    why_says: str = Field(title="搬迁原因说明")
    looked_into: str = Field(title="核实说明")
    persons_reason: str = Field(title="人口数与登记不一致的原因")
    oldest: int = Field(title="最年长成员的周岁")
    has_disabled: bool = Field(title="是否有残疾人")
    workers: int = Field(title="有劳动能力的人数")
    pupils: int = Field(title="须转学的子女人数")
    wished_on: date | None = Field(title="意愿签字日期")
    asks: Asks = Field(title="对住房的要求代码")
    lot_id: UUID | None = Field(title="抽签标识")
    allotted: DwellingView | None = Field(title="分得的住房")
    area_most_m2: Decimal = Field(title="面积上限（平方米）")
    contract_on: date | None = Field(title="签约日期")
    contribution_fen: YuanShown | None = Field(alias="contribution_yuan", title="户自筹金额（元）")
    handed_over_on: date | None = Field(title="交房日期")
    keys: int | None = Field(title="钥匙数")
    water_m3: Decimal | None = Field(title="水表读数（立方米）")
    power_kwh: Decimal | None = Field(title="电表读数（千瓦时）")
    reclaimed_on: date | None = Field(title="复垦日期")
    reclaimed_as: Reclaimed | None = Field(title="复垦方式代码")
    reclaimed_m2: Decimal | None = Field(title="复垦面积（平方米）")
    ended_on: date | None = Field(title="办结或撤销日期")
    ended_why: str = Field(title="办结或撤销说明")
    questioned_on: date | None = Field(title="这户的变化发生的日期")
    record: list[RelocationEventView] = Field(title="办理记录")
    exchanges: list[ExchangeView] = Field(title="调换")
    supports: list[SupportView] = Field(title="后续扶持")
    checks: list[SupportCheckView] = Field(title="回访")

    @computed_field(title="对住房的要求")  # type: ignore[prop-decorator]
    @property
    def asks_name(self) -> str:
        return ASKS_NAMES[self.asks]

    @computed_field(title="复垦方式")  # type: ignore[prop-decorator]
    @property
    def reclaimed_name(self) -> str:
        return RECLAIMED_NAMES[self.reclaimed_as] if self.reclaimed_as else ""
