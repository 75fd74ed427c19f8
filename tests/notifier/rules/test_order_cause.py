"""What happened last decides, in whatever order and however often it is heard of."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.notifier.rules.order_cause import Turn, ends, latest, on_cause

T0 = datetime(2020, 6, 1, tzinfo=UTC)
moments = st.integers(0, 6).map(lambda hours: T0 + timedelta(hours=hours))


def heard(events, *, again: bool) -> bool:
    """Whether something is owed after these; the same steps as the operation takes."""
    caused = ended = None
    is_given = is_owed = False
    for what, at in events:
        if what == "cause":
            turn = on_cause(at, caused_at=caused, ended_at=ended, is_given=is_given, again=again)
            caused = latest(caused, at)
            if turn is not Turn.NOTHING:
                is_given = is_owed = True
        else:
            ended = latest(ended, at)
            if ends(at, caused_at=caused):
                is_owed = False
    return is_owed


@given(st.lists(st.tuples(st.sampled_from(["cause", "end"]), moments), min_size=1, max_size=8), st.randoms())
def test_what_recurs_is_owed_if_and_only_if_its_last_cause_is_after_its_last_end(events, random) -> None:
    causes = [at for what, at in events if what == "cause"]
    over = [at for what, at in events if what == "end"]
    shuffled = [*events, *events]
    random.shuffle(shuffled)
    is_owed = bool(causes) and (not over or max(causes) > max(over))
    assert heard(shuffled, again=True) == is_owed


@given(moments, moments, st.permutations(["cause", "end", "cause"]))
def test_what_is_given_once_for_all_never_comes_back(caused, ended, order) -> None:
    events = [(what, caused if what == "cause" else ended) for what in order]
    assert heard(events, again=False) == (ended < caused)
