"""What comes next with a renovation: one rule, read by whoever tells of it, by the boards, the lists and its own page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from services.housing.rules.acceptance import SUBSIDY_STATE_NAMES, SubsidyState
from services.housing.rules.awaited_step import OWNER_NAMES, OWNERS, STEP_NAMES, Owner, Step
from services.housing.rules.house_money import BROUGHT_BACK
from services.housing.rules.household_question import QUESTION_NAMES, HouseholdQuestion
from services.housing.rules.mode import BUILDS, Mode
from services.housing.rules.renovation import LEVEL_NAMES, MOVES, Act, Level, RenovationState
from services.housing.rules.works import STAGE_NAMES, STAGES_OF, STOP_NAMES, Stage, StopWhy

_S = RenovationState
_AFTER_NOTICE = {_S.VILLAGE_AGREED: Step.TOWN_REVIEW, _S.TOWN_AGREED: Step.COUNTY_REVIEW, _S.COUNTY_AGREED: Step.SIGN}
SHOWN_BY = {_S.VILLAGE_AGREED: Level.VILLAGE, _S.TOWN_AGREED: Level.TOWN, _S.COUNTY_AGREED: Level.COUNTY}
"""Whose notice stands in each state."""
_STEPS = {
    _S.APPLIED: Step.VILLAGE_REVIEW,
    _S.UNDER_WAY: Step.FINISH,
    _S.STOPPED: Step.RESUME,
    _S.FINISHED: Step.ACCEPT,
}
OF_ITS_OWN = frozenset({Step.PAY, Step.CURE, Step.VISIT})
"""Steps that wait under a matter of their own (a payment, a defect, a visit), of which there may be several at once."""
_CURED_FIRST = frozenset({Step.FINISH, Step.ACCEPT})
_WAITED_FOR = {Act.SIGNED: Step.SIGN, Act.SETTLED: Step.SETTLE, Act.CLOSED: Step.CLOSE}
"""Acts that ask for more than a state: a notice that has stood, a household that changed, money that has come."""
LEVELS_SAID = {Level.VILLAGE: "村（社区）", Level.TOWN: "镇街", Level.COUNTY: "县区"}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a renovation stands, as far as its next step depends on it; the last five say it in words only."""

    state: RenovationState
    mode: Mode
    has_stood: bool
    asks: HouseholdQuestion | None = None
    is_paid: bool = False
    """It owes nobody money any more but what is kept back."""
    is_to_cure: bool = False
    """A defect is open."""
    is_to_visit: bool = False
    stop_why: StopWhy | None = None
    stages_seen: Collection[Stage] = ()
    subsidy: SubsidyState | None = None
    unpaid: str = ""
    """Which stage of the money is awaited, in words."""
    lacks: int = 0
    """How much the file lacks that a closed one holds."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step in words, with its day."""

    what: str
    who: str
    until: date | None = None

    def is_late(self, on: date) -> bool:
        return self.until is not None and self.until < on


def next_step(at: Standing) -> Step | None:
    """What the way waits for; None where nothing is left to do. Open defects wait beside it."""
    if at.state in (_S.REFUSED, _S.WITHDRAWN):
        return None
    if at.state is _S.CLOSED:
        return Step.VISIT if at.is_to_visit else None
    if at.asks is not None:
        return Step.SETTLE
    if at.state in _AFTER_NOTICE:
        return _AFTER_NOTICE[at.state] if at.has_stood else Step.NOTICE
    if at.state is _S.AGREED:
        return Step.START if at.mode in BUILDS else Step.MOVE_IN
    if at.state is _S.ACCEPTED:
        return Step.CLOSE if at.is_paid else Step.PAY
    return _STEPS[at.state]


def is_open(act: Act, at: Standing) -> bool:
    """Whether the act may be written down now; what the file lacks or the form says may still refuse it."""
    return at.state in MOVES[act] and next_step(at) is _WAITED_FOR.get(act, next_step(at))


def first_step(at: Standing) -> Step | None:
    """What is told first: what an inspection found wrong is put right before the works are over or looked at."""
    step = next_step(at)
    return Step.CURE if at.is_to_cure and step in _CURED_FIRST else step


def spoken(step: Step, at: Standing, *, level: Level, until: date | None) -> NextStep:
    """The step in words; `level`: whose desk it is by the place's terms."""
    what, who = STEP_NAMES[step], LEVELS_SAID[level]
    match step:
        case Step.NOTICE:
            shown = SHOWN_BY[at.state]
            what, who = f"{LEVEL_NAMES[shown]}的公示期满", LEVELS_SAID[shown]
        case Step.RESUME:
            what += f"（{STOP_NAMES[at.stop_why]}）" if at.stop_why else ""
        case Step.FINISH if waiting := [each for each in STAGES_OF.get(at.mode, ()) if each not in at.stages_seen]:
            return NextStep(f"施工检查：{STAGE_NAMES[waiting[0]]}", LEVELS_SAID[Level.TOWN], until)
        case Step.PAY:
            if at.unpaid and at.subsidy in BROUGHT_BACK:
                # Funds has done with it: it waits for whoever accepted the house to ask once more.
                return NextStep(f"再次请求发放补助（{at.unpaid}）", LEVELS_SAID[Level.COUNTY], until)
            said = at.unpaid or (SUBSIDY_STATE_NAMES[at.subsidy] if at.subsidy else "")
            return NextStep(f"{what}（{said}）" if said else what, OWNER_NAMES[Owner.FUNDS], until)
        case Step.CLOSE:
            what = f"补齐{at.lacks}项材料后归档" if at.lacks else what
        case Step.SETTLE if at.asks:
            what += f"（{QUESTION_NAMES[at.asks]}）"
    if OWNERS[step] is Owner.BUILDER:
        who = f"{OWNER_NAMES[Owner.BUILDER]}，{who}登记"
    return NextStep(what, who, until)
