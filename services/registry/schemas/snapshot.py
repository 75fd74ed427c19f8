"""The register as another service needs it to begin with: what the events say one by one, all at once, and no personal data."""

from datetime import datetime, timedelta
from typing import Generic, TypeVar
from uuid import UUID

from pydantic import Field

from services.registry.schemas.feed import AHousehold, APerson
from shared.pages import Page
from shared.schemas import View

CLOCKS_APART = timedelta(minutes=5)
"""The broker's clock may be so far behind ours: whoever reads the feed from a little earlier hears some things twice, and misses
nothing."""

Row = TypeVar("Row")


class SnapshotPage(Page[Row], Generic[Row]):
    """A page, and from when on to read the feed."""

    feed_from_at: datetime = Field(
        title="消息起点",
        description="读完各页后，从第一页所给的这一时刻起接收 person-enrolled、person-changed、household-changed，"
        "逐条按 revision 取大者，即与登记一致；先后颠倒、重复收到都不影响结果",
    )


class PersonState(View):
    """What the others may know of a person."""

    person_id: UUID = Field(title="人员编号")
    revision: int = Field(title="人员登记版本")
    household_id: UUID | None = Field(title="户标识", description="为空表示不属于任何户")
    identity_hash: str = Field(title="身份摘要")
    region: str = Field(title="村（社区）代码")
    relation: str = Field(title="与户主关系")
    classes: list[str] = Field(title="人员类别")
    is_verified: bool = Field(title="是否已核实")
    is_living: bool = Field(title="是否在世")


class HouseholdStanding(View):
    """What the others may know of a household."""

    household_id: UUID = Field(title="户标识")
    revision: int = Field(title="家庭登记版本")
    household_code: str | None = Field(title="户编号")
    region: str = Field(title="村（社区）代码")
    state: str = Field(title="状态", description="current 在册、provisional 待核实、cancelled 已销户")


def person_state(person: APerson) -> PersonState:
    return PersonState(
        person_id=person.id,
        revision=person.revision,
        household_id=person.household_id if person.left_on is None else None,
        identity_hash=person.identity_hash,
        region=person.region,
        relation=person.relation,
        classes=person.classes,
        is_verified=person.is_verified,
        is_living=person.died_on is None,
    )


def household_standing(household: AHousehold) -> HouseholdStanding:
    return HouseholdStanding(
        household_id=household.id,
        revision=household.revision,
        household_code=household.code,
        region=household.region,
        state=household.state,
    )
