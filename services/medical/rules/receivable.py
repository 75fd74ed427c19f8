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


class Age(StrEnum):
    """How long something has been owed, as accountants group it."""

    FIRST = "0-30"
    SECOND = "31-60"
    THIRD = "61-90"
    OVER = "over-90"


AGE_TITLES = {Age.FIRST: "0—30 天", Age.SECOND: "31—60 天", Age.THIRD: "61—90 天", Age.OVER: "90 天以上"}
AGES_SPOKEN = "、".join(f"{age.value}（{title}）" for age, title in AGE_TITLES.items())


def days_of(age: Age) -> tuple[int | None, int | None]:
    """The days of an age, both ends included; None where it is open: what the future owes counts as young."""
    first, second, third = AGE_BOUNDS
    ends: dict[Age, tuple[int | None, int | None]] = {
        Age.FIRST: (None, first),
        Age.SECOND: (first + 1, second),
        Age.THIRD: (second + 1, third),
        Age.OVER: (third + 1, None),
    }
    return ends[age]


def age_of(days: int) -> Age:
    """The age of something that has been owed for so many days."""
    return next(age for age, end in zip(Age, (*AGE_BOUNDS, None), strict=True) if end is None or days <= end)


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
    return [] if is_desk(hospital) else parts_of(shares)


def parts_of(shares: Iterable[Mapping[str, Any]]) -> list[Owed]:
    """The payers' parts that the hospital has advanced, or, of a bill on paper, the patient."""
    return [
        Owed(share["layer"], share["title"], part["payer"], part["paid_fen"])
        for share in shares
        for part in share.get("payers") or [share]
        if part["paid_fen"] and not share["is_given"] and kind_of(part["payer"]) is PayerKind.FUND
    ]
