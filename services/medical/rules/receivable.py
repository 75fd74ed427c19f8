"""Which shares of a settlement somebody owes the hospital."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.medical.rules.claim import is_desk

TREATING_HOSPITAL = "就诊医疗机构"
"""The payer that a policy file names for what the treating hospital bears itself."""

AGE_BOUNDS = (30, 60, 90)
"""Ageing of receivables in days, upper ends included: 0-30, 31-60, 61-90, over 90."""


class PayerKind(StrEnum):
    """On which side of the claim a payer stands."""

    FUND = "fund"
    """Somebody else's money: the hospital has advanced it and is owed it."""
    HOSPITAL = "hospital"
    """The hospital's own reduction: it owes itself nothing."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One payer's share that the hospital has advanced; below zero what the payer has paid too much of this stay before."""

    layer: str
    title: str
    payer: str
    amount_fen: int


def kind_of(payer: str) -> PayerKind:
    """The policy file decides, by whom it names as the payer of a layer."""
    return PayerKind.HOSPITAL if payer == TREATING_HOSPITAL else PayerKind.FUND


def owed_by(shares: Iterable[Mapping[str, Any]], *, hospital: str) -> list[Owed]:
    """The receivables of a settlement: each payer's part of each share that the hospital does not bear itself.

    `shares` as a settlement's result holds them; one that several payers bear is owed by each of them. What was paid outside
    already (`is_given`) was paid to the patient or the hospital by other means: nobody owes it again. A bill on paper was paid
    by the patient before the county's desk got it, so nobody owes its hospital anything.
    """
    if is_desk(hospital):
        return []
    return [
        Owed(share["layer"], share["title"], part["payer"], part["paid_fen"])
        for share in shares
        for part in share.get("payers") or [share]
        if part["paid_fen"] and not share["is_given"] and kind_of(part["payer"]) is PayerKind.FUND
    ]
