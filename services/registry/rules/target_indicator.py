"""What a target counts.

An indicator is `exits` (people brought out of poverty), `exits-by:<nature>` (of those, whose household had such a measure), or
`done:<nature>:persons|households` for measures done.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from services.registry.rules.measure import NATURE_NAMES, Nature
from shared.errors import Unprocessable

EXITS = "exits"
_INDICATOR = re.compile(r"(exits|exits-by:([a-z-]+)|done:([a-z-]+):(persons|households))")


class Unit(StrEnum):
    PERSONS = "persons"
    HOUSEHOLDS = "households"


UNIT_NAMES = {Unit.PERSONS: "人", Unit.HOUSEHOLDS: "户"}


class TargetUnknown(Unprocessable):
    """没有这种任务指标"""

    mend = "exits 减贫人数；exits-by:industry 等，按措施类别的减贫人数；done:medical:households 等，完成某类措施的户数或人数"


@dataclass(frozen=True)
class Indicator:
    """What is counted: exits or measures done, of which nature, in persons or households."""

    name: str
    nature: Nature | None
    unit: Unit

    @property
    def is_exits(self) -> bool:
        return self.name.startswith(EXITS)

    @property
    def title(self) -> str:
        if self.nature is None:
            return "减贫人数"
        if self.is_exits:
            return f"通过{NATURE_NAMES[self.nature]}脱贫的人数"
        return f"落实{NATURE_NAMES[self.nature]}的{'人数' if self.unit is Unit.PERSONS else '户数'}"


def indicator_of(name: str) -> Indicator:
    """Raises TargetUnknown."""
    parts = _INDICATOR.fullmatch(name)
    named = parts and (parts[2] or parts[3])
    if parts is None or (named and named not in set(Nature)):
        raise TargetUnknown(pointer="/indicator", indicator=name)
    return Indicator(name, Nature(named) if named else None, Unit(parts[4] or Unit.PERSONS))
