"""What was freed goes back to the system: left alone, the C library keeps much of it, for each thread by itself.

Only glibc can be asked otherwise; elsewhere nothing happens here.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""glibc's numbers for them (malloc.h)."""
_LARGE_BYTES = 1024 * 1024
_USUAL_BYTES = 32 * 1024 * 1024
"""To which glibc raises its own limit once blocks as large were freed; and it keeps twice as much at the end of its heap."""


def give_back() -> None:
    """All that is free, which takes some milliseconds."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)


@contextmanager
def large_blocks_given_back() -> Iterator[None]:
    """Until here, blocks of a megabyte or more go back as soon as they are free: to read a large file takes half as much memory
    then. To write what was read would take longer."""
    _set(_LARGE_BYTES)
    try:
        yield
    finally:
        _set(_USUAL_BYTES)


def _set(large_bytes: int) -> None:
    options = getattr(ctypes.CDLL(None), "mallopt", None)
    if options:
        options(_MMAP_THRESHOLD, large_bytes)
        options(_TRIM_THRESHOLD, 2 * _USUAL_BYTES)
