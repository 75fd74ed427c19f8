"""The tree over the whole public log (RFC 9162, section 2.1), as far as it must be known for one root or one proof.

Of all nodes those of every eighth level are kept: a node of level 8 stands for 256 leaves, one of level 16 for 65,536. Any other
hash is reckoned from at most 255 neighbours, so a proof over a million leaves reads some hundreds of hashes, and a node that is
kept never changes: the leaves below it are all there.
"""

from collections.abc import Iterable, Iterator, Mapping

from services.funds.rules.merkle import EMPTY_ROOT, leaf_hash, node_hash

STEP = 8
LEVELS_LIMIT = 64

Part = tuple[int, int]
"""The leaves from the first number up to, and without, the second."""
Node = tuple[int, int]
"""A level (0: leaves) and a place in it."""
Known = Mapping[Node, bytes]


def nodes_of(part: Part) -> Iterator[Node]:
    """The kept nodes (and leaves) from which a part's hash is reckoned."""
    start, end = part
    if start == end:
        return
    level = (end - start).bit_length() - 1
    if end - start == 1 << level and level % STEP == 0:
        yield level, start >> level
        return
    middle = _split(part)
    yield from nodes_of((start, middle))
    yield from nodes_of((middle, end))


def hash_of(part: Part, known: Known) -> bytes:
    """The hash over a part of the tree. Raises KeyError if a node is not known."""
    start, end = part
    if start == end:
        return EMPTY_ROOT
    level = (end - start).bit_length() - 1
    if end - start == 1 << level and level % STEP == 0:
        return known[level, start >> level]
    middle = _split(part)
    return node_hash(hash_of((start, middle), known), hash_of((middle, end), known))


def inclusion_parts(position: int, size: int) -> list[Part]:
    """The parts whose hashes lead from a leaf to the root over `size` leaves, from below: PATH(m, D[n])."""
    (start, end), parts = (0, size), list[Part]()
    while end - start > 1:
        middle = _split((start, end))
        if position < middle:
            parts.append((middle, end))
            end = middle
        else:
            parts.append((start, middle))
            start = middle
    return parts[::-1]


def consistency_parts(first: int, second: int) -> list[Part]:
    """The parts whose hashes show that the tree of `second` leaves begins with that of `first`: PROOF(m, D[n])."""
    if first in (0, second):
        return []
    (start, end), parts, is_left_edge = (0, second), list[Part](), True
    while first != end:
        middle = _split((start, end))
        if first <= middle:
            parts.append((middle, end))
            end = middle
        else:
            parts.append((start, middle))
            start, is_left_edge = middle, False
    return [*([] if is_left_edge else [(start, end)]), *reversed(parts)]


def grown(size: int, leaves: Iterable[bytes], edge: Known) -> tuple[bytes, dict[Node, bytes]]:
    """The root after these leaves (their hashes) were added to a tree of `size`, and the nodes to be kept that became whole.

    `edge`: the `nodes_of((0, size))`.
    """
    known, after, fresh = dict(edge), size, dict[Node, bytes]()
    for leaf in leaves:
        known[0, after] = leaf
        after += 1
    for level in range(STEP, LEVELS_LIMIT, STEP):
        for place in range(size >> level, after >> level):
            below = [known[level - STEP, (place << STEP) + at] for at in range(1 << STEP)]
            while len(below) > 1:
                below = [node_hash(left, right) for left, right in zip(below[::2], below[1::2], strict=True)]
            known[level, place] = fresh[level, place] = below[0]
    return hash_of((0, after), known), fresh


def leaf_of(commitment: bytes) -> bytes:
    """What stands in the tree for a record: the hash of its commitment."""
    return leaf_hash(commitment)


def _split(part: Part) -> int:
    """Where the RFC divides: at the largest power of two that is smaller than the number of leaves."""
    start, end = part
    return start + (1 << (end - start - 1).bit_length() - 1)
