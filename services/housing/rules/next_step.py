"""What is to be done next with a renovation, by whom, and until when, as far as anything says a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from services.housing.rules.acceptance import SUBSIDY_STATE_NAMES, SubsidyState
from services.housing.rules.mode import BUILDS, Mode
from services.housing.rules.renovation import LEVEL_NAMES, Level, RenovationState
from services.housing.rules.works import STAGE_NAMES, STAGES_OF, STOP_NAMES, Stage, StopWhy

_S = RenovationState
TURNS: dict[Level, tuple[RenovationState, ...]] = {
    Level.VILLAGE: (_S.APPLIED, _S.AGREED, _S.STOPPED),
    Level.TOWN: (_S.VILLAGE_AGREED, _S.COUNTY_AGREED, _S.UNDER_WAY, _S.ACCEPTED),
    Level.COUNTY: (_S.TOWN_AGREED, _S.FINISHED),
}
"""Whose turn it is in each state: of several who may act, the nearest to the house; visits of closed files have days instead."""

WHO = {Level.VILLAGE: "村（社区）", Level.TOWN: "镇街", Level.COUNTY: "县区"}
_WAITS_AFTER = {_S.VILLAGE_AGREED: Level.VILLAGE, _S.TOWN_AGREED: Level.TOWN, _S.COUNTY_AGREED: Level.COUNTY}
_REVIEWED_NEXT = {_S.APPLIED: Level.VILLAGE, _S.VILLAGE_AGREED: Level.TOWN, _S.TOWN_AGREED: Level.COUNTY}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a renovation stands, as far as its next step depends on it. `notice_until`: of the notice that is up, if there is."""

    state: RenovationState
    mode: Mode
    has_stood: bool
    notice_until: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    stop_why: StopWhy | None = None
    stages_seen: Collection[Stage] = ()
    cure_until: date | None = None
    """The first day by which an open defect is to be cured; None where none is open."""
    subsidy: SubsidyState | None = None
    lacks: int = 0
    """How much the file lacks that a closed one holds."""
    visit_on: date | None = None


@dataclass(frozen=True, slots=True)
class NextStep:
    what: str
    who: str
    until: date | None = None

    def is_late(self, on: date) -> bool:
        return self.until is not None and self.until < on


def next_step(at: Standing) -> NextStep | None:
    """None where nothing is left to do."""
    if at.state in _WAITS_AFTER and not at.has_stood:
        return NextStep(f"{LEVEL_NAMES[_WAITS_AFTER[at.state]]}的公示期满", WHO[_WAITS_AFTER[at.state]], at.notice_until)
    if level := _REVIEWED_NEXT.get(at.state):
        return NextStep(LEVEL_NAMES[level], WHO[level])
    match at.state:
        case _S.COUNTY_AGREED:
            return NextStep("签订改造协议", WHO[Level.TOWN])
        case _S.AGREED if at.mode not in BUILDS:
            return NextStep("登记入住", WHO[Level.TOWN], at.ends_on)
        case _S.AGREED:
            return NextStep("开工", "施工方，村（社区）登记", at.starts_on)
        case _S.STOPPED:
            why = f"（{STOP_NAMES[at.stop_why]}）" if at.stop_why else ""
            return NextStep(f"复工{why}", "施工方，村（社区）登记", at.cure_until or at.ends_on)
        case _S.UNDER_WAY:
            return _of_works(at)
        case _S.FINISHED if at.cure_until:
            return NextStep("整改检查发现的问题", "施工方，镇街登记", at.cure_until)
        case _S.FINISHED:
            return NextStep("竣工验收", WHO[Level.COUNTY])
        case _S.ACCEPTED if at.subsidy not in (None, SubsidyState.PAID):
            return NextStep(f"补助发放到户（{SUBSIDY_STATE_NAMES[at.subsidy]}）", "资金部门")
        case _S.ACCEPTED:
            return NextStep(f"补齐 {at.lacks} 项材料后归档" if at.lacks else "归档", WHO[Level.TOWN])
        case _S.CLOSED if at.visit_on:
            return NextStep("回访", "村（社区）、镇街", at.visit_on)
    return None


def _of_works(at: Standing) -> NextStep:
    if at.cure_until:
        return NextStep("整改检查发现的问题", "施工方，镇街登记", at.cure_until)
    if waiting := [STAGE_NAMES[stage] for stage in STAGES_OF.get(at.mode, ()) if stage not in at.stages_seen]:
        return NextStep(f"施工检查：{waiting[0]}", WHO[Level.TOWN], at.ends_on)
    return NextStep("完工", "施工方，村（社区）登记", at.ends_on)
