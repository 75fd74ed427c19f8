"""The tree of RFC 9162 against published vectors, the RFC's own recursion, and the independent checker."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.funds.rules.merkle import EMPTY_ROOT, grow, inclusion_path, leaf_hash, node_hash, root
from services.funds.verifier.check_proof import root_from_path

# The test vectors of the Certificate Transparency reference implementation: eight leaves, and the root over the first n.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

entries = st.lists(st.binary(max_size=40), min_size=1, max_size=70)


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_certificate_transparency(size):
    assert root(grow(LEAVES[:size])).hex() == ROOTS[size - 1]


def test_the_tree_of_nothing_is_the_hash_of_nothing():
    assert root(grow([])) == EMPTY_ROOT == sha256(b"").digest()


@given(entries)
def test_growing_from_below_gives_the_rfcs_recursion(leaves):
    def mth(part: list[bytes]) -> bytes:
        if len(part) == 1:
            return leaf_hash(part[0])
        split = 1 << (len(part) - 1).bit_length() - 1
        return node_hash(mth(part[:split]), mth(part[split:]))

    assert root(grow(leaves)) == mth(leaves)


@given(entries)
def test_every_entry_leads_to_the_root(leaves):
    levels = grow(leaves)
    for index, leaf in enumerate(leaves):
        assert root_from_path(leaf, index, len(leaves), inclusion_path(levels, index)) == root(levels)


@given(entries, st.data())
def test_no_other_entry_leads_there(leaves, data):
    levels = grow(leaves)
    index = data.draw(st.integers(0, len(leaves) - 1))
    other = data.draw(st.binary(max_size=40).filter(lambda text: text != leaves[index]))

    assert root_from_path(other, index, len(leaves), inclusion_path(levels, index)) != root(levels)


@given(entries)
def test_a_path_of_another_length_is_refused(leaves):
    path = inclusion_path(grow(leaves), 0)

    with pytest.raises(ValueError, match="过长"):
        root_from_path(leaves[0], 0, len(leaves), [*path, EMPTY_ROOT])
    if path:
        with pytest.raises(ValueError, match="过短"):
            root_from_path(leaves[0], 0, len(leaves), path[:-1])
