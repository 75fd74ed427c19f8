"""Year-end top-ups, as they are asked for and shown."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field, computed_field

from services.medical.rules.top_up import RUN_STATE_TITLES, TOP_UP_STATE_TITLES, RunState, TopUpState
from services.medical.schemas.payout import PayoutView, Voucher
from shared.money import Yuan, YuanShown
from shared.regions import name_of
from shared.schemas import Form, View


class StartTopUp(Form):
    """计算年终补足"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"region": "371311", "year": 2020}]})

    region: str = Field(title="县（区）代码", pattern=r"^\d{6}$")
    year: int = Field(title="年度", description="已经结束的年度", ge=2010, le=2100)


class ConfirmTopUp(Form):
    """确认年终补足"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"content_hash": "0" * 64, "pay_yuan": "1500.00"}]})

    content_hash: str = Field(title="所核对批次的内容摘要", description="批次的 content_hash", pattern=r"^[0-9a-f]{64}$")
    pay_fen: Yuan = Field(alias="pay_yuan", title="所见的应补金额（元）", description="与批次不符则退回，防止误批")


class DiscardTopUp(Form):
    """作废年终补足草稿"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "还有手工报销没有结算"}]})

    reason: str = Field(title="作废原因", min_length=2, max_length=200)


class RecordReturn(Form):
    """登记退回的年终补足款"""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"amount_yuan": "300.00", "returned_on": "2021-04-01", "voucher": "T-0012"}]}
    )

    amount_fen: Annotated[Yuan, Field(gt=0)] = Field(alias="amount_yuan", title="退回金额（元）")
    returned_on: date = Field(title="退回日期")
    voucher: Voucher = Field(title="收款凭证号")


class TopUpRunView(View):
    """一批年终补足"""

    id: UUID = Field(title="批次编号")
    region: str = Field(title="县（区）代码")
    year: int = Field(title="年度")
    number: int = Field(title="序号", description="0 为首批，1 起为此后有变动的人员")
    state: RunState = Field(title="状态")
    policy: str = Field(title="政策代码", description="年度最后一天有效的政策")
    policy_title: str = Field(title="政策")
    policy_version: str = Field(title="政策文件版本")
    people: int = Field(title="该年度有结算的人数")
    people_done: int = Field(title="已计算人数")
    line_count: int = Field(title="有补足或变动的人数")
    pay_fen: YuanShown = Field(alias="pay_yuan", title="应补金额（元）", description="已扣除此前各批已经请求支付的")
    over_fen: YuanShown = Field(alias="over_yuan", title="多补应退金额（元）")
    content_hash: str = Field(title="内容摘要", description="同样的结算和政策得到同样的摘要；确认时写明")
    booked_count: int = Field(title="已入账人数")
    moved_count: int = Field(title="计算后有变动、未入账的人数", description="再次计算时列入下一批")
    booked_fen: YuanShown = Field(alias="booked_yuan", title="已入账应补金额（元）")
    made_by: str = Field(title="编制人")
    made_at: datetime = Field(title="编制时间")
    drafted_at: datetime | None = Field(title="计算完成时间")
    confirmed_by: str | None = Field(title="确认人")
    confirmed_at: datetime | None = Field(title="确认时间")
    booked_at: datetime | None = Field(title="入账完成时间")
    discarded_by: str | None = Field(title="作废人")
    discarded_at: datetime | None = Field(title="作废时间")
    discard_reason: str | None = Field(title="作废原因")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def state_title(self) -> str:
        return RUN_STATE_TITLES[self.state]

    @computed_field(title="县（区）名称")  # type: ignore[prop-decorator]
    @property
    def region_name(self) -> str:
        return name_of(self.region)


class TopUpSumView(View):
    """小计"""

    key: str = Field(title="代码")
    title: str = Field(title="名称")
    people: int = Field(title="人数")
    pay_fen: YuanShown = Field(alias="pay_yuan", title="应补金额（元）")
    over_fen: YuanShown = Field(alias="over_yuan", title="多补应退金额（元）")


