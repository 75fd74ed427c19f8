"""Answers on their way: from the form to the rules, and from the rules into the row that keeps them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.registry.rules.checklist import Checklist
from services.registry.rules.filling import Answer, AnsweredTwice, Verdict
from services.registry.rules.household_look import Known
from services.registry.schemas.checklist import AnswerForm


def answers_in(told: Sequence[AnswerForm]) -> dict[str, Answer]:
    """By question. Raises AnsweredTwice."""
    answers: dict[str, Answer] = {}
    for at, each in enumerate(told):
        if each.question in answers:
            raise AnsweredTwice(pointer=f"/answers/{at}/question", question=each.question)
        answers[each.question] = Answer(each.value, each.reason, tuple(map(str, each.papers)), each.is_confirmed)
    return answers


def kept_answers(checklist: Checklist, answers: Mapping[str, Answer], known: Mapping[str, Known]) -> dict[str, Any]:
    """As a row keeps them: an answer that is what was offered names where that came from."""
    return {
        question.key: {
            "value": answer.value,
            "reason": answer.reason,
            "papers": list(answer.papers),
            "is_confirmed": answer.is_confirmed,
            "source": offered.source if offered and offered.value == answer.value else "",
        }
        for question in checklist.questions
        if (answer := answers.get(question.key))
        for offered in (known.get(question.prefill or ""),)
    }


def kept_verdicts(verdicts: Iterable[Verdict]) -> dict[str, Any]:
    return {each.verdict: {"says": each.says.value, "clause": each.clause, "because": list(each.because)} for each in verdicts}
