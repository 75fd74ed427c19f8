"""What donations are used for, as it is drafted and shown."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, computed_field, model_validator
from pydantic_core import PydanticCustomError

from services.funds.rules.donation import USE_NAMES, USE_STATE_NAMES, UseKind, UseState
from services.funds.schemas.donation import DonationNumber, FundNumber
from services.funds.schemas.ledger import Amount, Memo
from services.funds.schemas.public_text import PublicWords
from shared.money import YuanShown
from shared.regions import AnyRegion
from shared.schemas import Form, View

RECIPIENTS_LIMIT = 500


class Recipient(Form):
    """A household that is to have some of it."""

    household_id: UUID = Field(title="户标识", examples=["0190a0a0-0000-7000-8000-000000000001"])
    person_id: UUID | None = Field(default=None, title="人员标识", description="落实到个人的填写，如学生", examples=[None])
    village: AnyRegion = Field(title="村代码", examples=["371311001001"])
    amount_fen: Amount = Field(alias="amount_yuan", title="金额（元）", examples=["1000.00"])

    @model_validator(mode="after")
    def _lives_in_a_village(self) -> Self:
        if len(self.village) != 12:
            raise PydanticCustomError("region-level", "村代码应为 12 位数字")
        return self


class DraftUse(Form):
    """A use of donations."""

    fund: FundNumber = Field(title="基金编号", examples=["F-371311-2020-0001"])
    kind: UseKind = Field(
        title="使用类别",
        description="到户、学校、村集体、物资、退回",
        examples=["household"],
    )
    title: Annotated[PublicWords, Field(min_length=2, max_length=100)] = Field(
        title="用途", description="将公示，不得写姓名", examples=["2020年秋季助学"]
    )
    person_class: Annotated[str, Field(pattern=r"^([a-z][a-z-]{1,39})?$")] = Field(
        default="", title="受益人群代码", description="退回的不填", examples=["poor-household"]
    )
    programme: Annotated[str, Field(pattern=r"^([a-z][a-z-]{1,39})?$")] = Field(default="", title="专项代码", examples=[""])
    recipients: Annotated[tuple[Recipient, ...], Field(max_length=RECIPIENTS_LIMIT)] = Field(
        default=(),
        title="受益户",
        description="到户的填写",
        examples=[
            [
                {
                    "household_id": "0190a0a0-0000-7000-8000-000000000001",
                    "village": "371311001001",
                    "amount_yuan": "1000.00",
                }
            ]
        ],
    )
    payee: Annotated[PublicWords, Field(max_length=100)] = Field(
        default="", title="收款单位", description="学校或村集体的填写", examples=[""]
    )
    region: AnyRegion | None = Field(default=None, title="收款单位或发放物资所在地", description="镇街或村", examples=[None])
    amount_fen: Amount | None = Field(
        default=None, alias="amount_yuan", title="金额（元）", description="学校、村集体、退回的填写", examples=[None]
    )
    donation: DonationNumber | None = Field(default=None, title="捐赠编号", description="物资、退回的填写", examples=[None])
    quantity: Annotated[int, Field(ge=0, le=1_000_000)] = Field(default=0, title="物资数量", examples=[0])

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        households = [(one.household_id, one.person_id) for one in self.recipients]
        if len(set(households)) < len(households):
            raise PydanticCustomError("recipient-twice", "同一户（同一人）只能填写一次")
        pays = self.kind in (UseKind.SCHOOL, UseKind.COLLECTIVE)
        asked = {
            "recipients": (self.kind is UseKind.HOUSEHOLD, bool(self.recipients)),
            "payee": (pays, len(self.payee) >= 2),
            "region": (pays or self.kind is UseKind.GOODS, self.region is not None and len(self.region) >= 9),
            "amount": (pays or self.kind is UseKind.RETURN, self.amount_fen is not None),
            "donation": (self.kind in (UseKind.GOODS, UseKind.RETURN), self.donation is not None),
            "quantity": (self.kind is UseKind.GOODS, self.quantity > 0),
            "class": (self.kind is not UseKind.RETURN, bool(self.person_class)),
        }
        if any(needed != given for needed, given in asked.values()):
            raise PydanticCustomError(
                "use-not-whole",
                "到户填受益户；学校、村集体填收款单位、所在地和金额；物资填捐赠编号、数量和所在地；"
                "退回填捐赠编号和金额；除退回外都填受益人群，其余不填",
            )
        return self


class DiscardUse(Form):
    """Why a draft is given up."""

    reason: Memo = Field(title="作废原因", examples=["名单有误"])


class UseView(View):
    """A use of donations."""

    id: UUID = Field(title="使用编号（系统）")
    number: str = Field(title="使用编号")
    fund: str = Field(title="基金编号")
    kind: UseKind = Field(title="使用类别")
    title: str = Field(title="用途")
    person_class_title: str = Field(title="受益人群")
    programme: str = Field(title="专项代码")
    region: str = Field(title="区划代码")
    payee: str = Field(title="收款单位")
    households: int = Field(title="受益户数")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额或价值（元）")
    quantity: int = Field(title="物资数量")
    state: UseState = Field(title="状态")
    disclosure_id: UUID | None = Field(title="公示条目编号")
    drafted_by: str = Field(title="经办人")
    drafted_at: datetime = Field(title="提出时间")
    approved_by: str | None = Field(title="审批人")
    approved_on: date | None = Field(title="批准日期")
    discard_reason: str = Field(title="作废原因")

    @computed_field(title="使用类别名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def kind_name(self) -> str:
        return USE_NAMES[self.kind]

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return USE_STATE_NAMES[self.state]
