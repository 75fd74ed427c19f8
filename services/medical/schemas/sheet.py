"""The one-stop settlement sheet (一站式结算单): everything that stands on it, as text, for the page and the PDF alike."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from shared.money import yuan_grouped
from shared.policy.explain import is_inferred

_BASES = {
    "in_policy": "政策范围内所余",
    "out_of_policy": "政策范围外所余",
    "everything": "全部所余",
    "total": "医疗费总额",
    "in_policy_total": "政策范围内总费用",
    "items": "所列项目所余",
    "classes": "所列目录类别所余",
}
_WHOLES = {
    "in_policy_total": "政策范围内总费用",
    "total": "医疗费总额",
    "year_in_policy_total": "本年度政策范围内总费用",
    "year_total": "本年度医疗费总额",
}


_HALF_WIDTH = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[,;:]")
_FULL_WIDTH = {",": "，", ";": "；", ":": "："}


class SheetState(StrEnum):
    """What a sheet is worth."""

    STANDING = "standing"
    PREVIEW = "preview"
    REVERSED = "reversed"


STAMPS = {SheetState.STANDING: "", SheetState.PREVIEW: "预结算 不作为凭据", SheetState.REVERSED: "已冲正"}
"""What is written across a sheet that is worth nothing."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One cell of the form and what it is called."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class SheetLayer:
    """One payer's turn: on what, how, within which ceilings, how much, by which notes at the foot."""

    order: int
    title: str
    payer: str
    is_entitled: bool
    base: str
    base_title: str
    how: tuple[str, ...]
    ceilings: tuple[str, ...]
    paid: str
    notes: tuple[int, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A stay that was settled before: what somebody bears of the whole stay, has paid of it, pays now, is given or gives back."""

    title: str
    whole: str
    earlier: str
    now: str
    back: str


@dataclass(frozen=True, slots=True)
class Source:
    """A note at the foot: the clause, where it is published, and aloud where we concluded it ourselves."""

    number: int
    document: str
    clause: str
    address: str
    is_inferred: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole form. `code` and `check` (where the code is checked) are empty on a preview, which nobody can quote."""

    place: str
    number: str
    state: SheetState
    stamp: str
    told: str
    code: str
    check: str
    qr_code: str
    patient: tuple[Fact, ...]
    deposit: str
    costs: tuple[Fact, ...]
    total: str
    layers: tuple[SheetLayer, ...]
    payers: tuple[Fact, ...]
    course: tuple[CourseLine, ...]
    paid: str
    own_title: str
    own: str
    own_signed: str
    own_parts: str
    own_in_capitals: str
    burden: str
    sources: tuple[Source, ...]
    policy: str
    settled_at: str
    objection: str


def in_print(text: str) -> str:
    """Commas, semicolons and colons after Chinese as print has them; those inside numbers and addresses stay.

    For our own words alone: a clause is quoted as it stands.
    """
    return _HALF_WIDTH.sub(lambda sign: _FULL_WIDTH[sign[0]], text)


def layers_of(result: dict[str, Any]) -> tuple[tuple[SheetLayer, ...], tuple[Source, ...]]:
    """The layers of a stored outcome in their order, and every reference once, in the order in which it is first needed."""
    sources: list[dict[str, str]] = []
    layers = []
    for order, share in enumerate(result["shares"], start=1):
        values = [share, share["deductible"], *share["steps"], *_limits(share), *share["ceilings"]]
        own = [value["reference"] for value in values if value and value.get("reference")]
        sources += [reference for at, reference in enumerate(own) if reference not in sources and reference not in own[:at]]
        layers.append(_layer(order, share, sorted({sources.index(reference) + 1 for reference in own})))
    return tuple(layers), tuple(_source(number, reference) for number, reference in enumerate(sources, start=1))


def payers_of(shares: Sequence[dict[str, Any]]) -> tuple[Fact, ...]:
    """What each payer pays in all; one that stands behind several layers pays their sum."""
    sums: dict[str, int] = {}
    for share in shares:
        # A layer that several bear together names each with their part.
        for part in share.get("payers") or [share]:
            sums[part["payer"]] = sums.get(part["payer"], 0) + part["paid_fen"]
    return tuple(Fact(payer, paid_or_back(paid_fen)) for payer, paid_fen in sums.items() if paid_fen)


def course_of(result: dict[str, Any]) -> tuple[CourseLine, ...]:
    """By layer, then the patient, then all of them; nothing for a stay that was not settled before."""
    earlier = result.get("earlier")
    if not earlier:
        return ()
    lines = [(share["title"], share.get("earlier_fen", 0), share["paid_fen"]) for share in result["shares"]]
    lines = [line for line in lines if line[1] or line[2]]
    lines.append(("个人负担", earlier["patient_fen"], result["patient_fen"]))
    lines.append(("合计", earlier["total_fen"], result["total_fen"]))
    return tuple(
        CourseLine(
            title,
            whole=yuan_grouped(earlier_fen + now_fen),
            earlier=yuan_grouped(earlier_fen),
            now=yuan_grouped(now_fen) if now_fen >= 0 else "—",
            back=yuan_grouped(-now_fen) if now_fen < 0 else "—",
        )
        for title, earlier_fen, now_fen in lines
    )


def paid_or_back(amount_fen: int) -> str:
    """Below zero it is given back, and says so."""
    return yuan_grouped(amount_fen) if amount_fen >= 0 else f"退回 {yuan_grouped(-amount_fen)}"


def _limits(share: dict[str, Any]) -> list[dict[str, Any]]:
    """All limits of a layer; a result of the time when a layer could have one alone names that one."""
    return share.get("limits") or ([share["limit"]] if share["limit"] else [])


def _layer(order: int, share: dict[str, Any], notes: Sequence[int]) -> SheetLayer:
    is_entitled = share["is_entitled"]
    return SheetLayer(
        order=order,
        title=share["title"],
        payer=share["payer"],
        is_entitled=is_entitled,
        base=yuan_grouped(share["base_fen"]) if is_entitled else "—",
        base_title=_BASES.get(share["base"], "") if is_entitled else "",
        how=tuple(_how(share)) if is_entitled else ("本次不适用",),
        ceilings=tuple(_ceiling(ceiling) for ceiling in share["ceilings"]) if is_entitled else (),
        paid=paid_or_back(share["paid_fen"]) if is_entitled or share["paid_fen"] else "—",
        notes=tuple(notes),
        sentence=in_print(share["sentence"]),
    )


def _how(share: dict[str, Any]) -> list[str]:
    """The reckoning in short, line by line; the sentence below the table tells it in full."""
    if share["is_given"]:
        return ["外部已支付，据实列入"]
    lines = []
    if share["deductible"] and share["deductible"]["used_fen"]:
        lines.append(f"减起付线 {yuan_grouped(share['deductible']['used_fen'])}")
    lines += [f"{yuan_grouped(step['amount_fen'])} × {step['ratio']}" for step in share["steps"]]
    lines += [
        f"不超过{_WHOLES.get(each['of'], '')} {each['share']}：{yuan_grouped(each['limit_fen'])}" for each in _limits(share)
    ]
    if share["shortfall_fen"]:
        lines.append(f"待追补 {yuan_grouped(share['shortfall_fen'])}")
    return lines or ["没有达到支付起点" if share["base_fen"] else "没有可支付的费用"]


def _ceiling(ceiling: dict[str, Any]) -> str:
    return f"{ceiling['title']}：{yuan_grouped(ceiling['before_fen'])} → {yuan_grouped(ceiling['after_fen'])}"


def _source(number: int, reference: dict[str, str]) -> Source:
    return Source(
        number,
        reference["document"],
        reference["clause"],
        reference["address"],
        is_inferred(reference),
        in_print(reference["reason"]) if is_inferred(reference) else "",
    )
