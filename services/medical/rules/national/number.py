"""Numbers of at most thirty characters, as the national fields want them, for our own longer ids; nothing is stored for it."""

from base64 import b32decode, b32encode
from binascii import Error
from uuid import UUID

from shared.errors import Unprocessable

DIGITS = 26


class NumberUnknown(Unprocessable):
    """编号不是本平台给出的编号"""

    mend = "就诊编号、结算编号、人员编号请原样使用本平台答复中的值"


def number_of(id: UUID) -> str:
    """A `mdtrt_id`, `setl_id` or `inf_refmsgid`: 26 letters and digits, in the order of time as UUIDv7 is."""
    return b32encode(id.bytes).decode().rstrip("=")


def id_of(number: str, *, pointer: str) -> UUID:
    """The id behind a number; our REST door's own form (a UUID) is understood too. Raises NumberUnknown."""
    try:
        if len(number) == DIGITS:
            return UUID(bytes=b32decode(number.upper() + "======"))
        return UUID(number)
    except (ValueError, Error):
        raise NumberUnknown(pointer=pointer) from None


def psn_no_of(identity_hash: str) -> str:
    """A person's `psn_no`: half of the keyed hash, so that it says nothing and is the same in every hospital."""
    return number_of(UUID(hex=identity_hash[:32]))
