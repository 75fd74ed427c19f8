"""Administrative divisions: codes of 2, 4, 6, 9 and 12 digits (province, city, county, town, village) and their names.

A shorter code is a prefix of every code inside it, which is what row-level security relies on. The table lies beside this
module (see `regions_data/README.md`); it knows every town of China and the villages of a few places. Where no village of a
county is known, a 12-digit code is good if its town exists.

Codes that are over stay readable: they have a name and successors, and what lies in them belongs to whoever succeeded. Nobody
writes them any more.
"""

import csv
import gzip
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from shared.errors import Unprocessable

_TABLES = Path(__file__).with_name("regions_data")
_LENGTHS = (2, 4, 6, 9, 12)
_LEVELS = ("省", "市", "县", "乡", "村")
_UNSPOKEN = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
"""City-level rows that no one says: 北京市东城区, not 北京市市辖区东城区."""

_COMMITTEE = re.compile(r"(居民委员会|村民委员会|居委会|村委会|委员会)$")


@dataclass(frozen=True)
class Former:
    """A division that is over: what it was called, from when until before when (a year, or a day), and who succeeded it."""

    code: str
    name: str
    since: str
    until: str
    successors: tuple[str, ...]


class UnknownRegion(Unprocessable):
    """没有这个行政区划"""

    mend = "请按国家统计局 2023 年统计用区划代码填写，县 6 位、镇街 9 位、村（社区）12 位"


def exists(code: str) -> bool:
    """Whether there is such a province, city, county, town or village."""
    if not code.isascii() or not code.isdigit() or len(code) not in _LENGTHS:
        return False
    if code in _names():
        return True
    return len(code) == 12 and code[9:] != "000" and code[:9] in _names() and code[:6] not in _surveyed_counties()


def name_of(code: str) -> str:
    """The full name, `山东省临沂市罗庄区罗庄街道龙潭社区居民委员会`; what is over keeps its name and says so.

    Raises `UnknownRegion`.
    """
    if not exists(code):
        return _former_name(code)
    names = _names()
    path = [names[code[:length]] for length in _LENGTHS if length <= len(code) and code[:length] in names]
    spoken = [name for at, name in enumerate(path) if not (at == 1 and name in _UNSPOKEN) and name not in path[:at]]
    unnamed = f"（村码 {code[9:]}）" if code not in names else ""
    return "".join(spoken) + unnamed


def short_name_of(code: str) -> str:
    """Its own name alone, without what lies above it: `龙潭社区居民委员会`. Raises `UnknownRegion`."""
    if not exists(code):
        raise UnknownRegion(region=code)
    return _names().get(code) or f"（村码 {code[9:]}）"


def former(code: str) -> tuple[Former, ...]:
    """What this code or, of a town or village, the county around it stood for until it was given up; the latest first."""
    for length in reversed(_LENGTHS):
        if length <= len(code) and (found := _former().get(code[:length])) and code[:length] not in _names():
            return tuple(sorted(found, key=lambda one: one.until, reverse=True))
    return ()


def successors_of(code: str) -> tuple[str, ...]:
    """The codes of today to which the land of a division went; its own, if it still exists. Empty where nobody knows."""
    return tuple(dict.fromkeys(_successors(code, seen=frozenset())))


def predecessors_of(code: str) -> tuple[str, ...]:
    """The codes that are over and belong to this division or to one inside it, so that its officers answer for what lies there.

    A division that was divided among several is nobody's alone, and not among them.
    """
    return _predecessors().get(code, ())


def town_of(village: str) -> str:
    """The 9-digit town of a village (a town is its own). Raises `UnknownRegion` for anything wider."""
    return _cut(village, 9)


def county_of(code: str) -> str:
    """The 6-digit county of a town or village (a county is its own). Raises `UnknownRegion` for anything wider."""
    return _cut(code, 6)


def children_of(code: str) -> tuple[str, ...]:
    """The codes directly inside, in order; empty where the table goes no deeper."""
    return tuple(_children().get(code, {}).values())


def code_of(province: str, city: str, county: str, town: str, village: str) -> str:
    """The 12-digit village by the five names that Chinese forms carry.

    `龙潭社区` and `龙潭社区居委会` find 龙潭社区居民委员会, and a county by the name that it had (梅列区) finds the one of today.
    Raises `UnknownRegion` naming the level that does not fit.
    """
    code = ""
    names = [name.strip() for name in (province, city, county, town, village)]
    for at, (level, name) in enumerate(zip(_LEVELS, names, strict=True)):
        found = _named(code, name) or (_named_formerly(code, name, inside=names[at + 1 :]) if 0 < at < 3 else None)
        if found is None:
            raise UnknownRegion(level=level, name=name, within=name_of(code) if code else None)
        code = found
    return code


def search(text: str, *, within: str = "", limit: int) -> list[str]:
    """Codes whose own name contains the text, or that begin with it where it is a number; the widest first, then in order.

    `within` is the code of what they lie in.
    """
    names = _names()
    if text.isascii() and text.isdigit():
        found = (code for code in names if code.startswith(text) and code.startswith(within))
    else:
        found = (code for code, name in names.items() if text in name and code.startswith(within))
    return sorted(found, key=lambda code: (len(code), code))[:limit]


def search_former(text: str, *, within: str = "", limit: int) -> list[Former]:
    """As `search`, among the divisions that are over; the latest of each code."""
    by_code = text.isascii() and text.isdigit()
    latest = {code: max(past, key=lambda one: one.until) for code, past in _former().items() if code not in _names()}
    found = [one for code, one in latest.items() if code.startswith(text if by_code else "") and (by_code or text in one.name)]
    return sorted((one for one in found if one.code.startswith(within)), key=lambda one: (len(one.code), one.code))[:limit]


