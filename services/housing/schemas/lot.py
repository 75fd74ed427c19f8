"""What callers send and get of lots."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field, computed_field

from services.housing.rules.lot_life import LOT_STATE_NAMES, LotState
from services.housing.schemas.public_words import PublicWords
from shared.schemas import Form, View

AN_ID = "0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"


class AnnounceLot(Form):
    """A site's dwellings are to be drawn for."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"public_source": "抽签现场由到场代表依次报数，连写成一个数", "announced_on": "2020-07-10"},
            ]
        }
    )

    public_source: PublicWords = Field(
        title="公开随机值从哪里来",
        description="现场报数，或某日以后公布的公开数值；随名单一并公布，不得再改",
        min_length=4,
        max_length=200,
    )
    waiting_why: str = Field(default="", title="轮候户怎样安置", description="房源少于搬迁户的户型必填", max_length=300)
    replaces: str = Field(default="", title="替代哪一次抽签", description="上一次作废或取消的编号", max_length=24)
    replaces_why: PublicWords = Field(default="", title="重新抽签的原因", max_length=300)
    announced_on: date = Field(title="公布日期")


class DrawLot(Form):
    """The public value that was said or published."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"public_value": "7132296541", "witnesses": "搬迁户代表12人，村监督员2人", "drawn_on": "2020-07-20"}]
        }
    )

    public_value: str = Field(
        title="公开随机值",
        description="原样用于计算：数字、字母和短横，区分大小写",
        min_length=4,
        max_length=200,
        pattern=r"^[0-9A-Za-z\-]+$",
    )
    witnesses: str = Field(title="到场监督的人", description="写身份和人数", min_length=2, max_length=300)
    drawn_on: date = Field(title="抽签日期")


class CancelLot(Form):
    """A lot that was announced is called off."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"on": "2020-07-12", "why": "一户改变意愿，名单须变更"}]})

    on: date = Field(title="取消日期")
    why: PublicWords = Field(title="取消的原因", description="公开显示，不写姓名", min_length=4, max_length=300)


class ExchangeDwellings(Form):
    """Two households want each other's dwelling."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"first_id": AN_ID, "second_id": AN_ID, "paper_id": AN_ID, "on": "2020-08-05"}]}
    )

    first_id: UUID = Field(title="甲户搬迁户标识")
    second_id: UUID = Field(title="乙户搬迁户标识")
    paper_id: UUID = Field(title="双方签字的调换书的材料编号", description="存入任一户的档案")
    on: date = Field(title="签字日期")


class LotLine(View):
    """A lot in a list."""

    id: UUID = Field(title="抽签标识")
    number: str = Field(title="抽签编号")
    site_id: UUID = Field(title="安置点标识")
    state: LotState = Field(title="状态代码")
    digest: str = Field(title="名单摘要", description="名单规范写法的 SHA-256")
    pledge: str = Field(title="密值承诺", description="密值的 SHA-256")
    public_source: str = Field(title="公开随机值从哪里来")
    replaces_id: UUID | None = Field(title="替代的抽签标识")
    replaces_why: str = Field(title="重新抽签的原因")
    announced_on: date = Field(title="公布日期")
    has_stood: bool = Field(title="名单公示是否期满")
    drawn_on: date | None = Field(title="抽签日期")
    final_on: date | None = Field(title="结果生效日期")
    failed_on: date | None = Field(title="作废或取消日期")
    failed_why: str = Field(title="作废或取消的原因")

    @computed_field(title="状态")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return LOT_STATE_NAMES[self.state]


class DrawnView(View):
    """What a household drew."""

    number: str = Field(title="搬迁编号")
    size_class: str = Field(alias="class", title="户型代码")
    rank: int = Field(title="序号", description="在该户型中的抽签次序")
    dwelling: str | None = Field(title="房号", description="为空的，轮候")


class LotProof(View):
    """Everything that anybody needs to draw a lot again; the verifier reads it as it is."""

    number: str = Field(title="抽签编号")
    state: LotState = Field(title="状态代码")
    listed: dict[str, Any] = Field(
        title="名单和房源", description="不含姓名；规范写法（键排序、无空白、UTF-8）的 SHA-256 即名单摘要"
    )
    digest: str = Field(title="名单摘要")
    pledge: str = Field(title="密值承诺")
    public_source: str = Field(title="公开随机值从哪里来")
    announced_on: date = Field(title="公布日期")
    hidden: str | None = Field(title="密值", description="抽签时公开，64 位十六进制")
    public_value: str | None = Field(title="公开随机值")
    drawn_on: date | None = Field(title="抽签日期")
    result: list[DrawnView] = Field(title="抽签结果")
    replaces: str | None = Field(title="替代的抽签编号")
    replaces_why: str = Field(title="重新抽签的原因")
    failed_on: date | None = Field(title="作废或取消日期")
    failed_why: str = Field(title="作废或取消的原因")


class ExchangeView(View):
    """An exchange."""

    first_id: UUID = Field(title="甲户搬迁户标识")
    second_id: UUID = Field(title="乙户搬迁户标识")
    first_dwelling: str = Field(title="甲户原房号")
    second_dwelling: str = Field(title="乙户原房号")
    on: date = Field(title="签字日期")
