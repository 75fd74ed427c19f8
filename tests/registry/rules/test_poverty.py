"""The states of a household: everything that the table does not allow is refused."""

from itertools import product

import pytest

from services.registry.rules.poverty import (
    MOVES,
    NEEDS_ASSURANCES,
    TARGETS,
    WATCHED,
    Axis,
    MoveNotAllowed,
    PovertyState,
    ProcedureKind,
    TargetNotOfProcedure,
    axis_of,
    check_move,
    spoken,
    target_of,
)

P = PovertyState
POVERTY = [None, P.POOR, P.SUPPORTED, P.INDEPENDENT, P.RELAPSED]
WATCH = [None, P.UNSTABLE, P.MARGINAL, P.STRICKEN, P.RISK_REMOVED]


def standing(poverty: PovertyState | None, watch: PovertyState | None) -> dict[Axis, PovertyState]:
    return {axis: state for axis, state in ((Axis.POVERTY, poverty), (Axis.WATCH, watch)) if state}


def allowed(poverty: PovertyState | None, watch: PovertyState | None) -> set[PovertyState]:
    found = set()
    for target in PovertyState:
        try:
            check_move(target, standing(poverty, watch))
        except MoveNotAllowed:
            continue
        found.add(target)
    return found


@pytest.mark.parametrize(
    ("poverty", "watch", "targets"),
    [
        (None, None, {P.POOR, P.MARGINAL, P.STRICKEN}),
        (P.POOR, None, {P.SUPPORTED}),
        (P.SUPPORTED, None, {P.INDEPENDENT, P.RELAPSED, P.UNSTABLE, P.STRICKEN}),
        (P.INDEPENDENT, None, {P.RELAPSED, P.UNSTABLE, P.STRICKEN}),
        (P.RELAPSED, None, {P.SUPPORTED}),
        (P.SUPPORTED, P.UNSTABLE, {P.INDEPENDENT, P.RELAPSED, P.RISK_REMOVED}),
        (None, P.MARGINAL, {P.POOR, P.RISK_REMOVED}),
        (P.SUPPORTED, P.RISK_REMOVED, {P.INDEPENDENT, P.RELAPSED, P.UNSTABLE, P.STRICKEN}),
    ],
)
def test_from_each_state_a_household_goes_where_it_may(
    poverty: PovertyState | None, watch: PovertyState | None, targets: set[PovertyState]
) -> None:
    assert allowed(poverty, watch) == targets


def test_nobody_stays_where_they_are_by_a_procedure() -> None:
    for poverty, watch in product(POVERTY, WATCH):
        assert not {poverty, watch} & allowed(poverty, watch)


def test_every_state_is_led_to_by_one_procedure_from_its_own_axis() -> None:
    assert sorted(state for targets in TARGETS.values() for state in targets) == sorted(PovertyState)
    for state, before in MOVES.items():
        assert {axis_of(each) for each in before if each} <= {axis_of(state)}
    assert {P.SUPPORTED, P.INDEPENDENT, P.RISK_REMOVED} == NEEDS_ASSURANCES


def test_only_a_take_in_has_a_choice() -> None:
    assert target_of(ProcedureKind.EXIT, None) is P.SUPPORTED
    assert {target_of(ProcedureKind.TAKE_IN, state) for state in WATCHED} == WATCHED
    for kind, wanted in ((ProcedureKind.TAKE_IN, None), (ProcedureKind.TAKE_IN, P.POOR), (ProcedureKind.EXIT, P.POOR)):
        with pytest.raises(TargetNotOfProcedure):
            target_of(kind, wanted)


def test_a_household_is_spoken_of_on_both_axes() -> None:
    assert spoken(standing(P.SUPPORTED, P.UNSTABLE)) == "脱贫享受政策,脱贫不稳定户"
    assert spoken({}) == "一般农户"