class TopUpTotalsView(View):
    """一批年终补足的合计"""

    run_id: UUID = Field(title="批次编号")
    by_payer: list[TopUpSumView] = Field(title="按支付方")
    by_layer: list[TopUpSumView] = Field(title="按年终项目")
    by_class: list[TopUpSumView] = Field(title="按人员类别", description="一人有几个类别的，在每个类别中都计入")
    by_town: list[TopUpSumView] = Field(title="按镇街")


class TopUpView(View):
    """一个人的年终补足"""

    id: UUID = Field(title="补足编号")
    run_id: UUID = Field(title="批次编号")
    year: int = Field(title="年度")
    person_id: UUID | None = Field(title="人员编号")
    household_id: UUID | None = Field(title="户标识")
    name_masked: str | None = Field(title="姓名（掩码）")
    id_number_masked: str | None = Field(title="公民身份号码（掩码）")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="村（社区）")
    persons: list[str] = Field(title="年度最后一天的人员类别代码")
    person_titles: list[str] = Field(title="人员类别")
    owed_fen: YuanShown = Field(alias="owed_yuan", title="全年应补（元）")
    before_fen: YuanShown = Field(alias="before_yuan", title="此前已补（元）")
    pay_fen: YuanShown = Field(alias="pay_yuan", title="本次应补（元）")
    over_fen: YuanShown = Field(alias="over_yuan", title="多补应退（元）")
    state: TopUpState = Field(title="状态")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_title(self) -> str:
        return TOP_UP_STATE_TITLES[self.state]


class TopUpPayoutView(PayoutView):
    """一个支付方对一个人的年终补足"""

    top_up_id: UUID = Field(title="补足编号")
    run_id: UUID = Field(title="批次编号")
    year: int = Field(title="年度")
    layer: str = Field(title="年终项目代码")
    title: str = Field(title="年终项目")


class TopUpReasonsView(TopUpView):
    """一个人的年终补足及其理由"""

    policy: str = Field(title="政策代码")
    policy_version: str = Field(title="政策文件版本")
    sentences: list[str] = Field(title="怎样算出")
    result: dict[str, Any] = Field(
        title="全部理由", description="各项的基数、起付线、分段、比例、限额、取整、条款与出处；金额以分计"
    )
    payouts: list[TopUpPayoutView] = Field(title="各方支付")


class TopUpDueView(View):
    """多补应退的一笔"""

    share_id: UUID = Field(title="支付编号", description="登记退回时使用")
    top_up_id: UUID = Field(title="补足编号")
    year: int = Field(title="年度")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="村（社区）")
    person_id: UUID | None = Field(title="人员编号")
    name_masked: str | None = Field(title="姓名（掩码）")
    id_number_masked: str | None = Field(title="公民身份号码（掩码）")
    layer: str = Field(title="年终项目代码")
    title: str = Field(title="年终项目")
    payer: str = Field(title="支付方")
    owed_fen: YuanShown = Field(alias="owed_yuan", title="全年应补（元）")
    asked_fen: YuanShown = Field(alias="asked_yuan", title="已请求支付（元）", description="已扣除退回的")
    due_fen: YuanShown = Field(alias="due_yuan", title="应退（元）")


class TopUpOutdatedView(View):
    """年终补足之后有变动的一次结算"""

    settlement_id: UUID = Field(title="结算编号")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="村（社区）")
    settled_on: date = Field(title="出院结算日期")
    cause: str = Field(title="变动", description="settled 补足之后才结算；reversed 补足之后被冲正")
    at: datetime = Field(title="变动时间")
    top_up_id: UUID | None = Field(title="该人最近一次补足", description="为空的此前没有补足")


class ReturnView(View):
    """退回的年终补足款"""

    id: UUID = Field(title="退回编号")
    share_id: UUID = Field(title="支付编号")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="退回金额（元）")
    returned_on: date = Field(title="退回日期")
    voucher: str = Field(title="收款凭证号")
    recorded_by: str = Field(title="登记人")
    recorded_at: datetime = Field(title="登记时间")
