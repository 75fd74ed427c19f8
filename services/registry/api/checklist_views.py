"""From checklists and their answers to what people read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.registry.rules.checklist import SUBJECT_NAMES, Checklist, Question
from services.registry.rules.filling import SAYS_NAMES, Answer, Judged, Says, computed, condition_of, judge, may_come_up
from services.registry.rules.household_look import Known
from services.registry.schemas.checklist import (
    AnswerView,
    ChecklistLine,
    ChecklistView,
    CountView,
    FillingView,
    FoundLine,
    MissingCountView,
    OfferedView,
    PlaceProgressView,
    QuestionView,
    VerdictView,
)
from services.registry.store.checklist import get_checklist_of
from services.registry.store.filling import Subject, answers_of
from services.registry.store.progress import Found, PlaceProgress
from services.registry.tables import ChecklistDraft, ChecklistFilling
from shared import regions


@dataclass(frozen=True)
class Standing:
    """A checklist of one household or village as it stands: what is on file of it, the draft, and what was handed in last."""

    checklist: Checklist
    subject: Subject
    shown_as: str
    known: Mapping[str, Known]
    draft: ChecklistDraft | None
    newest: ChecklistFilling | None
    on: date

    @property
    def has_draft(self) -> bool:
        return self.draft is not None and bool(self.draft.answers)

    @property
    def answers(self) -> dict[str, Answer]:
        """The draft's; without one those handed in last, of another day without its photos and confirmations."""
        if self.draft and self.draft.answers:
            return answers_of(self.draft.answers)
        told = answers_of(self.newest.answers) if self.newest else {}
        if self.newest and self.newest.filled_on < self.on:
            return {key: replace(answer, papers=(), is_confirmed=False) for key, answer in told.items()}
        return told

    def judged(self) -> Judged:
        return (
            computed(self.checklist, self.known)
            if self.checklist.is_computed
            else judge(self.checklist, self.answers, self.known)
        )


def place_name(region: str) -> str:
    return regions.name_of(region) if region else "全国"


def checklist_line(checklist: Checklist) -> ChecklistLine:
    return ChecklistLine(
        checklist=checklist.checklist,
        title=checklist.title,
        of=checklist.of,
        of_name=SUBJECT_NAMES[checklist.of],
        region=checklist.region,
        region_name=place_name(checklist.region),
        is_computed=checklist.is_computed,
        settles_assurances=checklist.settles_assurances,
        from_on=checklist.in_force.start,
        to_on=checklist.in_force.end,
        questions=len(checklist.questions),
        basis=list(dict.fromkeys(reference.spoken for reference in checklist.references.values())),
    )


def checklist_view(standing: Standing) -> ChecklistView:
    """Every question that may come up, so that a page which cannot change can show them all."""
    checklist, judged = standing.checklist, standing.judged()
    draft, newest = standing.draft if standing.has_draft else None, standing.newest
    return ChecklistView(
        checklist=checklist_line(checklist),
        household_id=standing.subject.household_id,
        shown_as=standing.shown_as,
        region=standing.subject.region,
        region_name=regions.name_of(standing.subject.region),
        questions=[_question(standing, each) for each in checklist.questions if may_come_up(each, standing.known)],
        verdicts=[
            VerdictView(
                verdict=each.verdict,
                title=each.title,
                says=each.says,
                says_name=SAYS_NAMES[each.says],
                clause=each.clause,
                because=list(each.because),
            )
            for each in judged.verdicts
        ],
        draft_by=draft.kept_by if draft else "",
        draft_at=draft.kept_at if draft else None,
        newest=filling_view(newest) if newest else None,
    )


def _question(standing: Standing, question: Question) -> QuestionView:
    offered, checklist = standing.known.get(question.prefill or ""), standing.checklist
    given = standing.answers.get(question.key)
    return QuestionView(
        question=question.key,
        section=question.section,
        text=question.text,
        kind=question.kind,
        unit=question.unit,
        choices=list(question.allowed),
        proper=question.proper,
        photos=question.photos,
        photos_of=list(question.photos_of),
        is_optional=question.is_optional,
        condition=condition_of(checklist, question),
        answered_by=question.answered_by,
        clause=checklist.source(question).spoken,
        offered=OfferedView.model_validate(offered) if offered else None,
        answer=AnswerView.model_validate(vars(given)) if given else None,
    )


def filling_view(filling: ChecklistFilling) -> FillingView:
    checklist = get_checklist_of(filling.policy)
    by_key = {rule.verdict: rule.title for rule in checklist.verdicts}
    return FillingView(
        filling_id=filling.id,
        household_id=filling.household_id,
        region=filling.region,
        region_name=regions.name_of(filling.region),
        filled_on=filling.filled_on,
        version=filling.version,
        verdicts=[
            VerdictView(
                verdict=key,
                title=title,
                says=told["says"],
                says_name=SAYS_NAMES[Says(told["says"])],
                clause=told["clause"],
                because=told["because"],
            )
            for key, title in by_key.items()
            if (told := filling.verdicts.get(key))
        ],
        answers={key: AnswerView.model_validate(told) for key, told in filling.answers.items()},
        missing=[checklist.question(key).text for key in filling.missing],
        answerable=filling.answerable,
        reason=filling.reason,
        filled_by=filling.filled_by,
        recorded_at=filling.recorded_at,
        policy=filling.policy,
        policy_version=filling.policy_version,
    )


def place_view(checklist: Checklist, place: PlaceProgress) -> PlaceProgressView:
    return PlaceProgressView(
        region=place.region,
        region_name=place_name(place.region),
        subjects=place.subjects,
        filled=place.filled,
        verdicts=[
            CountView(
                key=rule.verdict,
                title=rule.title,
                met=(told := place.says.get(rule.verdict, {})).get(Says.MET, 0),
                unmet=told.get(Says.UNMET, 0),
                not_concerned=told.get(Says.NOT_CONCERNED, 0),
                cannot_say=told.get(Says.CANNOT_SAY, 0),
            )
            for rule in checklist.verdicts
        ],
    )


def whole_of(region: str, places: Sequence[PlaceProgress]) -> PlaceProgress:
    """The places together."""
    says: dict[str, dict[Says, int]] = {}
    for place in places:
        for key, counts in place.says.items():
            for told, number in counts.items():
                says.setdefault(key, {})[told] = says.get(key, {}).get(told, 0) + number
    return PlaceProgress(region, sum(each.subjects for each in places), sum(each.filled for each in places), says)


def missing_views(checklist: Checklist, counted: Iterable[tuple[str, int]]) -> list[MissingCountView]:
    """A question that an older file asked and this one does not is told under its code."""
    by_key = {question.key: question for question in checklist.questions}
    return [
        MissingCountView(
            question=key,
            section=by_key[key].section if key in by_key else "",
            text=by_key[key].text if key in by_key else key,
            count=number,
        )
        for key, number in counted
    ]


def found_line(checklist: Checklist, found: Found, shown_as: str) -> FoundLine:
    by_key = {question.key: question.text for question in checklist.questions}
    return FoundLine(
        household_id=found.household_id,
        household_code=found.code,
        shown_as=shown_as,
        region=found.region,
        region_name=regions.name_of(found.region),
        filled_on=found.filled_on,
        filled_by=found.filled_by,
        told=[by_key.get(key, key) for key in found.missing],
    )
