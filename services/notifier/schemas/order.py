"""What is done with orders, and how one is shown."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from services.notifier.rules.clue import ClueOutcome
from services.notifier.rules.department import Department
from services.notifier.rules.order_rule import Addressee
from services.notifier.rules.rectification_file import LAST_DAY
from shared.schemas import Form

DueDay = Annotated[date, Field(le=LAST_DAY)]


class CompleteOrder(Form):
    """What was done."""

    result: str = Field(
        title="办理结果",
        description="做了什么；不写身份证号",
        min_length=2,
        max_length=2000,
        examples=["已入户，发放临时救助金 2000 元"],
    )
    outcome: ClueOutcome | None = Field(default=None, title="办理结论", description="线索移交必填，其他种类不填")


class ReopenOrder(Form):
    """The county, or whoever gave it, sends an order back."""

    reason: str = Field(title="退回原因", min_length=2, max_length=500, examples=["临时救助金尚未到账"])
    due_on: DueDay = Field(title="新的办理期限", examples=["2020-06-10"])


class HandOnOrder(Form):
    """To another person, or to another office."""

    holder: str | None = Field(default=None, title="转给谁（账号）", min_length=1, max_length=100, examples=["民政小王"])
    addressee: Addressee | None = Field(default=None, title="转给哪一级", description="转给单位而不指定人的填写")
    department: Department | None = Field(default=None, title="转给哪个部门")
    reason: str = Field(title="转办原因", min_length=2, max_length=500, examples=["本村由小王负责"])

    @model_validator(mode="after")
    def _to_somebody(self) -> Self:
        if self.holder is None and self.addressee is None and self.department is None:
            raise ValueError("请写明转给谁，或转给哪一级、哪个部门")
        return self


class AskAboutOrder(Form):
    """Whoever was sent does not know what is meant, or that it is theirs."""

    question: str = Field(title="询问", min_length=2, max_length=1000, examples=["这户已迁到邻村，是否由邻村办理？"])


class AnswerOrder(Form):
    """What whoever gave it says."""

    answer: str = Field(title="答复", min_length=2, max_length=1000, examples=["由迁入村办理，本单请转办"])
    due_on: DueDay | None = Field(default=None, title="新的办理期限", description="不变的不填")


class ExtendOrder(Form):
    """A later deadline."""

    reason: str = Field(title="延期原因", min_length=2, max_length=500, examples=["雨季无法施工"])
    due_on: DueDay = Field(title="新的办理期限", examples=["2020-06-20"])


class CheckOrder(Form):
    """Somebody else looked, and it is done."""

    opinion: str = Field(title="检查意见", min_length=2, max_length=1000, examples=["已到现场核对，整改到位，同意销号"])


class WithdrawOrder(Form):
    """Nobody has to do it any more."""

    reason: str = Field(title="撤销原因", min_length=2, max_length=500, examples=["重复派单"])


class AcceptOrders(Form):
    """Several at once: those of one round of visits."""

    order_ids: list[UUID] = Field(
        title="工单编号", min_length=1, max_length=100, examples=[["0197f5c2-7c1e-7a53-9f6b-3d5f0a1b2c3d"]]
    )


class CompleteOrders(AcceptOrders):
    """Several that one round of visits did, with the same words."""

    result: str = Field(
        title="办理结果", description="做了什么；不写身份证号", min_length=2, max_length=2000, examples=["已逐户走访，房屋都安全"]
    )
