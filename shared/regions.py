"""Administrative divisions: codes of 2, 4, 6, 9 and 12 digits (province, city, county, town, village) and their names.

A shorter code is a prefix of every code inside it, which is what row-level security relies on. The table lies beside this
module (see `regions_data/README.md`); it knows every town of China and the villages of a few places. Where no village of a
county is known, a 12-digit code is good if its town exists.
"""

import csv
import gzip
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from shared.errors import Unprocessable

_TABLE = Path(__file__).with_name("regions_data") / "divisions.csv.gz"
_LENGTHS = (2, 4, 6, 9, 12)
_LEVELS = ("省", "市", "县", "乡", "村")
_UNSPOKEN = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
"""City-level rows that no one says: 北京市东城区, not 北京市市辖区东城区."""

_COMMITTEE = re.compile(r"(居民委员会|村民委员会|居委会|村委会|委员会)$")


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
    """The full name, `山东省临沂市罗庄区罗庄街道龙潭社区居民委员会`. Raises `UnknownRegion`."""
    if not exists(code):
        raise UnknownRegion(region=code)
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

    `龙潭社区` and `龙潭社区居委会` find 龙潭社区居民委员会. Raises `UnknownRegion` naming the level that does not fit.
    """
    code = ""
    for level, name in zip(_LEVELS, (province, city, county, town, village), strict=True):
        found = _named(code, name.strip())
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


def _named(parent: str, name: str) -> str | None:
    inside = _children().get(parent, {})
    if name in inside:
        return inside[name]
    spoken = _COMMITTEE.sub("", name)
    close = [code for known, code in inside.items() if _COMMITTEE.sub("", known) in {spoken, f"{spoken}村", f"{spoken}社区"}]
    return close[0] if len(close) == 1 and spoken else None


def _cut(code: str, length: int) -> str:
    if len(code) < length or not exists(code):
        raise UnknownRegion(region=code)
    return code[:length]


def _rows() -> Iterator[list[str]]:
    with gzip.open(_TABLE) as packed:
        rows = csv.reader(io.TextIOWrapper(packed, encoding="utf-8"))
        next(rows)
        yield from rows


@cache
def _names() -> Mapping[str, str]:
    return {code: name for code, name in _rows()}


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
