"""A proposal: what it must say, what it must not, and what of it may be approved."""

from dataclasses import dataclass
from datetime import date

from services.funds.rules.account import Source
from services.funds.rules.public_text import PublicText
from shared.errors import Conflict, Unprocessable


class EndsBeforeItBegins(Unprocessable):
    """结束日期早于开始日期"""

    mend = "请核对起止日期"


class SourceNamedTwice(Unprocessable):
    """同一资金来源写了两次"""

    mend = "请把同一来源的金额合并为一行"


class TargetWeightsNotWhole(Unprocessable):
    """绩效指标的权重合计不是 100"""

    mend = "请调整各指标的权重，使合计为 100"


class FewerPersonsThanHouseholds(Unprocessable):
    """带动人数少于带动户数"""

    mend = "请核对带动的户数和人数"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as the rules look at it. `texts` are what the guideline of 2018 has published, by field."""

    starts_on: date
    ends_on: date
    sources: tuple[Source, ...]
    weights: tuple[int, ...]
    households: int
    persons: int
    responsible: str
    texts: tuple[tuple[str, str], ...]


def must_be_whole(said: Proposal) -> None:
    """A proposal that says nothing against itself, and nothing that may not be read by anyone.

    Raises EndsBeforeItBegins, SourceNamedTwice, TargetWeightsNotWhole, FewerPersonsThanHouseholds, PUBLIC_TEXT_LAWS.
    """
    if said.ends_on < said.starts_on:
        raise EndsBeforeItBegins(pointer="/ends_on")
    if len(set(said.sources)) < len(said.sources):
        raise SourceNamedTwice(pointer="/sources")
    if (total := sum(said.weights)) != 100:
        raise TargetWeightsNotWhole(pointer="/targets", total=total)
    if said.persons < said.households:
        raise FewerPersonsThanHouseholds(pointer="/persons", households=said.households, persons=said.persons)
    # The one person's name that the guideline asks for is kept sealed, and stays out of what we publish.
    for field, text in said.texts:
        PublicText.of(text, names=[said.responsible], pointer=f"/{field}")


class PlaceStays(Conflict):
    """项目所在地不能更改"""

    mend = "所在地填错的，请终止本项目后另行申报"


class AboveWhatWasPlanned(Unprocessable):
    """批复金额超过申报的资金规模"""

    mend = "请核减批复金额，或退回修改申报"


def must_fit_plan(amount_fen: int, *, planned_fen: int) -> None:
    """Raises AboveWhatWasPlanned."""
    if amount_fen > planned_fen:
        raise AboveWhatWasPlanned(pointer="/amount_yuan", planned_fen=planned_fen)
