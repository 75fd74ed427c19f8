"""What somebody who records a person is told of others who may be the same: advice, nothing is refused."""

from uuid import UUID

from pydantic import Field

from shared.schemas import View


class ReasonView(View):
    """One sign, and what it is worth."""

    says: str = Field(title="依据")
    points: int = Field(title="分值", description="负数表示不像同一人")


class LikelyDouble(View):
    """Somebody whom a person just recorded may be a second file of."""

    person_id: UUID = Field(title="刚登记的人员编号")
    other_person_id: UUID = Field(title="可能是同一人的人员编号")
    other_name: str = Field(title="姓名")
    other_region_name: str = Field(title="所在地")
    points: int = Field(title="相似分值")
    reasons: list[ReasonView] = Field(title="相似与不同之处")
