"""A process that has read a large file is no larger afterwards than what it keeps."""

import ctypes
import sys
from pathlib import Path

import pytest

from shared.heap import give_back, large_blocks_given_back

IS_GLIBC = sys.platform == "linux" and hasattr(ctypes.CDLL(None), "malloc_trim")
MIB = 1024 * 1024


def held_mib() -> int:
    [line] = [line for line in Path("/proc/self/smaps_rollup").read_text().splitlines() if line.startswith("Rss:")]
    return int(line.split()[1]) // 1024


@pytest.mark.skipif(not IS_GLIBC, reason="there is nobody to ask")
def test_large_blocks_go_back_as_soon_as_they_are_free() -> None:
    with large_blocks_given_back():
        before = held_mib()
        blocks = [bytes(b"\x01" * (2 * MIB)) for _ in range(40)]
        held = held_mib()
        del blocks[::2]  # what lies between those that stay, which keeps a heap as large as it was
        after = held_mib()
    assert held - before >= 70
    assert held - after >= 30


@pytest.mark.skipif(not IS_GLIBC, reason="there is nobody to ask")
def test_whatever_is_free_goes_back_when_asked() -> None:
    blocks = [bytes(b"\x01" * 100_000) for _ in range(500)]
    held = held_mib()
    del blocks[::2]
    give_back()
    assert held - held_mib() >= 15


def test_elsewhere_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    class Other:
        """A C library that cannot be asked."""

        def __init__(self, name: None) -> None:
            pass

    monkeypatch.setattr(ctypes, "CDLL", Other)
    give_back()
    with large_blocks_given_back():
        pass
