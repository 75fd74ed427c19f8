"""The words of messages as data (`policy/messages`): by kind, register and form; a place's own file holds before the country's.

Everything is tried when the files are read: that each kind has words, that they name fields which the kind has, that a short text
keeps within its parts even with the longest values, that a group's text points to no household, and that a household is
addressed in plain words.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from services.notifier.rules import message_form
from services.notifier.rules.message import MessageKind
from services.notifier.rules.message_field import ALWAYS, FIELDS, NOT_FOR_HOUSEHOLDS, TO_HOUSEHOLDS, fields_of
from services.notifier.rules.message_form import FORMS, Form, Register
from services.notifier.rules.plainness import hard_words, long_sentences
from services.notifier.rules.wording import TemplateAstray, filled, names_in
from shared.policy.document import Document, Value
from shared.policy.shape import Draft

Template = Annotated[str, Field(min_length=1, max_length=2000)]


class Words(Draft):
    """One form. Without a subject the kind's name is the subject; an SMS has none."""

    subject: Annotated[str, Field(max_length=200)] = "{{ label }}"
    body: Template


class RegisterWords(Draft):
    """The forms of a register; a place's file may leave out those that it does not change."""

    full: Words | None = None
    short: Words | None = None
    group: Words | None = None
    letter: Words | None = None

    def of(self, form: Form) -> Words | None:
        found: Words | None = getattr(self, form.value)
        return found


class KindWords(Value):
    """What is said in a message of a kind. `parts` are the SMS that its short text may take."""

    kind: MessageKind
    parts: Annotated[int, Field(ge=1, le=3)] = 1
    official: RegisterWords | None = None
    plain: RegisterWords | None = None

    def of(self, register: Register, form: Form) -> Words | None:
        found = self.official if register is Register.OFFICIAL else self.plain
        return found.of(form) if found else None


