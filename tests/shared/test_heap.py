"""A process that has read a large file is no larger afterwards than what it keeps."""

import ctypes
import subprocess
import sys

import pytest

from deploy.embedded.state import CHECKOUT
from shared.heap import give_back, large_blocks_given_back

IS_GLIBC = sys.platform == "linux" and hasattr(ctypes.CDLL(None), "malloc_trim")
HELD = """
from pathlib import Path
from shared.heap import give_back, large_blocks_given_back
def held_mib():
    [line] = [line for line in Path("/proc/self/smaps_rollup").read_text().splitlines() if line.startswith("Rss:")]
    return int(line.split()[1]) // 1024
"""


def freed_mib(act: str) -> int:
    """How much less a process holds after the act than before it: one of its own, in which nobody else comes and goes."""
    told = subprocess.run([sys.executable, "-c", HELD + act], cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    return int(told)


@pytest.mark.skipif(not IS_GLIBC, reason="there is nobody to ask")
def test_large_blocks_go_back_as_soon_as_they_are_free() -> None:
    # What is freed lies between blocks that stay, which keeps a heap as large as it was.
    act = """
large = b"\\x01" * 30_000_000
del large  # after which glibc takes blocks up to this size from its heap
with large_blocks_given_back():
    blocks = [bytes(b"\\x01" * 2_097_152) for _ in range(40)]
    held = held_mib()
    del blocks[::2]
    print(held - held_mib())
"""
    assert freed_mib(act) >= 30


@pytest.mark.skipif(not IS_GLIBC, reason="there is nobody to ask")
def test_whatever_is_free_goes_back_when_asked() -> None:
    act = """
blocks = [bytes(b"\\x01" * 100_000) for _ in range(500)]
held = held_mib()
del blocks[::2]
give_back()
print(held - held_mib())
"""
    assert freed_mib(act) >= 15


def test_elsewhere_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    class Other:
        """A C library that cannot be asked."""

        def __init__(self, name: None) -> None:
            pass

    monkeypatch.setattr(ctypes, "CDLL", Other)
    give_back()
    with large_blocks_given_back():
        pass
