"""How a household stands: poor or out of poverty on one axis, watched or not on the other, and which procedure may change it.

Two axes, because a household out of poverty may be watched as well (脱贫不稳定户), and stays out of poverty when its risk is
removed. A household without any entry on an axis is an ordinary one: `None`.
"""

from collections.abc import Mapping
from enum import StrEnum

from shared.errors import Conflict, Unprocessable


class Axis(StrEnum):
    POVERTY = "poverty"
    WATCH = "watch"


class PovertyState(StrEnum):
    """What a household is known as, on either axis; the Chinese word is `POVERTY_STATE_NAMES[...]`."""

    POOR = "poor"
    SUPPORTED = "supported"
    INDEPENDENT = "independent"
    RELAPSED = "relapsed"
    UNSTABLE = "unstable"
    MARGINAL = "marginal"
    STRICKEN = "stricken"
    RISK_REMOVED = "risk-removed"


class ProcedureKind(StrEnum):
    """What a procedure is for."""

    IDENTIFICATION = "identification"
    RELAPSE = "relapse"
    EXIT = "exit"
    INDEPENDENCE = "independence"
    TAKE_IN = "take-in"
    RISK_REMOVAL = "risk-removal"


class StateOrigin(StrEnum):
    """Why a household's state changed: a procedure of ours came to its end, or the national system said so."""

    PROCEDURE = "procedure"
    NATIONAL = "national"


WATCHED = frozenset({PovertyState.UNSTABLE, PovertyState.MARGINAL, PovertyState.STRICKEN})
OUT_OF_POVERTY = frozenset({PovertyState.SUPPORTED, PovertyState.INDEPENDENT})
IN_POVERTY = frozenset({PovertyState.POOR, PovertyState.RELAPSED})
NEEDS_ASSURANCES = OUT_OF_POVERTY | {PovertyState.RISK_REMOVED}
"""States that nobody enters while any of the five assurances is unmet: 未实现“两不愁三保障”的不得退出 (淄博 2018 第4条). The
migration holds the same in the database."""

AXIS_NAMES = {Axis.POVERTY: "脱贫状态", Axis.WATCH: "监测状态"}
POVERTY_STATE_NAMES = {
    PovertyState.POOR: "未脱贫",
    PovertyState.SUPPORTED: "脱贫享受政策",
    PovertyState.INDEPENDENT: "脱贫不再享受政策",
    PovertyState.RELAPSED: "返贫",
    PovertyState.UNSTABLE: "脱贫不稳定户",
    PovertyState.MARGINAL: "边缘易致贫户",
    PovertyState.STRICKEN: "突发严重困难户",
    PovertyState.RISK_REMOVED: "风险消除",
}
PROPOSED_NAMES = POVERTY_STATE_NAMES | {
    PovertyState.POOR: "贫困户（建档立卡）",
    PovertyState.SUPPORTED: "脱贫户（继续享受政策）",
    PovertyState.INDEPENDENT: "脱贫户（不再享受政策）",
    PovertyState.RELAPSED: "返贫户（重新纳入帮扶）",
}
"""What a procedure proposes, in the words of a notice: a household is put forward as something, not as 未脱贫."""
PROCEDURE_NAMES = {
    ProcedureKind.IDENTIFICATION: "识别",
    ProcedureKind.RELAPSE: "返贫认定",
    ProcedureKind.EXIT: "退出",
    ProcedureKind.INDEPENDENCE: "脱贫不再享受政策",
    ProcedureKind.TAKE_IN: "监测对象纳入",
    ProcedureKind.RISK_REMOVAL: "监测风险消除",
}
ORIGIN_OF_STATE_NAMES = {StateOrigin.PROCEDURE: "本地程序办结", StateOrigin.NATIONAL: "全国系统结果导入"}

TARGETS: Mapping[ProcedureKind, frozenset[PovertyState]] = {
    ProcedureKind.IDENTIFICATION: frozenset({PovertyState.POOR}),
    ProcedureKind.RELAPSE: frozenset({PovertyState.RELAPSED}),
    ProcedureKind.EXIT: frozenset({PovertyState.SUPPORTED}),
    ProcedureKind.INDEPENDENCE: frozenset({PovertyState.INDEPENDENT}),
    ProcedureKind.TAKE_IN: WATCHED,
    ProcedureKind.RISK_REMOVAL: frozenset({PovertyState.RISK_REMOVED}),
}
"""Where each procedure leads."""

