"""Monitoring: alerts, and differences from the lists of departments."""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.events import Event
from shared.events.civil_affairs import Trigger as Trigger


class AlertRaised(Event):
    """监测规则发出预警"""

    alert_id: UUID = Field(title="预警编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    rule: str = Field(title="规则代码")
    trigger: Trigger = Field(title="致困情形")
    help: str = Field(title="何时帮扶", description="at-once / started / after-confirmation")
    due_on: date = Field(title="入户核实期限")


class AlertDecided(Event):
    """预警已有结论"""

    alert_id: UUID = Field(title="预警编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    rule: str = Field(title="规则代码")
    trigger: Trigger = Field(title="致困情形")
    help: str = Field(title="何时帮扶", description="at-once / started / after-confirmation")
    is_confirmed: bool = Field(title="是否属实", description="否则为排除")
    decided_at: AwareDatetime = Field(title="作出结论的时间")


class AlertRetracted(Event):
    """预警所依据的事实已撤销"""

    alert_id: UUID = Field(title="预警编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    withdrawn_at: AwareDatetime = Field(title="撤销时间")


class AlertMoved(Event):
    """预警随户迁移"""

    alert_id: UUID = Field(title="预警编号")
    household_id: UUID = Field(title="户标识")
    from_region: str = Field(title="原村（社区）代码")
    region: str = Field(title="现村（社区）代码")
    moved_at: AwareDatetime = Field(title="迁移时间")


class DifferencesDetected(Event):
    """部门名单比对出差异"""

    list_id: UUID = Field(title="名单编号")
    kind: str = Field(title="名单种类", description="low-income / disability / deaths …")
    region: str = Field(title="村（社区）代码", description="不在册的人员没有写明村的，为名单所属辖区的代码")
    differences: int = Field(ge=1, title="待办结的差异数")
    due_on: date = Field(title="最早的办理期限")


class DifferencesCleared(Event):
    """一村在一份名单中的差异已全部办结"""

    list_id: UUID = Field(title="名单编号")
    region: str = Field(title="村（社区）代码")
