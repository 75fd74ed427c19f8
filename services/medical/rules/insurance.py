"""The shape of an insurance policy file: what the special insurance of a place pays for, how much, on which papers, by when.

The outer shape is that of every policy file (`shared.policy.document`). Amounts in fen.
"""

from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from services.medical.rules.admission import Cause, Visit
from services.medical.rules.premium import Per
from shared.errors import Unprocessable
from shared.money import half_up, yuan
from shared.periods import add_days
from shared.policy.document import Document, Value
from shared.policy.explain import percent
from shared.policy.shape import Draft
from shared.policy.written import Amount, Ratio, Text

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]


class Pays(StrEnum):
    """How a benefit becomes an amount."""

    SETTLED = "settled"
    """As a layer of the one-stop settlement: it is paid there, and never by a claim."""
    ACTUAL = "actual"
    """What the insured still bears, by a ratio, up to the insured sum."""
    FIXED = "fixed"
    """The insured sum."""
    ASSESSED = "assessed"
    """What the insurer assesses, up to the insured sum and, of a bill, to what is still borne: no source gives a scale."""


PAYS_TITLES = {
    Pays.SETTLED: "随一站式结算赔付",
    Pays.ACTUAL: "按实际负担赔付",
    Pays.FIXED: "按保额定额赔付",
    Pays.ASSESSED: "由保险公司在保额内核定",
}
PAYS_SPOKEN = "；".join(f"{pays.value} {title}" for pays, title in PAYS_TITLES.items())


class NoSuchBenefit(Unprocessable):
    """该地的特惠保险没有这项保险责任"""

    mend = "请使用该地政策文件列明的保险责任，见 known"


class Benefit(Value):
    """One thing that the insurance pays for. The sum is for a year: of each person, or of each household together."""

    benefit: Code
    title: Text
    insurance: Text
    pays: Pays
    insured_sum: Amount
    per: Per = Per.PERSON
    ratio: Ratio = Fraction(1)
    layer: str = ""
    visits: tuple[Visit, ...] = ()
    causes: tuple[Cause, ...] = ()
    papers: tuple[str, ...] = ()
    papers_reference: str = ""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.pays is Pays.SETTLED) != bool(self.layer):
            raise ValueError("pays: settled 的保险责任写明 layer（结算中的保障项目代码），其余的不写")
        if self.pays is not Pays.SETTLED and not (self.papers and self.papers_reference):
            raise ValueError("须写明理赔材料 papers 及其依据 papers_reference")
        return self

    def speaks_of(self, *, visit: str, cause: str) -> bool:
        """Whether a bill of this kind can be claimed: a benefit that names no kind of visit is for events, not for bills."""
        return visit in self.visits and (not self.causes or cause in self.causes)

    def payable_fen(self, *, loss_fen: int, paid_elsewhere_fen: int, drawn_fen: int) -> int:
        """The most that one claim may bring, after what was drawn from the year's sum. Rounded to the fen, half up."""
        room_fen = max(0, self.insured_sum - drawn_fen)
        if self.pays is Pays.FIXED or not (self.pays is Pays.ACTUAL or self.visits):
            return room_fen
        borne_fen = max(0, loss_fen - paid_elsewhere_fen)
        return min(room_fen, half_up(borne_fen * self.ratio))


class Within(Value):
    """A number of days; the day on which it begins is not counted (民法典第二百零一条)."""

    days: Annotated[int, Field(ge=1, le=3660)]

    def after(self, on: date) -> date:
        return add_days(on, self.days)


class Deadlines(Draft):
    """By when each side must act."""

    claim: Within
    """From the event: until then a claim may be brought."""
    papers: Within
    """From the request: until then what is missing is to be brought."""
    assess: Within
    """From acceptance; the wait for papers is not counted."""
    pay: Within
    """From the approval."""
    notify: Within
    """From the refusal: until then the claimant has it in writing."""

    def all(self) -> tuple[Within, ...]:
        return self.claim, self.papers, self.assess, self.pay, self.notify


class Example(Draft):
    """A worked case that the file must reproduce."""

    name: Text
    benefit: str
    loss: Amount = 0
    paid_elsewhere: Amount = 0
    drawn: Amount = 0
    expected: Amount


class InsurancePolicy(Document):
    """What the special insurance of one place pays between two dates."""

    programme: Code
    papers: dict[Code, Text] = Field(min_length=1)
    benefits: tuple[Benefit, ...] = Field(min_length=1)
    deadlines: Deadlines
    examples: tuple[Example, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        references = [value.reference for value in (*self.benefits, *self.deadlines.all())]
        self.must_know([*references, *(benefit.papers_reference for benefit in self.benefits if benefit.papers_reference)])
        if unknown := {paper for benefit in self.benefits for paper in benefit.papers} - set(self.papers):
            raise ValueError(f"papers 中没有 {'、'.join(sorted(unknown))}")
        names = [benefit.benefit for benefit in self.benefits]
        if repeated := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"保险责任 {'、'.join(sorted(repeated))} 写了两次")
        if unknown := {example.benefit for example in self.examples} - set(names):
            raise ValueError(f"算例所说的保险责任 {'、'.join(sorted(unknown))} 不在 benefits 中")
        return self

    def benefit(self, name: str) -> Benefit:
        """Raises NoSuchBenefit."""
        found = next((benefit for benefit in self.benefits if benefit.benefit == name), None)
        if found is None:
            raise NoSuchBenefit(
                pointer="/benefit", benefit=name, known={benefit.benefit: benefit.title for benefit in self.benefits}
            )
        return found

    def missing(self, benefit: Benefit, papers: set[str]) -> dict[str, str]:
        """What a claim still lacks, by code, in the order of the file."""
        return {paper: self.papers[paper] for paper in benefit.papers if paper not in papers}


def insured_of(policy: InsurancePolicy) -> list[dict[str, Any]]:
    """What the file said of sums, as JSON values, to be kept with a purchase: it must be readable when the file is long gone."""
    return [
        {
            "benefit": benefit.benefit,
            "title": benefit.title,
            "insurance": benefit.insurance,
            "pays": benefit.pays.value,
            "per": benefit.per.value,
            "ratio": percent(benefit.ratio),
            "insured_sum_fen": benefit.insured_sum,
            "reference": policy.source(benefit).spoken,
        }
        for benefit in policy.benefits
    ]


def spoken(benefit: Benefit, *, loss_fen: int, paid_elsewhere_fen: int, drawn_fen: int) -> str:
    """How the most that may be paid comes about, for the claimant."""
    payable = yuan(benefit.payable_fen(loss_fen=loss_fen, paid_elsewhere_fen=paid_elsewhere_fen, drawn_fen=drawn_fen))
    whose = "每户" if benefit.per is Per.HOUSEHOLD else "每人"
    room = f"{whose}每年保额 {yuan(benefit.insured_sum)} 元"
    if drawn_fen:
        room += f"，本年度已赔付 {yuan(drawn_fen)} 元"
    if benefit.pays is Pays.ACTUAL or (benefit.visits and benefit.pays is Pays.ASSESSED):
        return (
            f"费用或损失 {yuan(loss_fen)} 元，已由他处支付 {yuan(paid_elsewhere_fen)} 元，其余按 {percent(benefit.ratio)}；"
            f"{room}，至多 {payable} 元。"
        )
    if benefit.pays is Pays.FIXED:
        return f"{room}，定额赔付，至多 {payable} 元。"
    return f"{room}，由保险公司核定，至多 {payable} 元。"
