"""Sums of lines, by class and by kind of service."""

from hypothesis import given
from hypothesis import strategies as st

from services.medical.rules.line import LineCost
from services.medical.rules.tally import EMPTY, Tally, read_tally, tally
from shared.policy.clauses import Part

LINES = [
    ("A", None, LineCost(100)),
    ("B", "large_equipment", LineCost(90, 10)),
    ("B", None, LineCost(40, 5, 5)),
    ("C", "registration", LineCost(out_of_policy_fen=7)),
]
costs = st.builds(LineCost, *[st.integers(-(10**9), 10**9)] * 4)
lines = st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from([None, "implant", "registration"]), costs), max_size=8)


def test_each_class_and_each_kind_of_service_has_its_sums():
    told = tally(LINES)

    assert (told.line_count, told.cost) == (4, LineCost(230, 15, 5, 7))
    assert told.classes == {"A": Part(100, 100, 0), "B": Part(150, 130, 15), "C": Part(7, 0, 0)}
    assert told.items == {"large_equipment": Part(100, 90, 10), "registration": Part(7, 0, 0)}


@given(lines, lines)
def test_batches_add_up_to_the_whole_and_come_off_again(one, other):
    assert tally(one) + tally(other) == tally([*one, *other])
    assert (tally(one) + tally(other)) - tally(other) == tally(one)


@given(lines.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_the_order_of_lines_does_not_matter(bills):
    one, other = bills
    assert tally(one) == tally(other)


@given(lines)
def test_what_a_row_keeps_is_read_as_it_was(some):
    assert read_tally(tally(some).as_json()) == tally(some)
    assert read_tally({}) == EMPTY == Tally()
