"""The parts of a house, as people see and read them."""

from collections.abc import Mapping

from pydantic import Field, JsonValue, computed_field

from services.housing.rules.house import CONDITION_NAMES, PART_NAMES, Condition, Part
from shared.schemas import Form, View

_HOW = "完好 sound，个别构件危险 flawed，局部危险 failing，整体危险 failed"


SOUND: dict[str, JsonValue] = {part.value: Condition.SOUND.value for part in Part}
"""An example: nothing is wrong."""


class Observed(Form):
    """The parts of a house as they were found."""

    site: Condition = Field(title="场地", description=_HOW, examples=["sound"])
    foundation: Condition = Field(title="地基基础", description=_HOW, examples=["sound"])
    walls: Condition = Field(title="墙体", description=_HOW, examples=["failing"])
    roof: Condition = Field(title="屋盖", description=_HOW, examples=["flawed"])
    enclosure: Condition = Field(title="围护结构", description=_HOW, examples=["flawed"])

    @property
    def observed(self) -> dict[Part, Condition]:
        return {part: getattr(self, part) for part in Part}


class PartView(View):
    """How one part was found."""

    part: Part = Field(title="部位")
    condition: Condition = Field(title="情况")

    @computed_field(title="说明")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def spoken(self) -> str:
        return f"{PART_NAMES[self.part]}：{CONDITION_NAMES[self.condition]}"


def parts(observed: Mapping[str, str]) -> list[PartView]:
    """What was observed, as people read a house: from the ground up (the database keeps an object's keys in its own order)."""
    return [PartView(part=part, condition=Condition(observed[part])) for part in Part if part in observed]