def _named(parent: str, name: str) -> str | None:
    inside = _children().get(parent, {})
    if name in inside:
        return inside[name]
    spoken = _COMMITTEE.sub("", name)
    close = [code for known, code in inside.items() if _COMMITTEE.sub("", known) in {spoken, f"{spoken}村", f"{spoken}社区"}]
    return close[0] if len(close) == 1 and spoken else None


def _named_formerly(parent: str, name: str, *, inside: Sequence[str]) -> str | None:
    """The one city or county of today, in the same province, that succeeded one of this name and has what the next name says."""
    past = [one for one in _former_by_name().get(name, ()) if len(one.code) in (4, 6) and one.code.startswith(parent[:2])]
    past = [one for one in past if len(one.code) == len(parent) + 2]
    heirs = {heir[: len(one.code)] for one in past for heir in _heirs(one, inside[0] if inside else "")}
    fitting = [code for code in heirs if code.startswith(parent) or len(code) == 4]
    fitting = [code for code in fitting if _named(code, inside[0]) or _named_formerly(code, inside[0], inside=inside[1:])]
    return fitting[0] if len(fitting) == 1 else None


def _heirs(one: Former, name_inside: str) -> Iterator[str]:
    """Who succeeded it; of a city that left no successor, who succeeded its county of that name."""
    yield from successors_of(one.code)
    for county in _former_by_name().get(name_inside, ()):
        if county.code.startswith(one.code) and county.code != one.code:
            yield from successors_of(county.code)


def _former_name(code: str) -> str:
    found = former(code)
    if not found:
        raise UnknownRegion(region=code)
    one = found[0]
    above = [code[:length] for length in _LENGTHS if length < len(one.code)]
    path = [_names().get(each) or next((past.name for past in _former().get(each, ())), "") for each in above]
    spoken = [name for at, name in enumerate(path) if not (at == 1 and name in _UNSPOKEN)]
    rest = f"，其中编码 {code[len(one.code) :]}" if len(code) > len(one.code) else ""
    until = f"{one.until} 年" if len(one.until) == 4 else one.until
    return "".join([*spoken, one.name]) + f"（原区划，至 {until}{rest}）"


def _successors(code: str, *, seen: frozenset[str]) -> Iterator[str]:
    if exists(code):
        yield code
    elif code not in seen:
        for one in _former().get(code, ()):
            for successor in one.successors:
                yield from _successors(successor, seen=seen | {code})


def _cut(code: str, length: int) -> str:
    if len(code) < length or not exists(code):
        raise UnknownRegion(region=code)
    return code[:length]


def _rows(table: str) -> Iterator[dict[str, str]]:
    content = (_TABLES / table).read_bytes()
    written = gzip.decompress(content) if table.endswith(".gz") else content
    yield from csv.DictReader(io.StringIO(written.decode(), newline=""))


@cache
def _names() -> Mapping[str, str]:
    names = {row["code"]: row["name"] for row in _rows("divisions.csv.gz")}
    redrawn = list(_rows("redrawn.csv"))
    over = {row["code"] for row in redrawn if row["until"]}
    added = {row["code"]: row["name"] for row in redrawn if not row["until"]}
    names = {code: name for code, name in (names | added).items() if code not in over}
    return dict(sorted(names.items()))


@cache
def _former() -> Mapping[str, Sequence[Former]]:
    past: defaultdict[str, list[Former]] = defaultdict(list)
    for row in [*_rows("former.csv.gz"), *(row for row in _rows("redrawn.csv") if row["until"])]:
        successors = tuple(filter(None, row["successors"].split(";")))
        past[row["code"]].append(Former(row["code"], row["name"], row["since"], row["until"], successors))
    return dict(past)


@cache
def _former_by_name() -> Mapping[str, Sequence[Former]]:
    past: defaultdict[str, list[Former]] = defaultdict(list)
    for one in (one for each in _former().values() for one in each):
        past[one.name].append(one)
    return dict(past)


@cache
def _predecessors() -> Mapping[str, tuple[str, ...]]:
    """By every code of today that a single successor lies in: town, county, city and province."""
    past: defaultdict[str, list[str]] = defaultdict(list)
    for code in _former():
        if code in _names() or len(code) < 6 or len(heirs := successors_of(code)) != 1:
            continue
        for length in _LENGTHS:
            if length <= len(heirs[0]) and not code.startswith(heirs[0][:length]):
                past[heirs[0][:length]].append(code)
    return {code: tuple(codes) for code, codes in past.items()}


@cache
def _surveyed_counties() -> frozenset[str]:
    """The counties of which every village is known."""
    return frozenset(code[:6] for code in _names() if len(code) == 12)


@cache
def _children() -> Mapping[str, Mapping[str, str]]:
    inside: defaultdict[str, dict[str, str]] = defaultdict(dict)
    parent_length = {2: 0, 4: 2, 6: 4, 9: 6, 12: 9}
    for code, name in _names().items():
        inside[code[: parent_length[len(code)]]][name] = code
    return inside


def _region(code: str) -> str:
    if not exists(code):
        raise PydanticCustomError("unknown-region", "没有这个行政区划代码")
    return code


def _village(code: str) -> str:
    if len(code) != 12:
        raise PydanticCustomError("unknown-region", "村（社区）代码应为 12 位数字", {"region": code})
    return _region(code)


Region = Annotated[
    str,
    AfterValidator(_village),
    WithJsonSchema({"type": "string", "pattern": r"^\d{12}$", "examples": ["371311001001"]}),
]
"""A village or urban community that exists, 12 digits."""

AnyRegion = Annotated[
    str,
    AfterValidator(_region),
    WithJsonSchema({"type": "string", "pattern": r"^\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?$", "examples": ["371311"]}),
]
"""A province, city, county, town or village that exists."""
