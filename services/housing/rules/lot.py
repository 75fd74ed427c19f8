"""Allotment by lot（抽签分房）, so that anybody can draw it again: what is listed before, a hidden value that is pledged
before, a public value that nobody knew before, and an order that follows from the three and from nothing else.

1. The list of households and dwellings is written as JSON (keys sorted, no blanks, UTF-8); its SHA-256 is the digest.
2. The platform takes 32 bytes by chance, keeps them sealed, and publishes their SHA-256: the pledge. List, digest and
   pledge stand in a public notice before anybody draws.
3. In the hall, or on a later day from a source that was named before, comes the public value. Then the hidden value is opened.
4. key = HMAC-SHA256(hidden value, digest + LF + public value). Everything has the place of
   HMAC-SHA256(key, kind + LF + number), kind being `household` or `dwelling`, in ascending order.
5. In each size class: whoever asked for a dwelling free of barriers takes one, in order; whoever asked for that or a low
   one and has none takes a low one; all others take what is left, in order. Whoever finds nothing left waits, in order.

The verifier (`services/housing/verifier/verify_lot.py`) does the same and shares no code with this.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from services.housing.rules.relocation import Asks
from services.housing.rules.relocation_policy import RelocationKind
from shared.errors import Conflict, Unprocessable

HIDDEN_BYTES = 32
A_LOT = 500
"""Households in one lot, as many as one notice of its result shows."""


class NobodyToDraw(Conflict):
    """这个安置点没有可以参加抽签的搬迁户"""

    mend = "名单公示期满无异议、选择了这个安置点的户才参加抽签"


class NoDwellingLeft(Conflict):
    """这个安置点没有可以分配的房源"""

    mend = "请先录入房源"


class TooManyForOneLot(Conflict):
    """一次抽签的搬迁户过多"""

    mend = "请分为几个安置点登记，或按批次公示、抽签"


class DwellingsTooFew(Conflict):
    """有的户型房源少于搬迁户"""

    mend = "请补充房源，或写明抽签后轮候的户怎样安置"


class NoClassForHousehold(Unprocessable):
    """有的户人口不在任何一档户型之内"""

    mend = "请核对人口数，或由平台运维补充政策文件的户型"


class SameHousehold(Unprocessable):
    """调换须在两户之间"""


class NotOfOneLot(Conflict):
    """两户不在同一个安置点"""

    mend = "只能在同一个安置点之内调换"


class AreaOverCap(Unprocessable):
    """调换后住房面积超过这户的人均上限"""

    mend = "人口少的户不能换得超过上限的住房"


@dataclass(frozen=True, slots=True)
class Entrant:
    """A household as the list has it: by the number that its village told it, without a name."""

    number: str
    persons: int
    asks: Asks
    size_class: str


@dataclass(frozen=True, slots=True)
class Offered:
    """A dwelling as the list has it; `area_m2` exact, to two places."""

    number: str
    area_m2: Decimal
    storey: int
    is_barrier_free: bool
    size_class: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a household drew: `rank` in its class, and no dwelling where none was left."""

    number: str
    size_class: str
    rank: int
    dwelling: str | None


def listing(
    *,
    number: str,
    site: str,
    area_per_person_m2: Decimal,
    storey_most: int,
    public_source: str,
    households: Sequence[Entrant],
    dwellings: Sequence[Offered],
) -> dict[str, Any]:
    """What a lot is drawn from, as it is published and hashed: nothing but text, whole numbers and yes or no."""
    return {
        "lot": number,
        "site": site,
        "public_source": public_source,
        "area_per_person_m2": _written(area_per_person_m2),
        "low_storey_most": storey_most,
        "households": [
            {"number": each.number, "persons": each.persons, "asks": each.asks.value, "class": each.size_class}
            for each in sorted(households, key=lambda each: each.number)
        ],
        "dwellings": [
            {
                "number": each.number,
                "area_m2": _written(each.area_m2),
                "storey": each.storey,
                "is_barrier_free": each.is_barrier_free,
                "class": each.size_class,
            }
            for each in sorted(dwellings, key=lambda each: each.number)
        ],
    }


