"""What callers send and get of what follows a move."""

from datetime import date
from uuid import UUID

from pydantic import ConfigDict, Field, computed_field

from services.housing.rules.support import SUPPORT_STATE_NAMES, SupportState
from services.housing.schemas.house import spoken_village
from shared.schemas import Form, View


class AnswerSupport(Form):
    """What a department did."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"on": "2020-10-15", "is_done": True, "says": "在园区企业就业，签订一年合同"}]}
    )

    on: date = Field(title="办结日期")
    is_done: bool = Field(title="是否办到", description="为否的，户不需要")
    says: str = Field(title="办理情况", description="不写姓名和证件号码", min_length=2, max_length=300)


class CheckHousehold(Form):
    """What was seen of a household after some months."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"on": "2020-12-16", "is_well": True, "says": "稳定居住，有收入"}]})

    on: date = Field(title="回访日期")
    is_well: bool = Field(title="是否安居", description="常住、有收入、子女就学")
    says: str = Field(title="所见", min_length=2, max_length=300)


class SupportView(View):
    """What a household is owed after its move."""

    id: UUID = Field(title="后续扶持编号")
    relocation_id: UUID = Field(title="搬迁户标识")
    region: str = Field(title="安置点所在村（社区）代码")
    code: str = Field(title="扶持种类")
    title: str = Field(title="扶持事项")
    department: str = Field(title="责任部门代码")
    due_on: date = Field(title="应办结日期")
    state: SupportState = Field(title="状态代码")
    answered_on: date | None = Field(title="办结日期")
    says: str = Field(title="办理情况")
    is_late: bool = Field(title="是否逾期")

    @computed_field(title="状态")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return SUPPORT_STATE_NAMES[self.state]


class OwedSupport(SupportView):
    """The same in a list, with whose it is."""

    number: str = Field(title="搬迁编号（读数）")

    @computed_field(title="村（社区）")  # type: ignore[prop-decorator]
    @property
    def village(self) -> str:
        return spoken_village(self.region)


class SupportCheckView(View):
    """A look at a household after some months."""

    due_on: date = Field(title="应回访日期")
    checked_on: date | None = Field(title="回访日期")
    is_well: bool | None = Field(title="是否安居")
    says: str = Field(title="所见")
