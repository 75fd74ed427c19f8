"""The Merkle tree of RFC 9162, section 2.1: one hash that fixes a list of entries, and a short proof for each of them.

A leaf is SHA-256(0x00 || entry), a node SHA-256(0x01 || left || right), the tree of nothing SHA-256(""). The RFC splits n
leaves at the largest power of two below n; pairing the leaves level by level, and lifting the odd one out unchanged, builds
the same tree from below in one pass.
"""

from collections.abc import Sequence
from hashlib import sha256
from itertools import zip_longest

EMPTY_ROOT = sha256().digest()

Levels = list[list[bytes]]
"""From the leaves' hashes up to the root."""


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def grow(entries: Sequence[bytes]) -> Levels:
    """Every level of the tree over these entries; empty for no entry."""
    levels = [[leaf_hash(entry) for entry in entries]] if entries else []
    while levels and len(levels[-1]) > 1:
        below = levels[-1]
        pairs = zip_longest(below[::2], below[1::2])
        levels.append([left if right is None else node_hash(left, right) for left, right in pairs])
    return levels


def root(levels: Levels) -> bytes:
    """MTH(D[n])."""
    return levels[-1][0] if levels else EMPTY_ROOT


def inclusion_path(levels: Levels, index: int) -> list[bytes]:
    """PATH(index, D[n]): the neighbours on the way from a leaf to the root, from below."""
    path = []
    for level in levels[:-1]:
        neighbour = index ^ 1
        if neighbour < len(level):
            path.append(level[neighbour])
        index >>= 1
    return path