class MessagesPolicy(Document):
    """The words of a subject, or those that a place says otherwise."""

    messages: tuple[KindWords, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        self.must_know(each.reference for each in self.messages)
        if twice := [kind for kind, count in Counter(each.kind for each in self.messages).items() if count > 1]:
            raise ValueError(f"kind 重复：{'、'.join(twice)}")
        return self

    def words(self, kind: MessageKind) -> KindWords | None:
        return next((each for each in self.messages if each.kind is kind), None)


class Measure(Value):
    """How plain words have to be: characters of a sentence, and between two pauses."""

    sentence: Annotated[int, Field(ge=10, le=100)]
    breath: Annotated[int, Field(ge=5, le=60)]


class Banned(Value):
    """Words of an office that a household is not spoken to with."""

    words: tuple[Annotated[str, Field(min_length=1)], ...] = Field(min_length=1)


class MannersPolicy(Document):
    """How we sign, and how a household is spoken to."""

    signature: Annotated[str, Field(min_length=1, max_length=12)]
    plain: Measure
    banned: Banned

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        self.must_know([self.plain.reference, self.banned.reference])
        return self


def chosen(
    policies: Iterable[MessagesPolicy], kind: MessageKind, register: Register, form: Form, *, region: str, on: date
) -> Words | None:
    """The words of the narrowest place around that has this form; of two, the newer file's."""
    fitting = [
        (len(policy.region), policy.in_force.start, words)
        for policy in policies
        if region.startswith(policy.region)
        and policy.covers(on)
        and (own := policy.words(kind))
        and (words := own.of(register, form))
    ]
    return max(fitting, key=lambda each: each[:2])[2] if fitting else None


def registers_of(kind: MessageKind) -> Sequence[Register]:
    return tuple(Register) if kind in TO_HOUSEHOLDS else (Register.OFFICIAL,)


def faults_in(policy: MessagesPolicy, manners: MannersPolicy) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What is wrong in a file: where (keys and positions), and what, in Chinese."""
    for position, own in enumerate(policy.messages):
        for register in Register:
            for form in Form:
                if words := own.of(register, form):
                    where = ("messages", position, register.value, form.value)
                    for wrong in _faults(own, register, form, words, manners):
                        yield where, f"{own.kind.label}（{own.kind}）的{form.label}：{wrong}"


def missing_in(policies: Sequence[MessagesPolicy]) -> Iterator[str]:
    """Kinds without words for the whole country, without an end."""
    everywhere = [policy for policy in policies if not policy.region and policy.in_force.end is None]
    for kind in MessageKind:
        for register in registers_of(kind):
            for form in FORMS[register]:
                if chosen(everywhere, kind, register, form, region="", on=date.max) is None:
                    yield f"{kind.label}（{kind}）没有{register.label}的{form.label}（{register}.{form}）"


def _faults(own: KindWords, register: Register, form: Form, words: Words, manners: MannersPolicy) -> Iterator[str]:
    if form not in FORMS[register] or register not in registers_of(own.kind):
        yield f"{register.label}没有这种形式"
        return
    may_name = _may_name(own.kind, register, form)
    try:
        if unknown := sorted((names_in(words.subject) | names_in(words.body)) - may_name):
            yield f"不能用字段 {'、'.join(unknown)}，可以用的有 {'、'.join(sorted(may_name))}"
            return
        said = [filled(words.body, fields) for fields in _extremes(own.kind, names_in(words.body))]
        for fields in _extremes(own.kind, names_in(words.subject)):
            filled(words.subject, fields)
    except TemplateAstray as wrong:
        yield str(wrong)
        return
    if not all(body.strip() for body in said):
        yield "有的情形下没有一个字"
    if form is Form.SHORT:
        longest = max((manners.signature + body for body in said), key=message_form.units)
        if message_form.parts(longest) > own.parts:
            yield (
                f"最长时 {message_form.units(longest)} 字，要 {message_form.parts(longest)} 条短信，只许 {own.parts} 条"
                f"（1 条至多 {message_form.ONE_PART} 字，多条每条 {message_form.EACH_PART} 字）：{longest}"
            )
    if register is Register.PLAIN:
        yield from _office_speak(own.kind, [words.body] if form is Form.SHORT else [words.subject, words.body], manners)


def _office_speak(kind: MessageKind, templates: Sequence[str], manners: MannersPolicy) -> Iterator[str]:
    examples = examples_of(kind)
    for template in templates:
        text = filled(template, examples)
        if hard := hard_words(text, manners.banned.words):
            yield f"群众听不懂的词：{'、'.join(hard)}"
        for sentence in long_sentences(text, sentence=manners.plain.sentence, breath=manners.plain.breath):
            yield f"句子太长（一句至多 {manners.plain.sentence} 字，一口气至多 {manners.plain.breath} 字）：{sentence}"


def _may_name(kind: MessageKind, register: Register, form: Form) -> frozenset[str]:
    fields = fields_of(kind)
    if form is Form.GROUP:
        return frozenset(name for name in fields if FIELDS[name].is_safe)
    return fields - NOT_FOR_HOUSEHOLDS if register is Register.PLAIN else fields


def examples_of(kind: MessageKind) -> dict[str, Any]:
    return {name: FIELDS[name].example for name in fields_of(kind)} | {"label": kind.label}


def _extremes(kind: MessageKind, named: frozenset[str]) -> Iterator[Mapping[str, Any]]:
    """The longest values and the emptiest ones, with every way in which the words may branch."""
    fields = fields_of(kind)
    longest = {name: FIELDS[name].longest for name in fields} | {"label": kind.label}
    flags = sorted(name for name in named if name in fields and FIELDS[name].type is bool)
    for values in product((False, True), repeat=len(flags)):
        turned = dict(zip(flags, values, strict=True))
        yield longest | turned
        yield longest | turned | {name: _empty(name) for name in fields - ALWAYS if FIELDS[name].type in (str, int)}


def _empty(name: str) -> Any:
    return "" if FIELDS[name].type is str else 0
