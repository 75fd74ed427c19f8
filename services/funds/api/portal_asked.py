"""What of the county's money a public page is asked for, and how the links of a page say it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query

from services.funds.rules.disclosure import DISCLOSURE_NAMES, DisclosureKind
from services.funds.rules.flow import STAGE_NAMES, Stage
from services.funds.store.flow_total import Which
from shared.regions import UnknownRegion, exists, name_of, short_name_of

EVERY_YEAR = "all"
NONE = "-"
"""In an address: money of which this is not said."""
UNSAID = {
    "source": "镇街备用金等未分来源",
    "programme": "未指定专项",
    "project": "不属于项目",
    "line": "未列指标",
    "what": "未列用途",
}
_WORDS = r"^[^\x00-\x1f]*$"
_LEVELS = (2, 4, 6, 9, 12)
"""Digits of a province, a city, a county, a town and a village."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The conditions of a page, by the names that its address has."""

    year: str = ""
    region: str = ""
    own: str = ""
    stage: str = ""
    kind: str = ""
    source: str = ""
    programme: str = ""
    project: str = ""
    line: str = ""
    what: str = ""

    def which(self) -> Which:
        """What the store looks for."""
        texts = {
            name: "" if value == NONE else value or None
            for name in ("source", "programme", "project", "line", "what")
            if (value := getattr(self, name)) is not None
        }
        return Which(
            year=int(self.year) if self.year and self.year != EVERY_YEAR else None,
            region=self.region or None,
            is_own=bool(self.own),
            stage=Stage(self.stage) if self.stage else None,
            kind=DisclosureKind(self.kind) if self.kind else None,
            **texts,
        )

    def query(self, **other: str) -> str:
        """These conditions as an address has them, with some of them otherwise; an empty one takes a condition away."""
        asked = replace(self, **other)
        told = {field.name: value for field in fields(asked) if (value := getattr(asked, field.name))}
        return f"?{urlencode(told)}" if told else ""

    @property
    def digits(self) -> int:
        """How long the codes of the places directly inside are."""
        return next((level for level in _LEVELS if level > len(self.region)), _LEVELS[-1])

    @property
    def where(self) -> str:
        return (name_of(self.region) if self.region else "全部地区") + (
            {6: "本级", 9: "（不分村）"}.get(len(self.region), "") if self.own else ""
        )

    def told(self, names: Mapping[str, str]) -> list[tuple[str, str, str]]:
        """What each condition is called, what it is, and the address without it. `names`: of projects and lines."""
        said = {
            "region": ("地区", self.where if self.region else ""),
            "year": ("年度", "全部" if self.year == EVERY_YEAR else self.year and f"{self.year}年"),
            "stage": ("环节", STAGE_NAMES[Stage(self.stage)] if self.stage else ""),
            "kind": ("类别", DISCLOSURE_NAMES[DisclosureKind(self.kind)] if self.kind else ""),
            "source": ("来源", spoken("source", self.source)),
            "programme": ("专项", spoken("programme", self.programme)),
            "project": ("项目", spoken("project", self.project, names)),
            "line": ("指标", spoken("line", self.line, names)),
            "what": ("用途", spoken("what", self.what)),
        }
        return [
            (title, value, self.query(**({"region": "", "own": ""} if name == "region" else {name: ""})))
            for name, (title, value) in said.items()
            if value
        ]

    @property
    def is_narrow(self) -> bool:
        """Whether more than a place and a year was asked for."""
        return bool(self.source or self.programme or self.project or self.line or self.what)


def spoken(facet: str, value: str, names: Mapping[str, str] | None = None) -> str:
    """A facet's value as people read it."""
    if value == NONE:
        return UNSAID[facet]
    called = (names or {}).get(value)
    return f"{called}（{value}）" if called else value


@lru_cache(maxsize=4096)
def place_name(code: str, within: str) -> str:
    """A place as a table of places calls it; what lies in the widest of them itself, and in none inside, says so."""
    own = {6: "本级", 9: "（不分村）"}.get(len(code), "") if code == within else ""
    return short_name_of(code) + own if exists(code) else code


async def asked(
    year: Annotated[
        str, Query(title="预算年度", description="不写为最近有数字的一年，all 为全部", pattern=r"^(20[0-9]{2}|all)?$")
    ] = "",
    region: Annotated[str, Query(title="地区代码", pattern=r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})?$")] = "",
    own: Annotated[str, Query(title="只看该地区本级", pattern=r"^(1)?$")] = "",
    stage: Annotated[str, Query(title="环节", pattern=f"^({'|'.join(Stage)})?$")] = "",
    kind: Annotated[str, Query(title="公示类别", pattern=f"^({'|'.join(DisclosureKind)})?$")] = "",
    source: Annotated[str, Query(title="资金来源", max_length=60, pattern=_WORDS)] = "",
    programme: Annotated[str, Query(title="专项", max_length=100, pattern=_WORDS)] = "",
    project: Annotated[str, Query(title="项目编号", max_length=40, pattern=_WORDS)] = "",
    line: Annotated[str, Query(title="预算指标编号", max_length=40, pattern=_WORDS)] = "",
    what: Annotated[str, Query(title="用途", max_length=200, pattern=_WORDS)] = "",
) -> Asked:
    """What is empty does not matter, because a page's form sends every field. Raises UnknownRegion."""
    if region and not exists(region):
        raise UnknownRegion(pointer="/region", region=region)
    return Asked(year, region, own if region else "", stage, kind, source, programme, project, line, what)


OfPortal = Annotated[Asked, Depends(asked)]
