"""The words of messages, read once from `policy/messages` and tried as they are read; and what a message of a kind says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from services.notifier.rules import link, place
from services.notifier.rules.message import MessageKind, Text
from services.notifier.rules.message_field import must_fit
from services.notifier.rules.message_form import FORMS, Form, Register
from services.notifier.rules.message_policy import MannersPolicy, MessagesPolicy, Words, chosen, faults_in, missing_in
from services.notifier.rules.wording import filled
from shared import settings
from shared.policy.document import in_force, read_document
from shared.policy.source import Complaint, PolicyFileRefused, Source

FOLDER = Path(__file__).parent.parent / "policy" / "messages"
MANNERS = Path(__file__).parent.parent / "policy" / "manners"
_MEND = "对照同目录其他文件的写法更正；make policy-check 再查一遍"


@cache
def list_manners() -> tuple[MannersPolicy, ...]:
    """Every file. Raises PolicyFileRefused."""
    return tuple(read_document(MannersPolicy, path)[0] for path in sorted(MANNERS.glob("*.yaml")))


@cache
def list_words() -> tuple[MessagesPolicy, ...]:
    """Every file, and each of them whole. Raises PolicyFileRefused with every complaint, each with file and line."""
    read, complaints = list[MessagesPolicy](), list[Complaint]()
    for path in sorted(FOLDER.glob("*.yaml")):
        try:
            read.append(read_words(path.read_text("utf-8"), file=path.name))
        except PolicyFileRefused as refused:
            complaints += refused.complaints
    if not complaints:
        mend = "在全国的文件（region 为空、没有失效日期）中补写"
        complaints = [Complaint(FOLDER.name, 1, wrong, mend) for wrong in missing_in(read)]
    if complaints:
        raise PolicyFileRefused(complaints)
    return tuple(read)


def read_words(text: str, *, file: str) -> MessagesPolicy:
    """One file, tried. Raises PolicyFileRefused with every mistake, its line and a mend."""
    source = Source(file, text)
    try:
        policy = MessagesPolicy.model_validate(source.tree)
    except ValidationError as wrong:
        raise PolicyFileRefused([source.complaint(error["loc"], error["msg"], _MEND) for error in wrong.errors()]) from None
    if complaints := list(_complaints(source, policy)):
        raise PolicyFileRefused(complaints)
    return policy


def _complaints(source: Source, policy: MessagesPolicy) -> Iterator[Complaint]:
    for where, wrong in faults_in(policy, get_manners(policy.region, policy.in_force.start)):
        yield source.complaint(where, wrong, _MEND)


class NoManners(Exception):
    """No file says how we sign: `policy/manners` is incomplete."""


def get_manners(region: str, on: date) -> MannersPolicy:
    """Of the narrowest place around, also for days before the oldest file. Raises NoManners."""
    found = in_force(list_manners(), region=region, on=on) or next(iter(list_manners()), None)
    if found is None:
        raise NoManners
    return found


@dataclass(frozen=True)
class Said:
    """A message in all the forms of its register."""

    kind: MessageKind
    fields: Mapping[str, Any]
    forms: Mapping[Form, Text]

    @property
    def full(self) -> Text:
        return self.forms[Form.FULL]


def say(kind: MessageKind, *, region: str, on: date, register: Register = Register.OFFICIAL, **own: Any) -> Said:
    """What a message of this kind says in a place on a day. Raises FieldsAstray, TemplateAstray: faults of ours."""
    must_fit(kind, own)
    return said_with(kind, own | common_fields(kind, region), register=register, region=region, on=on)


def said_with(
    kind: MessageKind,
    fields: Mapping[str, Any],
    *,
    register: Register,
    region: str,
    on: date,
    draft: MessagesPolicy | None = None,
) -> Said:
    """With a draft's words before those in force, whatever its place and term."""
    manners = get_manners(region, on)
    forms = {}
    for form in FORMS[register]:
        own = draft.words(kind) if draft else None
        words = (own and own.of(register, form)) or _chosen(kind, register, form, region, on)
        forms[form] = _text(words, form, fields, manners.signature)
    return Said(kind, fields, forms)


def _text(words: Words, form: Form, fields: Mapping[str, Any], signature: str) -> Text:
    """Signed once: an SMS has no subject, so its text is signed; a letter on paper bears its own head."""
    body = filled(words.body, fields)
    if form is Form.SHORT:
        return Text("", signature + body)
    subject = filled(words.subject, fields)
    return Text(subject if form is Form.LETTER else signature + subject, body)


@lru_cache(maxsize=4096)
def _chosen(kind: MessageKind, register: Register, form: Form, region: str, on: date) -> Words:
    found = chosen(list_words(), kind, register, form, region=region, on=on)
    # Before the oldest file, its words: a message about an old matter is said all the same.
    return found or next(filter(None, (_own(policy, kind, register, form) for policy in _national())))


def _national() -> Sequence[MessagesPolicy]:
    return [policy for policy in list_words() if not policy.region]


def _own(policy: MessagesPolicy, kind: MessageKind, register: Register, form: Form) -> Words | None:
    own = policy.words(kind)
    return own.of(register, form) if own else None


def common_fields(kind: MessageKind, region: str) -> dict[str, Any]:
    """What every message can say. `*` and nothing stand for the whole platform. Raises UnknownRegion."""
    is_place = region not in {"", "*"}
    return {
        "label": kind.label,
        "place": place.called(region) if is_place else "平台",
        "town": place.called(region[:9]) if is_place else "平台",
        "home": link.today(settings.current().base_url),
    }
