"""Requests to pay households for a matter, from other systems or as lists of people."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, computed_field, model_validator
from pydantic_core import PydanticCustomError

from services.funds.rules.payment import MATTER_NAMES
from services.funds.rules.payment_request import REQUEST_STATE_NAMES, ROWS_LIMIT, RequestState
from services.funds.rules.transfer import About
from services.funds.schemas.ledger import Amount
from services.funds.schemas.payee import FaultView
from services.funds.schemas.public_text import PublicWords
from shared.money import Yuan, YuanShown
from shared.regions import Region
from shared.schemas import Form, View

FAULTS_SHOWN = 200
Title = Annotated[PublicWords, Field(min_length=2, max_length=100)]
Clause = Annotated[PublicWords, Field(min_length=2, max_length=200)]
Programme = Annotated[str, Field(pattern=r"^([a-z][a-z0-9-]*)?$", max_length=40)]
Period = Annotated[str, Field(pattern=r"^(20\d{2}(-(0[1-9]|1[0-2]))?)?$")]
Round = Annotated[int, Field(ge=1, le=100)]


class AskedRow(Form):
    """A household that is to be paid."""

    household_id: UUID = Field(title="户标识")
    person_id: UUID | None = Field(default=None, title="人员编号", description="款项归该户某一人的填写")
    region: Region = Field(title="村（社区）代码")
    amount_fen: Amount = Field(alias="amount_yuan", title="金额（元）", examples=["14000.00"])


class RequestPayments(Form):
    """What a matter asks to be paid to households, out of one account."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "about": "housing",
                    "about_id": "0197a000-0000-7000-8000-000000000001",
                    "title": "2020年农村危房改造补助",
                    "account_id": "0197a000-0000-7000-8000-000000000002",
                    "period": "2020",
                    "clause": "建村〔2019〕83号，D 级重建补助",
                    "rows": [
                        {
                            "household_id": "0197a000-0000-7000-8000-000000000003",
                            "region": "371311001001",
                            "amount_yuan": "14000.00",
                        }
                    ],
                }
            ]
        }
    )

    about: Literal[About.HOUSING, About.PROGRAMME, About.PROJECT] = Field(title="事项种类")
    about_id: UUID = Field(title="事项编号", description="如改造验收、项目的编号；同一事项、同一轮次每户只发一次")
    title: Title = Field(title="名称")
    account_id: UUID = Field(title="付款账户编号", description="预算指标、镇街备用金等可以发放到户的账户")
    programme: Programme = Field(default="", title="专项代码", description="不填取付款账户的专项")
    period: Period = Field(default="", title="所属时段", description="年度或月份；不填取付款账户的年度或本年")
    clause: Clause = Field(title="依据", description="公示时公开")
    round: Round = Field(default=1, title="轮次", description="分期发放的第几次")
    rows: list[AskedRow] = Field(title="各户", min_length=1, max_length=ROWS_LIMIT)

    @model_validator(mode="after")
    def _asks_once(self) -> Self:
        seen: dict[tuple[UUID, UUID | None], int] = {}
        for at, row in enumerate(self.rows):
            before = seen.setdefault((row.household_id, row.person_id), at)
            if before != at:
                sentence = "第 {at} 户与第 {before} 户相同，请合并"
                raise PydanticCustomError("household-twice", sentence, {"at": at + 1, "before": before + 1})
        return self


class CommitList(Form):
    """A list that somebody has looked at."""

    households: int = Field(title="所核对的笔数", ge=1, le=ROWS_LIMIT, examples=[128])
    total_fen: Yuan = Field(alias="total_yuan", title="所核对的合计金额（元）", examples=["179200.00"])
    leave_out_refused: bool = Field(
        default=False, title="是否不含退回的行", description="名单有退回的行时，须写明 true 才能提交其余各行"
    )


class RequestView(View):
    """A request, and what is wrong with the rows of a list."""

    id: UUID = Field(title="申请编号")
    number: str = Field(title="申请号", examples=["SQ-371311-2020-0003"])
    region: str = Field(title="地区代码")
    about: About = Field(title="事项种类")
    about_id: UUID = Field(title="事项编号", description="按事项审核、查询发放时使用")
    title: str = Field(title="名称")
    account_id: UUID | None = Field(title="付款账户编号", description="等待条件具备的，提出时才确定")
    programme: str = Field(title="专项代码")
    period: str = Field(title="所属时段")
    clause: str = Field(title="依据")
    round: int = Field(title="轮次")
    state: RequestState = Field(title="状态")
    households: int = Field(title="可以发放的笔数")
    total_fen: YuanShown = Field(alias="total_yuan", title="合计金额（元）")
    told_by: str = Field(title="提出事项的服务", description="housing 住房、medical 医疗；空为人员或其系统提出")
    year: int | None = Field(title="预算年度")
    payer: str = Field(title="支付方")
    refusal_code: str = Field(title="未能提出的原因代码")
    refusal: str = Field(title="未能提出的原因")
    refused: int = Field(title="退回行数")
    faults: list[FaultView] = Field(title="退回原因", description=f"至多列出 {FAULTS_SHOWN} 条，全部见退回的工作簿")
    made_by: str = Field(title="提交人")
    made_at: datetime = Field(title="提交时间")
    asked_by: str = Field(title="提出人")
    asked_at: datetime | None = Field(title="提出时间")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def state_name(self) -> str:
        return REQUEST_STATE_NAMES[self.state]

    @computed_field(title="事项名称")  # type: ignore[prop-decorator]
    @property
    def about_name(self) -> str:
        return MATTER_NAMES.get(self.about, "")
