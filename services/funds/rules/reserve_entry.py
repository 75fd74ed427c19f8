"""What the public reads of money that goes to a town's reserve, and which source a grant out of it is of.

To the public a reserve is one more line: money comes to it from a county's budget line, and grants are spent out of it. What of
it came from which source is reckoned by anyone in the same way: what came first is spent first, and what comes back is what was
spent last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from services.funds.rules.account import SOURCE_NAMES, AccountKey, AccountKind
from services.funds.rules.disclosure import DisclosureKind, PublicEntry, public_entry
from services.funds.rules.effect import Effect
from shared.regions import name_of, short_name_of

_PREFIX = "RES-"
OPENING = "公示启用前的结存"


def reserve_number(town: str) -> str:
    """What the public calls a town's reserve by, where a budget line has its number."""
    return _PREFIX + town


def is_reserve(number: str | None) -> bool:
    return bool(number) and str(number).startswith(_PREFIX)


def fill_entry(
    town: str, giving: AccountKey, *, id: UUID, amount_fen: int, programme: str | None, clause: str, on: date
) -> PublicEntry:
    """Money that came to a reserve out of a budget line, another town's reserve, or the county's pool without a source, of which
    nothing was public before."""
    is_known = giving.kind is not AccountKind.COUNTY_POOL
    from_line = reserve_number(giving.region) if giving.kind is AccountKind.TOWN_RESERVE else giving.holder
    return public_entry(
        id=id,
        kind=DisclosureKind.RESERVE_FILLED,
        region=town,
        region_name=name_of(town),
        subject=f"{short_name_of(town)}备用金",
        amount_fen=amount_fen,
        reason="拨付镇街备用金",
        clause=clause,
        published_on=on,
        source=SOURCE_NAMES[giving.source] if giving.source else None,
        programme=programme,
        year=giving.year or on.year,
        effect=Effect.MOVED if is_known else Effect.ALLOCATED,
        line=from_line if is_known else reserve_number(town),
        line_to=reserve_number(town) if is_known else None,
    )


def opening_entry(town: str, *, id: UUID, amount_fen: int, programme: str | None, clause: str, on: date) -> PublicEntry:
    """What lay in a reserve before its fills were public: told once, so that the lines add up from then on."""
    return public_entry(
        id=id,
        kind=DisclosureKind.RESERVE_FILLED,
        region=town,
        region_name=name_of(town),
        subject=f"{short_name_of(town)}备用金",
        amount_fen=amount_fen,
        reason=OPENING,
        clause=clause,
        published_on=on,
        programme=programme,
        year=on.year,
        effect=Effect.ALLOCATED,
        line=reserve_number(town),
    )


@dataclass(slots=True)
class ReserveBook:
    """One reserve as the public knows it: what came in, by source and in order, and what of each source was spent."""

    parcels: list[tuple[str, int]]
    spent: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, came: Sequence[tuple[str, int]], spent: Mapping[str, int]) -> "ReserveBook":
        """`came` in its order; what was taken back is below zero, and is taken off what came last of that source."""
        book = cls([], dict(spent))
        for source, fen in came:
            book.come(source, fen)
        return book

    def come(self, source: str, fen: int) -> None:
        """More came in of a source, or (below zero) went away again."""
        if fen >= 0:
            self.parcels.append((source, fen))
            return
        for at in reversed(range(len(self.parcels))):
            of, there = self.parcels[at]
            if of == source:
                taken = min(there, -fen)
                self.parcels[at] = (of, there - taken)
                fen += taken

    def spend(self, fen: int) -> list[tuple[str, int]]:
        """By which sources so much is spent, or (below zero) comes back; of what nothing is known the source is empty."""
        done = self._spend(fen) if fen >= 0 else [(source, -part) for source, part in self._give_back(-fen)]
        for source, part in done:
            self.spent[source] = self.spent.get(source, 0) + part
        return done

    def _used(self) -> list[int]:
        """Of each parcel, what is spent."""
        left, used = dict(self.spent), []
        for source, fen in self.parcels:
            used.append(max(0, min(left.get(source, 0), fen)))
            left[source] = left.get(source, 0) - used[-1]
        return used

    def _spend(self, fen: int) -> list[tuple[str, int]]:
        parts: dict[str, int] = {}
        for (source, there), used in zip(self.parcels, self._used(), strict=True):
            if taken := min(there - used, fen):
                parts[source] = parts.get(source, 0) + taken
                fen -= taken
        if fen or not parts:
            parts[""] = parts.get("", 0) + fen
        return list(parts.items())

    def _give_back(self, fen: int) -> list[tuple[str, int]]:
        parts: dict[str, int] = {}
        for (source, _), used in zip(reversed(self.parcels), reversed(self._used()), strict=True):
            if taken := min(used, fen):
                parts[source] = parts.get(source, 0) + taken
                fen -= taken
        if fen or not parts:
            parts[""] = parts.get("", 0) + fen
        return list(parts.items())
