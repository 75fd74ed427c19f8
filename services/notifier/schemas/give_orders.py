"""Orders that somebody gives by hand: one, or the same to many places or households."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from services.notifier.rules.department import Department
from services.notifier.rules.order_kind import OrderKind
from services.notifier.rules.order_rule import Addressee
from services.notifier.schemas.order import DueDay
from shared.regions import AnyRegion
from shared.schemas import Form, seen

Account = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(seen)]


class OrderTarget(Form):
    """Where it is to be done, and who does it there."""

    region: AnyRegion = Field(title="区划代码", examples=["371311001001"])
    household_id: UUID | None = Field(default=None, title="户编号")
    holder: Account | None = Field(default=None, title="承办人（账号）", description="不填的由承办单位的人接单")


class GiveOrders(Form):
    """What, where, who, by when, why."""

    kind: OrderKind = Field(title="工单种类", description="即时帮扶的工单随台账派出，不在这里派", examples=["task"])
    title: str = Field(title="工单名称", min_length=2, max_length=40, examples=["雨季前排查住房"])
    task: str = Field(title="办理事项", min_length=2, max_length=500, examples=["逐户查看屋面和墙体，有险情的立即报镇街"])
    addressee: Addressee = Field(title="派给哪一级", examples=["village"])
    department: Department | None = Field(default=None, title="派给哪个部门")
    targets: list[OrderTarget] = Field(title="派给哪里", min_length=1, max_length=200)
    reference: str = Field(default="", title="依据", description="不填的按工单种类", max_length=300)
    due_on: DueDay | None = Field(default=None, title="办理期限（到哪一天）")
    within_hours: int | None = Field(default=None, title="办理期限（小时）", ge=1, le=2400)
    within_days: int | None = Field(default=None, title="办理期限（日）", ge=1, le=3660)
    within_working_days: int | None = Field(default=None, title="办理期限（工作日）", ge=1, le=500)
    papers: list[Annotated[str, Field(min_length=1, max_length=40), AfterValidator(seen)]] | None = Field(
        default=None, title="办结所需材料", description="不填的按工单种类", max_length=10
    )
    problem: str = Field(default="", title="存在的问题", description="问题整改必填", max_length=1000)
    measure: str = Field(default="", title="整改措施", max_length=1000)
    found_by: str = Field(default="", title="发现单位", max_length=60, examples=["区委巡察组"])
    readers: list[Account] = Field(
        default_factory=list, title="另外可见的人（账号）", description="线索移交：派单人、承办人以外还有谁可见", max_length=20
    )

    @model_validator(mode="after")
    def _has_one_term(self) -> Self:
        if sum(term is not None for term in (self.due_on, self.within_hours, self.within_days, self.within_working_days)) > 1:
            raise ValueError("办理期限只写一种")
        return self
