"""The layers of a stay that was settled before: of each what it has paid, what it pays now, what it gives back. Fen."""

from collections.abc import Iterable, Mapping
from typing import Any

from shared.money import split, yuan_grouped

LayersBefore = Mapping[str, Mapping[str, Any]]
"""By layer: title, payer and reference, whether it was paid elsewhere, what each payer has paid of it, what was deducted."""

_NOTHING_ASKED: Mapping[str, Any] = {
    "is_entitled": False,
    "base": "everything",
    "base_fen": 0,
    "room_fen": None,
    "entered_fen": None,
    "base_before_fen": 0,
    "due_before_fen": None,
    "deductible": None,
    "steps": [],
    "scale_fen": 0,
    "rounding": "half_up",
    "limit": None,
    "limits": [],
    "ceilings": [],
    "shortfall_fen": 0,
}
"""What an explanation says of a layer that the policy of the day does not know."""


def shares_now(whole: Iterable[Mapping[str, Any]], earlier: Mapping[str, int], layers: LayersBefore) -> list[dict[str, Any]]:
    """Each layer's reasons are those of the whole stay; `paid_fen` is what it pays now, below zero what it gives back.

    A layer that has paid and that the policy no longer knows stands at the end, and gives back everything.
    """
    shares = [_now(share, earlier.get(share["layer"], 0), layers.get(share["layer"], {})) for share in whole]
    known = {share["layer"] for share in shares}
    gone = [(layer, earlier_fen) for layer, earlier_fen in earlier.items() if earlier_fen and layer not in known]
    return shares + [_gone(layer, earlier_fen, layers.get(layer, {})) for layer, earlier_fen in gone]


def layers_after(before: LayersBefore, shares: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """With what this settlement's shares add to them."""
    layers = dict(before)
    for share in shares:
        payers = {one["payer"]: one["paid_fen"] + one.get("earlier_fen", 0) for one in share["payers"]}
        deducted_fen = share["deductible"]["used_fen"] if share["deductible"] else 0
        if any(payers.values()) or deducted_fen:
            layers[share["layer"]] = {
                "title": share["title"],
                "payer": share["payer"],
                "reference": share["reference"],
                "is_given": share["is_given"],
                "payers": {payer: paid_fen for payer, paid_fen in payers.items() if paid_fen},
                "deducted_fen": deducted_fen,
            }
        else:
            layers.pop(share["layer"], None)
    return layers


def _now(share: Mapping[str, Any], earlier_fen: int, before: Mapping[str, Any]) -> dict[str, Any]:
    deducted = {"earlier_deducted_fen": before.get("deducted_fen", 0)}
    if not share["paid_fen"] and not earlier_fen:
        return {**share, **deducted, "earlier_fen": 0}
    now_fen = share["paid_fen"] - earlier_fen
    return {
        **share,
        **deducted,
        "paid_fen": now_fen,
        "earlier_fen": earlier_fen,
        "payers": _payers_now(share["payers"], earlier_fen, before),
        "sentence": f"{share['sentence']}以上按本次住院全部费用计算，{_told(earlier_fen, now_fen)}",
    }


def _gone(layer: str, earlier_fen: int, before: Mapping[str, Any]) -> dict[str, Any]:
    title = before.get("title", layer)
    return {
        **_NOTHING_ASKED,
        "layer": layer,
        "title": title,
        "payer": before.get("payer", title),
        "is_given": before.get("is_given", False),
        "reference": before.get("reference", {"document": "", "clause": "", "address": "", "trust": "inferred", "reason": ""}),
        "paid_fen": -earlier_fen,
        "earlier_fen": earlier_fen,
        "payers": _payers_now([{"payer": before.get("payer", title), "paid_fen": 0}], earlier_fen, before),
        "sentence": f"出院时适用的政策没有这一项。{_told(earlier_fen, -earlier_fen)}",
    }


def _told(earlier_fen: int, now_fen: int) -> str:
    verb = "本次退回" if now_fen < 0 else "本次支付"
    return f"此前已结 {yuan_grouped(earlier_fen)} 元，{verb} {yuan_grouped(abs(now_fen))} 元。"


def _payers_now(whole: list[dict[str, Any]], earlier_fen: int, before: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Of each payer their part of the whole less what they have paid of it; one that is payer no longer gives back."""
    earlier = before.get("payers")
    if earlier is None:
        # Kept before payers were: whoever stands behind the layer now stood behind it then, in the same proportion.
        weights = [one["paid_fen"] for one in whole]
        parts = split(earlier_fen, weights if any(weights) else [1, *[0] * (len(whole) - 1)])
        earlier = {one["payer"]: part_fen for one, part_fen in zip(whole, parts, strict=True)}
    due = {one["payer"]: one["paid_fen"] for one in whole}
    return [
        {"payer": payer, "paid_fen": due.get(payer, 0) - earlier.get(payer, 0), "earlier_fen": earlier.get(payer, 0)}
        for payer in [*due, *(payer for payer in earlier if payer not in due)]
    ]
