"""A sample is reproducible, checks every helper, and draws nobody twice."""

from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.registry.rules.spot_check import Visited, differences, drawn
from services.registry.store.campaign_policy import get_kind
from tests.builders.walking import NOVEMBER_1

HELPERS = st.sampled_from([None, UUID(int=1), UUID(int=2), UUID(int=3)])
A_LIST = st.dictionaries(st.uuids(), HELPERS, max_size=40).map(lambda told: [Visited(*each) for each in told.items()])


@given(st.text(max_size=8), A_LIST, st.integers(1, 1000), st.randoms())
def test_the_same_seed_draws_the_same_households_whatever_the_order_of_the_list(
    seed: str, visited: list[Visited], per_mille: int, dice: st.DataObject
) -> None:
    shuffled = list(visited)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    taken = drawn(seed, visited, per_mille=per_mille)
    assert taken == drawn(seed, shuffled, per_mille=per_mille)
    assert len(set(taken)) == len(taken)
    assert set(taken) <= set(visited)
    sizes, shares = Counter(each.helper_id for each in visited), Counter(each.helper_id for each in taken)
    assert all(shares[helper] == -(-size * per_mille // 1000) for helper, size in sizes.items())


def test_another_seed_draws_others() -> None:
    visited = [Visited(UUID(int=each), None) for each in range(100)]
    assert drawn("one", visited, per_mille=50) != drawn("other", visited, per_mille=50)


def test_only_what_both_answered_otherwise_differs() -> None:
    kind, _, _ = get_kind("visit-all", region="371311", on=NOVEMBER_1)
    told = {"demands": "no", "policies-known": "yes"}
    assert differences(kind, told, told) == []
    assert differences(kind, told, {"policies-known": "yes"}) == []
    assert [each.question for each in differences(kind, told, {"demands": "yes", "policies-known": "no"})] == [
        "demands",
        "policies-known",
    ]
