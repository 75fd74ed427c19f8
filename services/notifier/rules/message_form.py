"""The forms that a message has, which channel carries which, and how long a short one may be."""

from collections.abc import Mapping
from enum import StrEnum
from math import ceil

from services.notifier.rules.delivery import ChannelName


class Form(StrEnum):
    """A message as one kind of channel carries it."""

    FULL = "full"
    SHORT = "short"
    GROUP = "group"
    LETTER = "letter"

    @property
    def label(self) -> str:
        return {Form.FULL: "全文", Form.SHORT: "短信", Form.GROUP: "群消息", Form.LETTER: "书面告知"}[self]


class Register(StrEnum):
    """In whose language: an officer's, or a household's."""

    OFFICIAL = "official"
    PLAIN = "plain"

    @property
    def label(self) -> str:
        return {Register.OFFICIAL: "对工作人员", Register.PLAIN: "对群众"}[self]


FORMS: Mapping[Register, tuple[Form, ...]] = {
    Register.OFFICIAL: (Form.FULL, Form.SHORT, Form.GROUP),
    Register.PLAIN: (Form.FULL, Form.SHORT, Form.LETTER),
}
"""An officer is never sent a letter on paper, and no household is spoken to in a group."""

_CARRIED: Mapping[str, Form] = {
    "sms": Form.SHORT,
    "wecom": Form.GROUP,
    "dingtalk": Form.GROUP,
    "feishu": Form.GROUP,
    "letter": Form.LETTER,
}
"""By the channel's name; every other carries the whole text."""
_SILENT = frozenset({"log", "page"})


def form_of(channel: ChannelName) -> Form:
    return _CARRIED.get(channel.value, Form.FULL)


def is_silent(channel: ChannelName) -> bool:
    """Whether it wakes nobody: a file that the desk on duty reads, a page that its reader opens. No hours hold for it."""
    return channel.value in _SILENT


ONE_PART, EACH_PART = 70, 67
"""Characters of an SMS in Chinese (UCS-2), alone and as a part of several (3GPP TS 23.038 and 23.040 9.2.3.24.1)."""


def units(text: str) -> int:
    """Its length as a telephone network counts it: a character outside the basic plane counts twice."""
    return len(text.encode("utf-16-be")) // 2


def parts(text: str) -> int:
    """How many SMS it takes."""
    length = units(text)
    return 1 if length <= ONE_PART else ceil(length / EACH_PART)
