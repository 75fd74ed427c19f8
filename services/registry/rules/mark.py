"""By what a person can be found: the terms of their file, each of which becomes a keyed mark beside their row."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import IntEnum
from typing import Any

from services.registry.rules.sound import Reading, readings

NAME_RUN, SOUND_RUN = 3, 6
"""Parts of a name that have a term of their own: so many characters, or syllables. Longer parts are several terms."""
SOUNDS_OF_A_NAME = 200
"""A name of many characters that are said in several ways does not become thousands of terms."""


class TermKind(IntEnum):
    """The numbers stand in the marks of every row: they are never changed, only added to."""

    WHOLE_NAME = 1
    NAME = 2
    SOUND = 3
    WHOLE_SOUND = 4
    TAIL = 5
    PLACE = 6
    BORN_ON = 7
    BORN_IN = 8
    CLASS = 9

    # An Enum hashes its name in Python; thirty terms of each of a hundred thousand people are hashed when a file comes in.
    __hash__ = int.__hash__


SECRET = frozenset({TermKind.WHOLE_NAME, TermKind.NAME, TermKind.SOUND, TermKind.WHOLE_SOUND, TermKind.TAIL})
"""Kinds whose values stand nowhere in the clear."""

Term = tuple[TermKind, str]

_APART = re.compile(r"[\s\x00-\x7f·•.．‧・，、。；：？！（）()]")
_PARTS = re.compile(r"[·•.．‧・\s]+")


def terms_of(facts: Mapping[str, Any]) -> set[Term]:
    """By what a person can be found whose file says this."""
    name = facts.get("name")
    return {
        *terms_of_place(facts.get("region") or ""),
        *terms_of_classes(facts.get("classes") or ()),
        *terms_of_birth(facts.get("born_on") or ""),
        *terms_of_number(facts.get("id_number") or ""),
        *(terms_of_name(name) if name else ()),
    }


def terms_of_place(region: str) -> list[Term]:
    """A village, and every division around it."""
    return [(TermKind.PLACE, region[:length]) for length in (2, 4, 6, 9, 12) if length <= len(region)]


def terms_of_classes(classes: Iterable[str]) -> list[Term]:
    return [(TermKind.CLASS, str(each)) for each in classes]


def terms_of_birth(born_on: str) -> list[Term]:
    return [(TermKind.BORN_ON, born_on), (TermKind.BORN_IN, born_on[:4])] if born_on else []


def terms_of_number(number: str) -> list[Term]:
    """What people remember of it: its end."""
    return [(TermKind.TAIL, number[-4:]), (TermKind.TAIL, number[-6:])] if number else []


def terms_of_name(name: str) -> set[Term]:
    """Every part of it as it is written, and all that somebody may type who heard it."""
    return {(kind, part) for kind, parts in parts_of_name(name) for part in parts}


def parts_of_name(name: str) -> list[tuple[TermKind, Collection[str]]]:
    """The same terms, those of a kind together, each once."""
    key, said = name_key(name), readings(name)
    runs = {key[at : at + length] for length in range(1, NAME_RUN + 1) for at in range(len(key) - length + 1)}
    return [
        (TermKind.NAME, runs),
        (TermKind.WHOLE_NAME, [key] if key else []),
        (TermKind.SOUND, _sounds(name, said)),
        (TermKind.WHOLE_SOUND, _whole(said)),
    ]


def sounds_of(name: str) -> set[str]:
    """What somebody may type who heard a name: 王小明 is wangxiaoming, wang, xiaoming, wxm, xm, wangxm ..."""
    return _sounds(name, readings(name))


def _sounds(name: str, whole: tuple[Reading, ...]) -> set[str]:
    if len(whole) <= SOUND_RUN and all(len(reading) == 1 for reading in whole) and not _PARTS.search(name):
        return _plain_sounds([reading[0] for reading in whole])
    sounds = set[str]()
    for part in _PARTS.split(name):
        said = readings(part)
        for start in range(len(said)):
            for end in range(start + 1, min(start + SOUND_RUN, len(said)) + 1):
                sounds.update(_spelled(said[start:end]))
                if end - start > 1:
                    sounds.update(_initials(said[start:end]))
                    if start == 0:
                        sounds.update(f"{first}{rest}" for first in said[0] for rest in _initials(said[1:end]))
    sounds |= _whole(whole)
    return set(sorted(sounds)[:SOUNDS_OF_A_NAME]) if len(sounds) > SOUNDS_OF_A_NAME else sounds


def _plain_sounds(said: list[str]) -> set[str]:
    """The same of most names: a few characters, each of which is said in one way."""
    sounds, letters, many = set[str](), "".join(syllable[0] for syllable in said), len(said)
    for start in range(many):
        sounded = ""
        for end in range(start + 1, many + 1):
            sounded += said[end - 1]
            sounds.add(sounded)
            if end - start > 1:
                sounds.add(letters[start:end])
    sounds.update(said[0] + letters[1:end] for end in range(2, many + 1))
    return sounds


def name_key(name: str) -> str:
    """A name without what is written between its parts, and without Latin letters, which are looked for by ear."""
    return _APART.sub("", name)


def narrowest(part: str) -> Iterator[str]:
    """The parts that have terms, as long as they can be, that make up a part of a name."""
    if len(part) <= NAME_RUN:
        yield part
    else:
        yield from (part[at : at + NAME_RUN] for at in range(len(part) - NAME_RUN + 1))


def _whole(said: tuple[Reading, ...]) -> set[str]:
    if all(len(reading) == 1 for reading in said):
        spelled = {"".join(reading[0] for reading in said), "".join(reading[0][0] for reading in said) if len(said) > 1 else ""}
        return spelled - {""}
    return {*_spelled(said), *(_initials(said) if len(said) > 1 else ())}


def _spelled(said: tuple[Reading, ...]) -> list[str]:
    return _ways(said)


def _initials(said: tuple[Reading, ...]) -> list[str]:
    return _ways([{way[0]: None for way in reading} for reading in said])


def _ways(choices: Iterable[Iterable[str]]) -> list[str]:
    ways = [""]
    for choice in choices:
        ways = [f"{way}{one}" for way in ways for one in choice][:SOUNDS_OF_A_NAME]
    return ways
