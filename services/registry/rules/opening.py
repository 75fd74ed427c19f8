"""Taking a procedure on: for whom, where there are rules for it, and once at a time."""

from datetime import date

from services.registry.rules.judging import ProcedureRule
from services.registry.rules.poverty import ProcedureKind
from shared.errors import Conflict, Unprocessable


class NoJudgingPolicy(Unprocessable):
    """当地没有识别、退出程序的政策文件"""

    mend = "请平台运维按 services/registry/policy/judging/README.md 编写本地的政策文件"


class NoSuchProcedureHere(Unprocessable):
    """当地的政策文件没有这种程序"""

    mend = "请核对程序种类；确需办理的，在本地政策文件中补充这种程序及其依据"


class ProcedureOpenAlready(Conflict):
    """本户同类的程序正在办理"""

    mend = "请在原程序中继续办理，或撤回后重新受理"


class ApplicantNotIdentified(Unprocessable):
    """没有说明是哪一户或哪个申请人"""

    mend = "户标识（household_id）与申请人（applicant）填且只填一个；还没有登记为一户的人只能申请识别或监测纳入"


class ApplicantSeatedElsewhere(Conflict):
    """申请人登记在其他村（社区）的一户"""

    mend = "请核对村（社区）代码；已迁居的，先办理迁入再申请"


class ApplicantNotInHousehold(Unprocessable):
    """申请人不是这一户的成员，或这一户不在申请的村（社区）"""

    mend = "请核对户标识；申请人须先登记为该户成员"


class HouseholdKnown(Conflict):
    """这件程序已经有所属的户"""

    mend = "所属的户有误的，撤回后重新受理"


class ClueInTheFuture(Unprocessable):
    """线索日期在未来"""

    mend = "请填写实际发现线索的日期"


def rule_for(found: ProcedureRule | None, kind: ProcedureKind) -> ProcedureRule:
    """Raises NoSuchProcedureHere."""
    if found is None:
        raise NoSuchProcedureHere(pointer="/kind", kind=kind.value)
    return found


def check_clue(clue_on: date | None, *, on: date) -> None:
    """Raises ClueInTheFuture."""
    if clue_on is not None and clue_on > on:
        raise ClueInTheFuture(pointer="/clue_on", today=on.isoformat())
