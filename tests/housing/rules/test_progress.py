"""What a renovation's record says of a day: the same state that its acts led to, whatever they were."""

from hypothesis import given
from hypothesis import strategies as st

from services.housing.rules.progress import APPROVED, BEGUN, BUILT, SAFE, STATES_AFTER, Facet, Tally
from services.housing.rules.renovation import MOVES, Act, Level, RenovationState
from services.housing.rules.renovation import agree as agrees
from services.housing.schemas.progress import ProgressLine, percent


def _walk(choices: list[int]) -> tuple[RenovationState, str]:
    """Some way from the application on, by whatever act is possible: where it leads, and the last line of the record."""
    state, key, shown = RenovationState.APPLIED, Act.APPLIED.value, None
    turn = {
        RenovationState.APPLIED: Level.VILLAGE,
        RenovationState.VILLAGE_AGREED: Level.TOWN,
        RenovationState.TOWN_AGREED: Level.COUNTY,
    }
    for choice in choices:
        acts = [act for act, moves in MOVES.items() if state in moves] + ([Act.AGREED_TO] if state in turn else [])
        if not acts:
            break
        act = acts[choice % len(acts)]
        if act is Act.AGREED_TO:
            shown = turn[state]
            state = agrees(state, shown, has_stood=True)
            key = f"{act}:{shown}"
        elif act is Act.NOTICE_STOPPED:
            if shown is None or f"{Act.AGREED_TO}:{shown}" != key:
                continue
            state, key = MOVES[act][state], f"{act}:{shown}"
        else:
            moved = MOVES[act][state]
            key = act.value if moved is not state else key
            state = moved
    return state, key


@given(st.lists(st.integers(0, 20), max_size=30))
def test_the_last_line_that_moved_it_says_where_a_renovation_stands(choices):
    state, key = _walk(choices)

    assert STATES_AFTER[key] is state


def test_every_act_leads_somewhere_or_moves_nothing():
    moving = {key.partition(":")[0] for key in STATES_AFTER}

    assert set(Act) - moving == {
        Act.NOTICE_STOOD,
        Act.INSPECTED,
        Act.CURED,
        Act.VISITED,
        Act.QUESTIONED,
        Act.SETTLED,
    }


def test_what_is_further_counts_as_every_step_before_it():
    assert SAFE < BUILT < BEGUN < APPROVED


def test_the_rate_never_reads_whole_before_everything_is_safe():
    assert [percent(999, 1000), percent(1999, 2000), percent(1, 3), percent(0, 0), percent(7, 7)] == [
        "99.9", "99.9", "33.3", "-", "100.0",
    ]  # fmt: skip


def test_refused_and_withdrawn_households_do_not_have_to_be_made_safe():
    states = dict.fromkeys(RenovationState, 0) | {
        RenovationState.CLOSED: 2,
        RenovationState.REFUSED: 1,
        RenovationState.WITHDRAWN: 3,
    }
    line = ProgressLine.of(
        Tally(
            Facet.WHOLE,
            "",
            states,
            paid=2,
            partly=0,
            former=0,
            promised_fen=3_600_000,
            subsidy_fen=3_500_000,
            paid_fen=3_400_000,
            held_fen=0,
            kept_fen=0,
            way_fen=0,
            back_fen=0,
        ),
        "合计",
    )

    assert (line.households, line.safe, line.owed_fen, line.safe_percent) == (2, 2, 100_000, "100.0")
