"""The four groups whose dangerous houses are made safe first, as far as the register tells of them.

建档立卡贫困户, 低保户, 农村分散供养特困人员, 贫困残疾人家庭（临淄区“十三五”脱贫攻坚规划，2017，第四章; 建村〔2017〕192号 was
not held against its text). Whether extreme-poverty people live at home
or in an institution the register's events do not say: the county checks it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class HouseholdState(StrEnum):
    """As registry says it."""

    CURRENT = "current"
    PROVISIONAL = "provisional"
    CANCELLED = "cancelled"


class Group(StrEnum):
    ENROLLED = "enrolled"
    LOW_INCOME = "low-income"
    EXTREME_POVERTY = "extreme-poverty"
    DISABLED = "disabled"


GROUP_NAMES = {
    Group.ENROLLED: "建档立卡户",
    Group.LOW_INCOME: "低保户",
    Group.EXTREME_POVERTY: "农村分散供养特困人员",
    Group.DISABLED: "贫困残疾人家庭",
}
_OF_CLASSES = (Group.ENROLLED, Group.LOW_INCOME, Group.EXTREME_POVERTY)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who lives in a household, as far as groups ask."""

    classes: tuple[str, ...]
    is_disabled: bool


def groups_of(members: Iterable[Member]) -> list[Group]:
    """In which groups a household is: by any living member; 贫困残疾人家庭 is one with a disabled member that is poor by another
    group or monitored."""
    living = list(members)
    classes = {each for member in living for each in member.classes}
    found = [group for group in _OF_CLASSES if group.value in classes]
    is_poor = bool(found) or "monitored" in classes
    return [*found, *([Group.DISABLED] if is_poor and any(member.is_disabled for member in living) else [])]
