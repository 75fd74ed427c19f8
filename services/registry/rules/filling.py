"""A filled-in checklist: which questions are asked, whether answers can be, and what they come to, with the clause of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.registry.rules.checklist import NOT_CONCERNED, YES, AnswerKind, Checklist, Question, VerdictRule, When
from services.registry.rules.household_look import Known
from shared.errors import Conflict, Unprocessable


class Says(StrEnum):
    """What answers say of one verdict."""

    MET = "met"
    UNMET = "unmet"
    NOT_CONCERNED = "not-concerned"
    CANNOT_SAY = "cannot-say"


SAYS_NAMES = {Says.MET: "实现", Says.UNMET: "未实现", Says.NOT_CONCERNED: "不涉及", Says.CANNOT_SAY: "不能判断"}


class AnswersNotProper(Unprocessable):
    """清单还不能提交：有的问题没有回答，或回答不合要求"""

    mend = "请按 faults 逐项更正；一时答不全的，先存为草稿"


class NotAskedHere(Unprocessable):
    """清单没有这个问题，或本户不涉及而不问"""

    mend = "请删去该项；是否问由前面的回答和登记册决定，先查询本户的清单"


class AnsweredTwice(Unprocessable):
    """同一个问题回答了两次"""

    mend = "每个问题只写一项"


class FilledInTheFuture(Unprocessable):
    """填写日期不在可登记的范围"""

    mend = "不早于本清单施行之日，不晚于今天"


class FilledMeanwhile(Conflict):
    """这一天的清单已有更新的版本"""

    mend = "请重新打开清单，在最新版本上更正，并写明所更正的版本"


class AmendedWithoutReason(Unprocessable):
    """更正清单没有写明理由"""

    mend = "同一天的清单已经提交过，新版本须写明更正的理由；原版本保留"


class FilledByTheRegister(Unprocessable):
    """这份清单由登记册自动得出，不需要填写"""

    mend = "请更正登记册中缺少的内容，结果随即改变"


class OfAnotherSubject(Unprocessable):
    """这份清单不是为这种对象填写的"""

    mend = "户的清单为一户填写，村的清单为村（社区）填写"


class NobodyAnswerable(Unprocessable):
    """没有写明由谁负责"""

    mend = "村档案须写明档案责任人的姓名和职务"


@dataclass(frozen=True)
class Answer:
    """One answer: as text whatever its kind, the reason where one is needed, the numbers of the photos."""

    value: str
    reason: str = ""
    papers: tuple[str, ...] = ()
    is_confirmed: bool = False


@dataclass(frozen=True)
class Fault:
    """Why an answer cannot stand, and how to mend it."""

    question: str
    text: str
    wrong: str
    mend: str


@dataclass(frozen=True)
class Missing:
    """An answer that says that something is missing, with the clause that asks for it."""

    question: str
    text: str
    value: str
    reason: str
    clause: str


@dataclass(frozen=True)
class Verdict:
    """What a verdict comes to and why."""

    verdict: str
    title: str
    says: Says
    clause: str
    because: Sequence[str]


@dataclass(frozen=True)
class Judged:
    asked: Sequence[Question]
    faults: Sequence[Fault]
    missing: Sequence[Missing]
    verdicts: Sequence[Verdict]

    @property
    def says(self) -> dict[str, Says]:
        return {each.verdict: each.says for each in self.verdicts}


def holds(when: When | None, answers: Mapping[str, Answer], known: Mapping[str, Known]) -> bool:
    """Whether a question's condition is fulfilled. What is not known does not hold."""
    if when is None:
        return True
    return (
        (not when.known or any(key in known and known[key].value == YES for key in when.known))
        and all(key in answers and answers[key].value in values for key, values in when.answered.items())
        and not (when.unless is not None and holds(when.unless, answers, known))
    )


def may_come_up(question: Question, known: Mapping[str, Known]) -> bool:
    """Whether some answers to the questions before it would have it asked: for a page that cannot change while it is written."""
    when = question.when
    return when is None or holds(when.model_copy(update={"answered": {}}), {}, known)


def condition_of(checklist: Checklist, question: Question) -> str:
    """`仅当“怎样饮水”答“自来水”时回答`; empty for a question that is asked whatever was answered."""
    told = question.when.answered if question.when else {}
    parts = [f"“{checklist.question(key).text}”答“{'”或“'.join(values)}”" for key, values in told.items()]
    return f"仅当{'、'.join(parts)}时回答" if parts else ""


def asked_of(checklist: Checklist, answers: Mapping[str, Answer], known: Mapping[str, Known]) -> list[Question]:
    """The questions of this household in order; an answer to a question that is not asked calls for no further ones."""
    asked: list[Question] = []
    given: dict[str, Answer] = {}
    for question in checklist.questions:
        if holds(question.when, given, known):
            asked.append(question)
            if question.key in answers:
                given[question.key] = answers[question.key]
    return asked


