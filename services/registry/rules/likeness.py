"""Whether two files may be of one human being: what they have in common, and under which keys they are brought together.

Everything is told of two files alike, whichever is named first. What a sign is worth and from how many points a person is asked
is a place's policy (`policy/doubles`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from uuid import UUID

from services.registry.rules.sound import syllables

_COUNTY, _BIRTH, _BODY = 6, 14, 17
"""Where the county, the birth date and the sequence of an ID number end; the eighteenth sign only checks the others."""
_LONG_NAME = 3


class Sign(StrEnum):
    """Something that two files have in common, or that tells them apart."""

    NAME_SAME = "name-same"
    NAME_SOUNDS_SAME = "name-sounds-same"
    NAME_NEARLY = "name-nearly"
    NAMES_DIFFER = "names-differ"
    BIRTH_SAME = "birth-same"
    BIRTH_SWAPPED = "birth-swapped"
    BIRTH_ONE_DIGIT = "birth-one-digit"
    NUMBER_ONE_DIGIT = "number-one-digit"
    NUMBER_SWAPPED = "number-swapped"
    NUMBER_SEQUENCE = "number-sequence"
    NUMBER_HASH = "number-hash"
    VILLAGE_SAME = "village-same"
    TOWN_SAME = "town-same"
    PHONE_SAME = "phone-same"
    HEAD_SAME = "head-same"
    SEX_SAME = "sex-same"
    SEX_DIFFERS = "sex-differs"
    GROUP_DIFFERS = "group-differs"
    TWINS = "twins"
    SIBLINGS = "siblings"


@dataclass(frozen=True)
class Traits:
    """What is compared of a file. `head` names the head of the household where it is somebody else; `known_by` is the identity
    hash, the only thing known of a stranger whom a bill brought in."""

    person_id: UUID
    known_by: str
    village: str
    household_id: UUID
    name: str = ""
    number: str = ""
    sex: str = ""
    born_on: date | None = None
    phones: frozenset[str] = frozenset()
    head: str = ""
    group: str = ""


def signs(one: Traits, other: Traits, *, near_hashes: frozenset[tuple[UUID, UUID]] = frozenset()) -> frozenset[Sign]:
    """`near_hashes`: a stranger and somebody whose number, mistyped once, would hash to what is known of the stranger."""
    name, birth, number = _names(one, other), _births(one, other), _numbers(one.number, other.number)
    is_one_house = one.household_id == other.household_id
    told = {name, birth, number, _places(one, other), _sexes(one, other)}
    if not is_one_house and one.phones & other.phones:
        told.add(Sign.PHONE_SAME)
    if not is_one_house and one.village == other.village and one.head and one.head == other.head:
        told.add(Sign.HEAD_SAME)
    if one.group and other.group and one.group != other.group:
        told.add(Sign.GROUP_DIFFERS)
    if is_one_house and birth is Sign.BIRTH_SAME and name in (Sign.NAME_NEARLY, Sign.NAMES_DIFFER):
        told.add(Sign.TWINS)
    if is_one_house and birth is None and one.born_on and other.born_on:
        told.add(Sign.SIBLINGS)
    if {(one.person_id, other.person_id), (other.person_id, one.person_id)} & near_hashes:
        told.add(Sign.NUMBER_HASH)
    return frozenset(sign for sign in told if sign)


class Mark(StrEnum):
    """A key under which files are brought together for comparing; each is kept as a keyed hash, beside the person."""

    SOUND_BORN = "sound_born"
    SOUND_VILLAGE = "sound_village"
    BORN_VILLAGE = "born_village"
    PHONE_YEAR = "phone_year"
    PHONE_DAY = "phone_day"
    NO_COUNTY = "no_county"
    NO_DAY = "no_day"
    NO_MONTH = "no_month"
    NO_YEAR = "no_year"
    SHUFFLED = "shuffled"


def marks_of(traits: Traits) -> dict[Mark, str]:
    """In clear text, to be hashed; a key of which something is not known is not there.

    Whoever reaches the points of the national file shares at least one of them with the other (a property test).
    A telephone has one mark only; of a file with two, the first.
    """
    sound, born = "'".join(syllables(traits.name)), f"{traits.born_on:%Y%m%d}" if traits.born_on else ""
    phone, number = min(traits.phones, default=""), traits.number
    keys = {
        Mark.SOUND_BORN: (sound, born),
        Mark.SOUND_VILLAGE: (sound, traits.village),
        Mark.BORN_VILLAGE: (born, traits.sex, traits.village),
        Mark.PHONE_YEAR: (phone, born[:4]),
        Mark.PHONE_DAY: (phone, born[4:]),
    }
    if len(number) == _BODY + 1:
        county, birth, sequence = number[:_COUNTY], number[_COUNTY:_BIRTH], number[_BIRTH:_BODY]
        keys |= {
            Mark.NO_COUNTY: (birth, sequence),
            Mark.NO_DAY: (county, birth[:6], sequence),
            Mark.NO_MONTH: (county, birth[:4], birth[6:], sequence),
            Mark.NO_YEAR: (county, birth[4:], sequence),
            Mark.SHUFFLED: (county, "".join(sorted(birth)), sequence),
        }
    return {mark: " ".join((mark, *parts)) for mark, parts in keys.items() if all(parts)}


def mistyped(number: str) -> Iterator[str]:
    """What a number can be turned into by one wrong digit or two neighbours changed, with the check sign that belongs to it, and
    its old form of fifteen digits. A wrong number with the right number's check sign is refused at every door."""
    body = number[:_BODY]
    for at, right in enumerate(body):
        for wrong in "0123456789":
            if wrong != right:
                yield _checked(body[:at] + wrong + body[at + 1 :])
    for at in range(_BODY - 1):
        if body[at] != body[at + 1]:
            yield _checked(body[:at] + body[at + 1] + body[at] + body[at + 2 :])
    if body[_COUNTY : _COUNTY + 2] == "19":
        yield body[:_COUNTY] + body[_COUNTY + 2 :]


