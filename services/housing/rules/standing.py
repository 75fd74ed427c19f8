"""Which grade of a house counts on a day: of its appraisals, surveys and acceptances, with everything that happened since.

An appraisal is more than a survey, for as long as it is valid. But a later survey that sees the house worse counts at once:
danger must not wait for a paper. Whoever made the house safe and had it accepted begins anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.housing.rules.appraisal_life import Opinion, holding, is_settled
from services.housing.rules.house import Grade
from shared.errors import Conflict


class StandingSource(StrEnum):
    """Where a standing grade comes from."""

    SURVEY = "survey"
    APPRAISAL = "appraisal"
    ACCEPTANCE = "acceptance"


SOURCE_NAMES = {
    StandingSource.SURVEY: "排查",
    StandingSource.APPRAISAL: "鉴定",
    StandingSource.ACCEPTANCE: "改造验收",
}


class HouseGradeHeld(Conflict):
    """这处住房的等级有异议尚未决定，或两次鉴定结论不同尚未终定"""

    mend = "请先作出异议决定，或完成第三次鉴定"


class AppraisalLapsed(Conflict):
    """这处住房的鉴定已过有效期"""

    mend = "请重新鉴定（POST /appraisals），签署后再办理"


class NoGradeYet(Conflict):
    """这处住房到这一天还没有评定过等级"""

    mend = "请先完成排查或鉴定"


@dataclass(frozen=True, slots=True)
class Found:
    """A grade that a survey or an acceptance found on a day."""

    source: StandingSource
    id: UUID
    grade: Grade
    on: date
    voided_on: date | None = None
    """The day of a disaster: from then on it does not say "safe" any more. What was found unsafe stays so."""

    def stands(self, on: date) -> bool:
        is_voided = self.voided_on is not None and self.voided_on <= on and self.grade in (Grade.A, Grade.B)
        return self.on <= on and not is_voided


@dataclass(frozen=True, slots=True)
class Signed:
    """An appraisal that was signed; `first_id` names the chain of opinions that it belongs to."""

    opinion: Opinion
    first_id: UUID
    visited_on: date
    signed_on: date
    valid_until: date
    voided_on: date | None = None
    """The day of the disaster: from then on it says nothing any more."""

    def stands(self, on: date) -> bool:
        return self.signed_on <= on <= self.valid_until and (self.voided_on is None or on < self.voided_on)

    def has_lapsed(self, on: date) -> bool:
        return self.valid_until < on and self.voided_on is None


@dataclass(frozen=True, slots=True)
class Held:
    """A dispute about an appraisal, open from a day until the day before it was decided or withdrawn."""

    appraisal_id: UUID
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts, when it was seen, since when it counts; while it `is_held` (disputed, or two opinions differ), nothing is done
    on it."""

    source: StandingSource
    id: UUID
    grade: Grade
    seen_on: date
    since: date
    until: date | None
    is_held: bool
    lapsed: Signed | None = None
    """The appraisal that would count if it were still valid: nobody has looked at the house since."""


def standing(found: Sequence[Found], signed: Sequence[Signed], held: Sequence[Held], *, on: date) -> Standing | None:
    """None where nobody had graded the house by then."""
    surveys = [one for one in found if one.source is StandingSource.SURVEY and one.stands(on)]
    accepted = max(
        (one for one in found if one.source is StandingSource.ACCEPTANCE and one.stands(on)), key=_by_day, default=None
    )
    survey = max(surveys, key=_by_day, default=None)
    chain = _latest_chain([one for one in signed if one.stands(on)])
    if chain and _is_newest(chain, survey=survey, accepted=accepted):
        return _of_chain(chain, held, on=on)
    if accepted is not None and (survey is None or survey.on <= accepted.on):
        return Standing(accepted.source, accepted.id, accepted.grade, accepted.on, accepted.on, None, is_held=False)
    if survey is None:
        return None
    lapsed = _lapsed(signed, since=survey.on, on=on)
    return Standing(survey.source, survey.id, survey.grade, survey.on, survey.on, None, is_held=False, lapsed=lapsed)


def _lapsed(signed: Sequence[Signed], *, since: date, on: date) -> Signed | None:
    """What was seen on or after the day of the survey that counts, and is no longer valid."""
    chain = _latest_chain([one for one in signed if one.visited_on >= since and one.has_lapsed(on)])
    holds = holding([one.opinion for one in chain]) if chain else None
    return next((one for one in chain if one.opinion is holds), None)


def _is_newest(chain: Sequence[Signed], *, survey: Found | None, accepted: Found | None) -> bool:
    """Nobody made the house safe since, and nobody saw it worse."""
    seen_on, grade = max(one.visited_on for one in chain), holding([one.opinion for one in chain]).grade
    seen_worse = survey is not None and survey.on > seen_on and survey.grade > grade
    return not seen_worse and (accepted is None or seen_on > accepted.on)


def _by_day(one: Found) -> tuple[date, UUID]:
    return one.on, one.id


def _latest_chain(signed: Sequence[Signed]) -> list[Signed]:
    if not signed:
        return []
    first_id = max(signed, key=lambda one: (one.visited_on, one.signed_on, one.opinion.appraisal_id)).first_id
    return sorted((one for one in signed if one.first_id == first_id), key=lambda one: one.opinion.opinion)


def _of_chain(chain: Sequence[Signed], held: Sequence[Held], *, on: date) -> Standing:
    opinions = [one.opinion for one in chain]
    holds = holding(opinions)
    paper = next(one for one in chain if one.opinion is holds)
    ids = {one.opinion.appraisal_id for one in chain}
    disputed = any(one.appraisal_id in ids and one.since <= on and (one.until is None or on < one.until) for one in held)
    return Standing(
        StandingSource.APPRAISAL,
        holds.appraisal_id,
        holds.grade,
        paper.visited_on,
        paper.signed_on,
        paper.valid_until,
        is_held=disputed or not is_settled(opinions),
    )


def must_not_be_held(counts: Standing | None) -> Standing:
    """Raises NoGradeYet, HouseGradeHeld."""
    if counts is None:
        raise NoGradeYet
    if counts.is_held:
        raise HouseGradeHeld(source_id=str(counts.id))
    return counts
