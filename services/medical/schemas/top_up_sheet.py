"""The sheet of a year-end top-up (年终补足告知单): everything that stands on it, as text, for the page and the PDF alike."""

from dataclasses import dataclass, replace
from typing import Any

from services.medical.schemas.sheet import Fact, SheetLayer, Source, layers_of
from shared.capital import in_capitals
from shared.money import yuan_grouped

_BASES = {
    "in_policy": "全年个人负担，政策范围内",
    "out_of_policy": "全年个人负担，政策范围外",
    "everything": "全年个人负担，全部",
}


@dataclass(frozen=True, slots=True)
class TopUpSheet:
    """The whole form. `stamp` is written across one that is not booked."""

    place: str
    number: str
    state: str
    stamp: str
    person: tuple[Fact, ...]
    year: tuple[Fact, ...]
    layers: tuple[SheetLayer, ...]
    told: tuple[str, ...]
    payouts: tuple[Fact, ...]
    pay: str
    pay_in_capitals: str
    over: str
    sources: tuple[Source, ...]
    policy: str
    made_at: str


def top_up_sheet(result: dict[str, Any], *, policy: str) -> TopUpSheet:
    """What the explanation says; the person, the payments and the number are the caller's to add."""
    shares = result["shares"]
    reckoned = [share for share in shares if "base" in share]
    layers, sources = layers_of(result | {"shares": reckoned})
    so_far = result["so_far"]
    sums = (("year.total", "全年医疗费总额"), ("year.in_policy", "其中政策范围内"), ("year.patient", "全年个人负担"))
    pay_fen = sum(share["pay_fen"] for share in shares)
    over_fen = sum(share["over_fen"] for share in shares)
    return TopUpSheet(
        place="",
        number="",
        state="",
        stamp="",
        person=(),
        year=tuple(Fact(title, yuan_grouped(so_far.get(name, 0))) for name, title in sums),
        layers=tuple(_of_year(one, share) for one, share in zip(layers, reckoned, strict=True)),
        told=tuple(f"{share['title']}：{share['sentence']}" for share in shares),
        payouts=(),
        pay=yuan_grouped(pay_fen),
        pay_in_capitals=in_capitals(pay_fen),
        over=yuan_grouped(over_fen) if over_fen else "",
        sources=sources,
        policy=policy,
        made_at="",
    )


def _of_year(layer: SheetLayer, share: dict[str, Any]) -> SheetLayer:
    if not layer.is_entitled:
        return replace(layer, how=("本年度不适用",))
    # What a year-end rule deducts stays with the person; a sheet of theirs does not call it a deductible.
    how = tuple(line.replace("减起付线", "扣除个人负担") for line in layer.how)
    return replace(layer, base_title=_BASES[share["base"]], how=how)
