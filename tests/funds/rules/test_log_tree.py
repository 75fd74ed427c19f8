"""The tree over the log: the RFC's own recursion, whatever is kept of it, and checkers that share no code with us."""

from hypothesis import given
from hypothesis import strategies as st

from services.funds.rules.log_tree import consistency_parts, grown, hash_of, inclusion_parts, nodes_of
from services.funds.rules.merkle import EMPTY_ROOT, grow, leaf_hash, root
from services.funds.verifier.verify import Tree, root_by_inclusion, roots_by_consistency

MILLION = 1_000_000
sizes = st.integers(0, 1500)


def leaves_of(size: int) -> list[bytes]:
    return [leaf_hash(number.to_bytes(4)) for number in range(size)]


def known_of(size: int) -> dict[tuple[int, int], bytes]:
    """Everything that the database would hold of a log of this size."""
    leaves = leaves_of(size)
    _, kept = grown(0, leaves, {})
    return kept | {(0, place): leaf for place, leaf in enumerate(leaves)}


def root_of(size: int) -> bytes:
    return root(grow([number.to_bytes(4) for number in range(size)]))


@given(sizes, sizes)
def test_growing_in_two_steps_gives_the_root_of_all_and_needs_the_edge_alone(first, more):
    known = known_of(first)
    edge = {node: known[node] for node in nodes_of((0, first))}

    reached, kept = grown(first, leaves_of(first + more)[first:], edge)

    assert reached == root_of(first + more)
    assert len(edge) < 2 * 256
    everything = known_of(first + more)
    assert kept.items() <= everything.items()
    assert {node for node in everything if node[0]} == {node for node in known if node[0]} | set(kept)


@given(st.integers(1, 1500), st.data())
def test_a_record_leads_to_every_head_that_covers_it(size, data):
    position = data.draw(st.integers(0, size - 1))
    known = known_of(size)

    path = [hash_of(part, known) for part in inclusion_parts(position, size)]

    assert root_by_inclusion(known[0, position], position, size, path) == root_of(size)


@given(st.integers(2, 1500), st.data())
def test_a_later_head_is_shown_to_begin_with_an_earlier_one(size, data):
    first = data.draw(st.integers(1, size - 1))
    known = known_of(size)

    path = [hash_of(part, known) for part in consistency_parts(first, size)]

    assert roots_by_consistency(first, size, root_of(first), path) == (root_of(first), root_of(size))


@given(st.integers(2, 600), st.data())
def test_another_history_is_not_shown_to_begin_so(size, data):
    first = data.draw(st.integers(1, size - 1))
    changed = data.draw(st.integers(0, first - 1))
    forged = Tree()
    for place in range(first):
        forged.add(b"another" if place == changed else place.to_bytes(4))
    path = [hash_of(part, known_of(size)) for part in consistency_parts(first, size)]

    assert roots_by_consistency(first, size, forged.root(), path) != (forged.root(), root_of(size))


@given(sizes)
def test_the_auditors_tree_is_ours(size):
    tree = Tree()
    for number in range(size):
        tree.add(number.to_bytes(4))
    assert tree.root() == root_of(size)


def test_the_log_of_nothing_has_the_root_of_nothing():
    assert grown(0, [], {}) == (EMPTY_ROOT, {})


def test_a_proof_over_a_million_records_reads_some_hundreds_of_hashes():
    for position in (0, 1, 255, 256, 499_999, 777_777, MILLION - 1):
        nodes = {node for part in inclusion_parts(position, MILLION) for node in nodes_of(part)}
        assert len(nodes) < 1_200
    nodes = {node for part in consistency_parts(654_321, MILLION) for node in nodes_of(part)}
    assert len(nodes) < 1_800


def test_a_log_and_itself_need_no_proof():
    assert consistency_parts(0, 9) == consistency_parts(9, 9) == []