def _written(area: Decimal) -> str:
    return f"{area:.2f}"


def canonical(listed: Mapping[str, Any]) -> bytes:
    """The bytes that are hashed."""
    return json.dumps(listed, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(listed: Mapping[str, Any]) -> str:
    return sha256(canonical(listed)).hexdigest()


def in_letters(digest: str) -> str:
    """A digest as a notice shows it, 0 to f written as a to p: public texts take no long numbers, and some digests hold one."""
    return digest.translate(str.maketrans("0123456789abcdef", "abcdefghijklmnop"))


def pledge_of(hidden: bytes) -> str:
    return sha256(hidden).hexdigest()


def draw(listed: Mapping[str, Any], hidden: bytes, public_value: str) -> list[Drawn]:
    """What every household of the list drew, by class and rank; the same for the same three values, always."""
    key = hmac.digest(hidden, f"{digest_of(listed)}\n{public_value}".encode(), "sha256")

    def place(kind: str, number: str) -> bytes:
        return hmac.digest(key, f"{kind}\n{number}".encode(), "sha256")

    drawn = list[Drawn]()
    for size_class in sorted({each["class"] for each in listed["households"]}):
        households = [each for each in listed["households"] if each["class"] == size_class]
        dwellings = [each for each in listed["dwellings"] if each["class"] == size_class]
        households.sort(key=lambda each: place("household", each["number"]))
        dwellings.sort(key=lambda each: place("dwelling", each["number"]))
        taken = _taken(households, dwellings, storey_most=listed["low_storey_most"])
        drawn += [
            Drawn(each["number"], size_class, rank, taken.get(each["number"])) for rank, each in enumerate(households, start=1)
        ]
    return drawn


def _taken(
    households: Sequence[Mapping[str, Any]], dwellings: Sequence[Mapping[str, Any]], *, storey_most: int
) -> dict[str, str]:
    free, taken = list(dwellings), dict[str, str]()
    is_low = [each["number"] for each in dwellings if each["is_barrier_free"] or each["storey"] <= storey_most]
    open_to = [
        ({Asks.BARRIER_FREE}, [each["number"] for each in dwellings if each["is_barrier_free"]]),
        ({Asks.BARRIER_FREE, Asks.LOW}, is_low),
        (set(Asks), [each["number"] for each in dwellings]),
    ]
    for asking, offered in open_to:
        waiting = [each["number"] for each in households if each["asks"] in asking and each["number"] not in taken]
        left = [each["number"] for each in free if each["number"] in offered]
        taken |= dict(zip(waiting, left, strict=False))
        free = [each for each in free if each["number"] not in taken.values()]
    return taken


def size_class_of(kind: RelocationKind, persons: int) -> str:
    """Raises NoClassForHousehold."""
    found = kind.class_of_persons(persons)
    if found is None:
        raise NoClassForHousehold(persons=persons)
    return found.code


def must_have_room(households: Sequence[Entrant], dwellings: Sequence[Offered], *, waiting_why: str) -> None:
    """Every class has as many dwellings as households, or it is said what becomes of those who wait.

    Raises NobodyToDraw, TooManyForOneLot, NoDwellingLeft, DwellingsTooFew.
    """
    if not households:
        raise NobodyToDraw
    if len(households) > A_LOT:
        raise TooManyForOneLot(limit=A_LOT)
    if not dwellings:
        raise NoDwellingLeft
    short = []
    for size_class in sorted({each.size_class for each in households}):
        asked = sum(1 for each in households if each.size_class == size_class)
        there = sum(1 for each in dwellings if each.size_class == size_class)
        if there < asked:
            short.append(f"{size_class}：{asked} 户，房源 {there} 套")
    if short and not waiting_why.strip():
        raise DwellingsTooFew(pointer="/waiting_why", short=short)


def must_fit_area(area_m2: Decimal, most_m2: Decimal, *, number: str) -> None:
    """Raises AreaOverCap."""
    if area_m2 > most_m2:
        raise AreaOverCap(number=number, area_m2=str(area_m2), most_m2=str(most_m2))
