"""Receipts: the number that a stranger takes home and asks with, and the key of the page by which the same form is known again.

The number is made of the thing's own id with the key that stamps our papers, so it need not be stored: only its hash is, to be
looked for.
"""

from hashlib import sha256
from uuid import UUID

from shared.vault import stamp

RECEIPT_SIGNS = 12
"""The last of the stamp's signs: 60 bits that nobody can guess, and still short enough to write down."""


def receipt_of(kind: str, thing: UUID) -> str:
    """`K7QX-2MNA-4TLC`: what somebody asks with after this thing of ours (an objection, say)."""
    signs = stamp(kind, thing)[-RECEIPT_SIGNS:]
    return "-".join(signs[at : at + 4] for at in range(0, RECEIPT_SIGNS, 4))


def hash_receipt(receipt: str) -> str:
    """As typed, in any case, with or without hyphens and blanks."""
    return sha256(receipt.upper().replace("-", "").replace(" ", "").encode()).hexdigest()


def hash_key(key: UUID) -> str:
    """Of the key that a page gave out: the same form sent twice is one."""
    return sha256(key.bytes).hexdigest()