def judge(checklist: Checklist, answers: Mapping[str, Answer], known: Mapping[str, Known]) -> Judged:
    """Everything that answers come to. Answers that cannot stand are left out of the verdicts."""
    asked = asked_of(checklist, answers, known)
    faults = [fault for question in asked for fault in _faults(question, answers.get(question.key), known)]
    sound = {
        question.key: answers[question.key]
        for question in asked
        if question.key in answers and answers[question.key].value and not question.fault_of(answers[question.key].value)
    }
    missing = [
        Missing(question.key, question.text, sound[question.key].value, sound[question.key].reason, _clause(checklist, question))
        for question in asked
        if question.key in sound and question.is_failed_by(sound[question.key].value)
    ]
    by_key = {question.key: question for question in asked}
    verdicts = [_verdict(checklist, rule, by_key, sound, {each.question for each in missing}) for rule in checklist.verdicts]
    return Judged(asked, faults, missing, verdicts)


def computed(checklist: Checklist, known: Mapping[str, Known]) -> Judged:
    """What a checklist comes to that the register answers by itself: what is lacking stands as the reason."""
    told = {each.key: known[each.prefill] for each in checklist.questions if each.prefill and each.prefill in known}
    answers = {key: Answer(each.value, each.missing, is_confirmed=True) for key, each in told.items()}
    return judge(checklist, answers, known)


def check_answers(checklist: Checklist, answers: Mapping[str, Answer], known: Mapping[str, Known]) -> Judged:
    """Raises NotAskedHere or AnswersNotProper."""
    judged = judge(checklist, answers, known)
    if strange := sorted(set(answers) - {question.key for question in judged.asked}):
        raise NotAskedHere(pointer="/answers", questions=strange)
    if judged.faults:
        raise AnswersNotProper(pointer="/answers", faults=[vars(fault) for fault in judged.faults])
    return judged


def check_filled_on(checklist: Checklist, filled_on: date, *, on: date) -> None:
    """Raises FilledInTheFuture."""
    if filled_on > on or not checklist.covers(filled_on):
        raise FilledInTheFuture(pointer="/filled_on", from_on=checklist.in_force.start.isoformat(), to_on=on.isoformat())


def check_version(held: int | None, replaces: int | None, reason: str) -> None:
    """A second filling of the same day puts the first right, knowingly. Raises FilledMeanwhile or AmendedWithoutReason."""
    if held != replaces:
        raise FilledMeanwhile(pointer="/replaces_version", version=held)
    if held is not None and not reason:
        raise AmendedWithoutReason(pointer="/reason")


def _faults(question: Question, answer: Answer | None, known: Mapping[str, Known]) -> list[Fault]:
    def fault(wrong: str, mend: str) -> Fault:
        return Fault(question.key, question.text, wrong, mend)

    if answer is None or not answer.value:
        return [] if question.is_optional else [fault("没有回答", "请回答；确实不涉及的，有“不涉及”可选的选不涉及")]
    if wrong := question.fault_of(answer.value):
        return [fault("回答不合要求", wrong)]
    found = []
    if question.is_failed_by(answer.value) and not answer.reason:
        found.append(fault(f"回答“{answer.value}”没有写明原因", "请写明为什么没有实现、差在哪里"))
    if len(answer.papers) < question.photos and answer.value != NOT_CONCERNED:
        wanted = f"（{'、'.join(question.photos_of)}）" if question.photos_of else ""
        found.append(fault(f"照片不足 {question.photos} 张{wanted}", "请先上传照片，再填写照片编号"))
    offered = known.get(question.prefill or "")
    if offered and offered.value == answer.value and not answer.is_confirmed:
        found.append(fault(f"预填的回答（来自{offered.source}）没有经人核对", "请当面核对，相符的勾选“已核对”，不符的改正"))
    return found


def _clause(checklist: Checklist, value: Question | VerdictRule) -> str:
    return checklist.source(value).spoken


def _verdict(
    checklist: Checklist,
    rule: VerdictRule,
    asked: Mapping[str, Question],
    sound: Mapping[str, Answer],
    failed: set[str],
) -> Verdict:
    parts = [_part(group, asked, sound, failed) for group in rule.groups]
    says = next((worst for worst in (Says.UNMET, Says.CANNOT_SAY, Says.MET) if worst in parts), Says.NOT_CONCERNED)
    because = [_because(asked[key], sound[key]) for key in sorted(rule.keys & failed & set(sound), key=list(asked).index)]
    if says is Says.CANNOT_SAY:
        because = [f"没有回答：{asked[key].text}" for key in asked if key in rule.keys and key not in sound]
    return Verdict(rule.verdict, rule.title, says, _clause(checklist, rule), because if says is not Says.MET else [])


def _part(group: Sequence[str], asked: Mapping[str, Question], sound: Mapping[str, Answer], failed: set[str]) -> Says:
    """What one part of a verdict comes to; of several questions in it one that is met suffices."""
    found = [_one(asked[key], sound.get(key), key in failed) for key in group if key in asked]
    return next((best for best in (Says.MET, Says.CANNOT_SAY, Says.UNMET) if best in found), Says.NOT_CONCERNED)


def _one(question: Question, answer: Answer | None, has_failed: bool) -> Says:
    if answer is None:
        return Says.NOT_CONCERNED if question.is_optional else Says.CANNOT_SAY
    if answer.value == NOT_CONCERNED:
        return Says.NOT_CONCERNED
    return Says.UNMET if has_failed else Says.MET


def _because(question: Question, answer: Answer) -> str:
    unit = f" {question.unit}" if question.kind is AnswerKind.NUMBER else ""
    return f"{question.text}：{answer.value}{unit}" + (f"（{answer.reason}）" if answer.reason else "")