MOVES: Mapping[PovertyState, frozenset[PovertyState | None]] = {
    PovertyState.POOR: frozenset({None}),
    PovertyState.SUPPORTED: IN_POVERTY,
    PovertyState.INDEPENDENT: frozenset({PovertyState.SUPPORTED}),
    PovertyState.RELAPSED: OUT_OF_POVERTY,
    PovertyState.UNSTABLE: frozenset({None, PovertyState.RISK_REMOVED}),
    PovertyState.MARGINAL: frozenset({None, PovertyState.RISK_REMOVED}),
    PovertyState.STRICKEN: frozenset({None, PovertyState.RISK_REMOVED}),
    PovertyState.RISK_REMOVED: WATCHED,
}
"""From which state of its own axis each state may be entered; what is not here is refused."""

_BESIDE: Mapping[PovertyState, frozenset[PovertyState | None]] = {
    PovertyState.UNSTABLE: OUT_OF_POVERTY,
    PovertyState.MARGINAL: frozenset({None}),
    PovertyState.STRICKEN: OUT_OF_POVERTY | {None},
}
"""What the poverty axis must say of a household that is taken under watch: 脱贫不稳定户 are out of poverty, 边缘易致贫户 never
were in it, and who is poor is helped as poor and not watched (国开发〔2020〕6号)."""


class TargetNotOfProcedure(Unprocessable):
    """这一程序不能认定为所选的状态"""

    mend = "监测对象纳入须选明三类监测对象之一；其他程序不必填写"


class MoveNotAllowed(Conflict):
    """本户现在的状态不能办理这一程序"""

    mend = "请核对本户当前状态；状态有误的，先导入全国系统的结果更正"


class StateOfAnotherAxis(Unprocessable):
    """所选的状态不属于这一种"""

    mend = "脱贫状态：未脱贫、脱贫享受政策、脱贫不再享受政策、返贫；监测状态：三类监测对象、风险消除"


class AnswerInTheFuture(Unprocessable):
    """日期不在可登记的范围"""

    mend = "不早于本户上一次状态的日期，不晚于今天"


class NothingNew(Conflict):
    """本户已经是这一状态"""

    mend = "不必重复登记"


def watched_as(current: Mapping[Axis, PovertyState], *, is_stricken: bool) -> PovertyState:
    """As what a household is put forward for watching: 突发严重困难户 by what struck it, else 脱贫不稳定户 if it came out of
    poverty and 边缘易致贫户 if it never was in it (国开发〔2020〕6号; 国乡振发〔2021〕7号 adds the first)."""
    if is_stricken:
        return PovertyState.STRICKEN
    return PovertyState.UNSTABLE if current.get(Axis.POVERTY) in OUT_OF_POVERTY else PovertyState.MARGINAL


def axis_of(state: PovertyState) -> Axis:
    return Axis.WATCH if state in WATCHED | {PovertyState.RISK_REMOVED} else Axis.POVERTY


def target_of(kind: ProcedureKind, wanted: PovertyState | None) -> PovertyState:
    """Where a procedure leads; only a take-in has a choice. Raises TargetNotOfProcedure."""
    possible = TARGETS[kind]
    if wanted is None and len(possible) == 1:
        return next(iter(possible))
    if wanted is None or wanted not in possible:
        choices = [POVERTY_STATE_NAMES[state] for state in PovertyState if state in possible]
        raise TargetNotOfProcedure(pointer="/target", allowed=choices)
    return wanted


def check_move(target: PovertyState, current: Mapping[Axis, PovertyState]) -> None:
    """Whether a household that stands so may become `target`. Raises MoveNotAllowed."""
    axis = axis_of(target)
    beside = _BESIDE.get(target)
    poverty = current.get(Axis.POVERTY)
    if current.get(axis) not in MOVES[target] or (beside is not None and poverty not in beside):
        raise MoveNotAllowed(current=spoken(current), wanted=POVERTY_STATE_NAMES[target])


def spoken(current: Mapping[Axis, PovertyState]) -> str:
    """`脱贫享受政策,脱贫不稳定户`; 一般农户 where nothing is on record."""
    return ",".join(POVERTY_STATE_NAMES[current[axis]] for axis in Axis if axis in current) or "一般农户"
