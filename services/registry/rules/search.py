"""Looking for people: what somebody types, and who is meant.

What is asked is a set of terms (`rules.mark`) that must all hold. They narrow the search down in the database; `Question.means`
has the last word, so that a mark that two terms share finds nobody too many.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from services.registry.rules.mark import Term, TermKind, name_key, narrowest, sounds_of
from services.registry.rules.sound import typed_sound
from services.registry.rules.vocabulary import PersonClass
from shared.errors import Unprocessable
from shared.identity import half_width


class NothingAsked(Unprocessable):
    """没有写明要找谁"""

    mend = "请输入姓名（或其中的字）、拼音、拼音首字母、身份证号码末四位或末六位、出生日期或年份"


class TooLittleAsked(Unprocessable):
    """一个字母不足以查找"""

    mend = "请输入姓名中的字、完整拼音，或至少两个拼音首字母"


class WholeNumberInAddress(Unprocessable):
    """网址中不能写完整的身份证号码"""

    mend = "请只输入末四位或末六位；按完整号码查找，请用 POST /persons/search"


class NotUnderstood(Unprocessable):
    """看不懂这一段数字"""

    mend = "身份证号码写末四位或末六位，出生日期写 1972-03-15 或 19720315，年份写 1972年"


TERM_NAMES = {
    TermKind.NAME: "姓名",
    TermKind.SOUND: "拼音",
    TermKind.TAIL: "证件末位",
    TermKind.BORN_ON: "出生日期",
    TermKind.BORN_IN: "出生年份",
    TermKind.PLACE: "辖区",
    TermKind.CLASS: "人员类别",
}
"""What a trace says of a question; the terms themselves it never says."""


class Standing(StrEnum):
    """Whether somebody still belongs to a household. `MERGED`: this was a second file of somebody, who is found by their own."""

    PRESENT = "present"
    LEFT = "left"
    DEAD = "dead"
    MERGED = "merged"


STANDING_NAMES = {
    Standing.PRESENT: "在册",
    Standing.LEFT: "已离开",
    Standing.DEAD: "已故",
    Standing.MERGED: "已并入另一份档案",
}


def standing_of(left_on: date | None, died_on: date | None, *, is_merged: bool = False) -> Standing:
    if is_merged:
        return Standing.MERGED
    if died_on:
        return Standing.DEAD
    return Standing.LEFT if left_on else Standing.PRESENT


@dataclass(frozen=True)
class Question:
    """Who is looked for. `within` is the code of a division; every part that is filled must hold."""

    names: tuple[str, ...] = ()
    sounds: tuple[str, ...] = ()
    tail: str = ""
    id_number: str = ""
    born_on: date | None = None
    born_in: int | None = None
    within: str = ""
    person_class: PersonClass | None = None
    standing: Standing | None = None

    @property
    def is_of_somebody(self) -> bool:
        """Whether it says more than of which place and kind: then the marks find who is meant."""
        return bool(self.names or self.sounds or self.tail or self.id_number or self.born_on or self.born_in)

    @property
    def terms(self) -> frozenset[Term]:
        """What must hold of whoever is meant."""
        asked: set[Term] = {(TermKind.NAME, run) for name in self.names for run in narrowest(name)}
        asked |= {(TermKind.SOUND, sound) for sound in self.sounds}
        asked |= {(TermKind.TAIL, self.tail)} if self.tail else set()
        asked |= {(TermKind.TAIL, self.id_number[-6:])} if self.id_number else set()
        asked |= {(TermKind.BORN_ON, self.born_on.isoformat())} if self.born_on else set()
        asked |= {(TermKind.BORN_IN, str(self.born_in))} if self.born_in else set()
        asked |= {(TermKind.PLACE, self.within)} if self.within else set()
        asked |= {(TermKind.CLASS, self.person_class.value)} if self.person_class else set()
        return frozenset(asked)

    @property
    def exact(self) -> Term | None:
        """What holds of those who come first: the whole name is what was typed, not a part of it."""
        if self.names:
            return TermKind.WHOLE_NAME, "".join(self.names)
        return (TermKind.WHOLE_SOUND, "".join(self.sounds)) if self.sounds else None

    @property
    def kinds(self) -> list[str]:
        asked = {kind for kind, _ in self.terms}
        return [name for kind, name in TERM_NAMES.items() if kind in asked] + (["是否在册"] if self.standing else [])

    def means(self, facts: Mapping[str, Any], standing: Standing) -> bool:
        """Whether this person is meant; `facts` are what the register says of them now."""
        name, born_on = facts.get("name", ""), facts.get("born_on") or ""
        key = name_key(name)
        return (
            all(part in key for part in self.names)
            and (not self.sounds or sounds_of(name).issuperset(self.sounds))
            and (not self.id_number or facts.get("id_number") == self.id_number)
            and (not self.tail or facts.get("id_number", "").endswith(self.tail))
            and (self.born_on is None or born_on == self.born_on.isoformat())
            and (self.born_in is None or born_on.startswith(f"{self.born_in}-"))
            and facts.get("region", "").startswith(self.within)
            and (self.person_class is None or self.person_class.value in facts.get("classes", []))
            and (self.standing is None or standing is self.standing)
        )


def read_question(typed: str) -> Question:
    """What somebody types into one field: characters, letters, digits, in any order.

    Raises NothingAsked, TooLittleAsked, WholeNumberInAddress, NotUnderstood.
    """
    names, letters, numbers = list[str](), list[str](), list[str]()
    for word in _WORD.findall(half_width(typed).upper()):
        if _DATE.fullmatch(word) or word[0].isdigit():
            numbers.append(word)
        elif word[0].isascii() or word[0] in "ÜÀ":
            letters.append(typed_sound(word))
        elif key := name_key(word):
            names.append(key)
    asked = _numbers(numbers)
    sounds = _sounds([each for each in letters if each])
    if not (names or sounds or asked):
        raise NothingAsked(pointer="/q")
    return Question(names=tuple(names), sounds=sounds, **asked)


_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_WORD = re.compile(rf"{_DATE.pattern.replace('(', '(?:')}|\d+年?X?|[A-ZÜ'’]+|[^\sA-Z0-9Ü'’,，、;；]+")


def _sounds(letters: list[str]) -> tuple[str, ...]:
    """Letters that stand alone belong to what stands before them: `w x m` is wxm, `wang x m` is wangxm."""
    joined = list[str]()
    for each in letters:
        if joined and len(each) == 1:
            joined[-1] += each
        else:
            joined.append(each)
    if any(len(each) == 1 for each in joined):
        raise TooLittleAsked(pointer="/q")
    return tuple(joined)


def _numbers(words: list[str]) -> dict[str, Any]:
    asked = dict[str, Any]()
    for word in words:
        if matched := _DATE.fullmatch(word):
            asked["born_on"] = _day(*(int(part) for part in matched.groups()))
        elif word.endswith("年") and len(word) == 5:
            asked["born_in"] = int(word[:4])
        elif len(word) in (15, 18):
            raise WholeNumberInAddress(pointer="/q")
        elif len(word) == 8 and word.isdecimal():
            asked["born_on"] = _day(int(word[:4]), int(word[4:6]), int(word[6:]))
        elif len(word) in (4, 6) and word.removesuffix("X").isdecimal():
            asked["tail"] = word
        else:
            raise NotUnderstood(pointer="/q")
    return asked


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NotUnderstood(pointer="/q") from None