def differing_digits(one: str, other: str) -> list[int]:
    """At which places of the number, from 1, two differ; what may be shown where the numbers themselves may not."""
    if len(one) != len(other):
        return []
    return [at for at, (left, right) in enumerate(zip(one, other, strict=True), start=1) if left != right]


def _checked(body: str) -> str:
    # ISO 7064 MOD 11-2 by its table: the library's way is five times as long, and this runs for whole villages.
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[total]


_WEIGHTS = [2**power % 11 for power in range(_BODY, 0, -1)]


def _names(one: Traits, other: Traits) -> Sign | None:
    if not one.name or not other.name:
        return None
    if one.name == other.name:
        return Sign.NAME_SAME
    if syllables(one.name) == syllables(other.name):
        return Sign.NAME_SOUNDS_SAME
    return Sign.NAME_NEARLY if _is_nearly(*sorted((one.name, other.name), key=lambda name: (len(name), name))) else _DIFFER


_DIFFER = Sign.NAMES_DIFFER


def _is_nearly(shorter: str, longer: str) -> bool:
    """One sign in a name of three, more in the long names of other languages; never of two, where one sign is the given name."""
    allowed = max(1, len(longer) // 4)
    if len(longer) < _LONG_NAME or len(longer) - len(shorter) > allowed or len(shorter) < _LONG_NAME - 1:
        return False
    if shorter[0] != longer[0] and len(longer) == _LONG_NAME:
        return False
    steps = SequenceMatcher(None, shorter, longer, autojunk=False).get_opcodes()
    return sum(max(i2 - i1, j2 - j1) for kind, i1, i2, j1, j2 in steps if kind != "equal") <= allowed


def _births(one: Traits, other: Traits) -> Sign | None:
    if one.born_on is None or other.born_on is None:
        return None
    if one.born_on == other.born_on:
        return Sign.BIRTH_SAME
    left, right = (one.born_on, other.born_on)
    if (left.year, left.month, left.day) == (right.year, right.day, right.month):
        return Sign.BIRTH_SWAPPED
    wrong = differing_digits(f"{left:%Y%m%d}", f"{right:%Y%m%d}")
    return Sign.BIRTH_ONE_DIGIT if len(wrong) == 1 else None


def _numbers(one: str, other: str) -> Sign | None:
    """Numbers of one county and birth date whose sequence alone differs are neighbours at the registry office as a rule."""
    if len(one) != _BODY + 1 or len(other) != _BODY + 1:
        return None
    match differing_digits(one[:_BODY], other[:_BODY]):
        case [at]:
            return Sign.NUMBER_ONE_DIGIT if at <= _BIRTH else Sign.NUMBER_SEQUENCE
        case [at, beside] if beside == at + 1 <= _BIRTH and one[at - 1] == other[at] and one[at] == other[at - 1]:
            return Sign.NUMBER_SWAPPED
        case [*places] if places and one[10:12] == other[12:14] and one[12:14] == other[10:12] and _only(places, 11, 14):
            return Sign.NUMBER_SWAPPED
    return None


def _only(places: Iterable[int], first: int, last: int) -> bool:
    return all(first <= place <= last for place in places)


def _places(one: Traits, other: Traits) -> Sign | None:
    if one.village == other.village:
        return Sign.VILLAGE_SAME
    return Sign.TOWN_SAME if one.village[:9] == other.village[:9] else None


def _sexes(one: Traits, other: Traits) -> Sign | None:
    if not one.sex or not other.sex:
        return None
    return Sign.SEX_SAME if one.sex == other.sex else Sign.SEX_DIFFERS
