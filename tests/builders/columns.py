"""Bills as columns, on the way that recorded ones take: packed, written down, read again, joined."""

from collections.abc import Iterable

from services.medical.rules import recorded
from services.medical.rules.packed import Packed, Packer, unpacked
from shared.policy.batch.columns import Columns
from shared.policy.stay import Stay


def columns_of(bills: Iterable[tuple[str, str, Stay]], *, at_once: int = 3) -> Columns:
    """Of bills in their order, each with its person and family; so many in each packed day."""
    days, packer = list[Packed](), Packer()
    for person, family, stay in bills:
        packer.add(stay, id=bytes(16), person=person, family=family)
        if len(packer) == at_once:
            days.append(unpacked(packer.packed().as_bytes()))
            packer = Packer()
    return recorded.columns_of([*days, packer.packed()])
