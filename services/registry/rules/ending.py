"""How a case ends and begins again: closed with evidence, withdrawn as a mistake, handed over, taken up anew, moved."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from services.registry.rules.case import PART_NAMES, SETTLED, Ending, Part, Standing
from services.registry.rules.need import NeedsPolicy
from shared.errors import Conflict, Unprocessable
from shared.periods import due_in_days


class CaseIsClosed(Conflict):
    """这份台账已经结束"""

    mend = "新的困难请重新登记；原来的帮扶没有办好的，请重新启动台账"


class CaseIsOpen(Conflict):
    """这份台账还在进行中"""

    mend = "进行中的台账直接补记情况即可，不需重新启动"


class NeedsUnmet(Unprocessable):
    """还有环节没有办结，也没有说明不需办理的理由"""

    mend = "请先办结；确实不需办理的，在 waived 中逐项写明理由"


class NotNeeded(Unprocessable):
    """这份台账没有这个环节，或这个环节已经办结"""

    mend = "waived 只列尚未办结的环节"


class EvidenceMissing(Unprocessable):
    """结案材料不全"""

    mend = "请补齐所缺的材料，并写明编号或存放处"


class WasWithdrawn(Conflict):
    """这份台账是误登撤销的，不能重新启动"""

    mend = "该户确有困难的，请重新登记"


class ReopeningTooLate(Conflict):
    """已过重新启动的期限"""

    mend = "请重新登记，作为新的台账办理"


class PartNotRepeatable(Unprocessable):
    """这个环节不能重办"""

    mend = "应急救助金每份台账只发一次，医疗保障一直有效；请只选可以重办的环节"


class HouseholdHasAnotherCase(Conflict):
    """该户已有另一份进行中的台账"""

    mend = "请在进行中的台账里补记情况"


class AlreadyHandedOver(Conflict):
    """这份台账已经移交识别程序"""

    mend = "请到识别程序中查看办理情况"


class HouseholdIsElsewhere(Conflict):
    """该户没有登记在所填的村（社区）"""

    mend = "请先办理该户的迁移，再移交台账"


class NotMoved(Conflict):
    """台账已经在这个村（社区）"""

    mend = "不需移交"


class NotOfTheHousehold(Unprocessable):
    """所填的人员不是该户成员"""

    mend = "请从该户现有成员中选择"


def check_closing(
    standings: Iterable[Standing], *, waived: Mapping[Part, str], papers: Collection[str], policy: NeedsPolicy
) -> None:
    """Every need is met or waived with a reason, and every paper that the policy names is referred to.

    Raises NotNeeded, NeedsUnmet or EvidenceMissing.
    """
    unmet = [standing.part for standing in standings if standing.state not in SETTLED]
    if strange := [part for part in waived if part not in unmet]:
        raise NotNeeded(pointer="/waived", parts=[PART_NAMES[part] for part in strange])
    if left := [part for part in unmet if part not in waived]:
        raise NeedsUnmet(pointer="/waived", parts=[PART_NAMES[part] for part in left])
    if missing := [paper for paper in policy.closing.papers if paper not in papers]:
        raise EvidenceMissing(pointer="/papers", missing=missing)


def check_reopening(
    ending: Ending | None,
    closed_at: datetime | None,
    *,
    parts: Sequence[Part],
    had: Collection[Part],
    policy: NeedsPolicy,
    at: datetime,
) -> None:
    """Raises CaseIsOpen, WasWithdrawn, ReopeningTooLate or PartNotRepeatable."""
    if closed_at is None:
        raise CaseIsOpen
    if ending is Ending.WITHDRAWN:
        raise WasWithdrawn
    if at > (until := due_in_days(closed_at, policy.reopening.days)):
        raise ReopeningTooLate(until=until.date().isoformat())
    for number, part in enumerate(parts):
        if part not in policy.reopening.parts or part not in had:
            raise PartNotRepeatable(pointer=f"/parts/{number}", part=PART_NAMES[part])
