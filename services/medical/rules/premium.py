"""The shape of a premium policy: which insurances a place buys or helps with, for whom, and what part of the premium.

The outer shape is that of every policy file (`shared.policy.document`). Amounts in fen.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from shared.errors import Unprocessable
from shared.money import half_up
from shared.policy.document import Document, Value
from shared.policy.explain import percent
from shared.policy.shape import Draft
from shared.policy.written import Amount, Ratio, Text


class Scheme(StrEnum):
    """What somebody is insured in."""

    RESIDENT = "resident"
    EMPLOYEE = "employee"
    SPECIAL = "special"


SCHEME_TITLES = {
    Scheme.RESIDENT: "城乡居民基本医疗保险",
    Scheme.EMPLOYEE: "职工基本医疗保险",
    Scheme.SPECIAL: "扶贫特惠保险",
}
SCHEMES_SPOKEN = "、".join(f"{scheme.value} {title}" for scheme, title in SCHEME_TITLES.items())


class Per(StrEnum):
    """For whom a premium is paid once."""

    PERSON = "person"
    HOUSEHOLD = "household"


class NoSuchPremiumProgramme(Unprocessable):
    """该地在这一年度没有这项参保资助"""

    mend = "请使用该地政策文件列明的项目，见 known"


class Premium(Value):
    """What one insurance costs for a year, for each person or once for each household; a programme may buy several at once."""

    title: Text
    premium: Amount
    per: Per = Per.PERSON


class Share(Value):
    """For these classes, this part of the premium is borne by others than the person."""

    classes: tuple[str, ...] = Field(min_length=1)
    share: Ratio


class Programme(Value):
    """One insurance that is bought or helped with every year, for those who qualify on the day on which heads are counted."""

    programme: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    title: Text
    payer: Text
    scheme: Scheme
    also_insured_in: tuple[Scheme, ...] = ()
    counted_on: Annotated[str, Field(pattern=r"^\d{2}-\d{2}$")]
    premiums: tuple[Premium, ...] = Field(min_length=1)
    shares: tuple[Share, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_a_day(self) -> Self:
        try:
            date.fromisoformat(f"2001-{self.counted_on}")  # no leap year: the day must be there every year
        except ValueError:
            raise ValueError(f"counted_on 的 {self.counted_on} 不是每年都有的日期，写成 01-01 的样子") from None
        return self

    def premium_fen(self, *, for_household: bool) -> int:
        """What one person's insurance costs, and with it, if it falls to them, that of their household."""
        return sum(premium.premium for premium in self.premiums if for_household or premium.per is Per.PERSON)

    @property
    def schemes(self) -> tuple[Scheme, ...]:
        """Whoever is in one of these is insured as the programme wants it."""
        return (self.scheme, *self.also_insured_in)

    def day_of(self, year: int) -> date:
        return date.fromisoformat(f"{year}-{self.counted_on}")


class Example(Draft):
    """A worked case that the policy must reproduce; an amount of 0 says that somebody does not qualify."""

    name: Text
    programme: str
    classes: tuple[str, ...] = ()
    for_household: Annotated[bool, Field(alias="first_of_household")] = False
    expected: Amount


class PremiumPolicy(Document):
    """One place's premiums and who bears them between two dates."""

    persons: dict[str, Text] = Field(min_length=1)
    programmes: tuple[Programme, ...] = Field(min_length=1)
    examples: tuple[Example, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        values: list[Value] = [*self.programmes]
        for programme in self.programmes:
            values += [*programme.premiums, *programme.shares]
            classes = {name for share in programme.shares for name in share.classes}
            if unknown := classes - set(self.persons):
                raise ValueError(f"persons 中没有 {'、'.join(sorted(unknown))}")
        self.must_know(value.reference for value in values)
        names = [programme.programme for programme in self.programmes]
        if repeated := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"项目 {'、'.join(sorted(repeated))} 写了两次")
        if unknown := {example.programme for example in self.examples} - set(names):
            raise ValueError(f"算例所说的项目 {'、'.join(sorted(unknown))} 不在 programmes 中")
        return self

    def programme(self, name: str) -> Programme:
        """Raises NoSuchPremiumProgramme."""
        found = next((programme for programme in self.programmes if programme.programme == name), None)
        if found is None:
            known = {programme.programme: programme.title for programme in self.programmes}
            raise NoSuchPremiumProgramme(pointer="/programme", programme=name, known=known)
        return found


def terms_of(policy: PremiumPolicy, programme: Programme) -> dict[str, Any]:
    """What the file said, as JSON values, to be kept with a roster: it must be readable when the file is long gone."""
    return {
        "title": programme.title,
        "payer": programme.payer,
        "scheme": programme.scheme.value,
        "also_insured_in": [scheme.value for scheme in programme.also_insured_in],
        "premiums": [
            {
                "title": premium.title,
                "premium_fen": premium.premium,
                "per": premium.per.value,
                "reference": policy.source(premium).spoken,
            }
            for premium in programme.premiums
        ],
        "shares": [
            {"classes": list(share.classes), "share": percent(share.share), "reference": policy.source(share).spoken}
            for share in programme.shares
        ],
        "persons": dict(policy.persons),
    }


@dataclass(frozen=True, slots=True)
class Help:
    """By which class somebody qualifies, and what is borne for them."""

    by_class: str
    share: Fraction
    amount_fen: int


def help_for(programme: Programme, classes: Collection[str], *, for_household: bool = False) -> Help | None:
    """Of several classes the most favourable counts; of equal ones the first in the file. Rounded to the fen, half up.

    `for_household`: whether what is paid once for a household stands on this person's line.
    """
    fitting = [(share, name) for share in programme.shares for name in share.classes if name in classes]
    if not fitting:
        return None
    share, name = max(fitting, key=lambda fit: fit[0].share)
    return Help(name, share.share, half_up(programme.premium_fen(for_household=for_household) * share.share))
