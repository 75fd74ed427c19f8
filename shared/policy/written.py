"""How values are written in a policy file: yuan with two decimals, ratios in per cent, one value or a list of cases."""

import re
from fractions import Fraction
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, WithJsonSchema
from pydantic_core import PydanticCustomError

from shared import money
from shared.policy import counters

C = TypeVar("C")

_RATIO = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)%")


_HALF_WIDTH = re.compile(r"(?<=[\u4e00-\u9fff”》）])[,:;](?! )|[,:;](?=[\u4e00-\u9fff“《])")
_FULL_WIDTH = str.maketrans(",:;", "，：；")


def in_full_width(text: str) -> str:
    """Chinese as people read it: a file typed with half-width commas is shown with full-width ones, and keeps its version."""
    return _HALF_WIDTH.sub(lambda sign: sign[0].translate(_FULL_WIDTH), text)


def _yuan(value: Any) -> int:
    try:
        return money.fen(value)
    except ValueError as wrong:
        raise PydanticCustomError("yuan", "{value} 不是金额", {"value": str(value), "mend": str(wrong)}) from None


def _ratio(value: Any) -> Fraction:
    written = _RATIO.fullmatch(str(value))
    ratio = Fraction(written[1]) / 100 if written else None
    if ratio is None or ratio > 1:
        mend = "写成 0% 到 100% 之间的百分数，例如 85%"
        raise PydanticCustomError("ratio", "{value} 不是比例", {"value": str(value), "mend": mend})
    return ratio


def _cases(value: Any) -> Any:
    """A value that is the same for everyone may be written without a list."""
    is_cases = isinstance(value, list) and any(isinstance(case, dict) and case.keys() & {"is", "when"} for case in value)
    return value if is_cases else [{"is": value}]


def _several(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


class _OneOr:
    """Tells an editor that the value may stand alone, without a list."""

    def __init__(self, within: str | None) -> None:
        self.within = within

    def __get_pydantic_json_schema__(self, core: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        many: dict[str, Any] = handler(core)
        one = many["items"]
        if self.within:
            one = handler.resolve_ref_schema(one)["properties"][self.within]
        return {"anyOf": [{key: value for key, value in one.items() if key != "title"}, many]}


def _limit(value: Any) -> int | None:
    return None if value == "unlimited" else _yuan(value)


def _counters(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    try:
        return {name: counters.read(name, counted) for name, counted in value.items()}
    except ValueError as wrong:
        raise PydanticCustomError("counters", "{value} 不是累计数", {"value": str(value), "mend": str(wrong)}) from None


_YUAN_SCHEMA = {"type": ["number", "string"], "minimum": 0, "pattern": r"^\d{1,13}(\.\d{1,2})?$"}

Amount = Annotated[int, BeforeValidator(_yuan), WithJsonSchema(_YUAN_SCHEMA)]
AmountOrNone = Annotated[int | None, BeforeValidator(_limit), WithJsonSchema({"anyOf": [_YUAN_SCHEMA, {"const": "unlimited"}]})]
"""An amount, or `unlimited`."""
Ratio = Annotated[Fraction, BeforeValidator(_ratio), WithJsonSchema({"type": "string", "pattern": r"^\d{1,3}(\.\d{1,4})?%$"})]
Cases = Annotated[list[C], BeforeValidator(_cases), _OneOr("is")]
Several = Annotated[list[C], BeforeValidator(_several), _OneOr(None)]
Counters = Annotated[
    dict[str, int], BeforeValidator(_counters), WithJsonSchema({"type": "object", "additionalProperties": _YUAN_SCHEMA})
]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=1)]
Words = tuple[str, ...]
Titles = dict[str, Text]
RegionCode = Annotated[str, Field(pattern=r"^\d{2,12}$")]
