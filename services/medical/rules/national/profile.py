"""How one place writes the national transactions: node names, spellings, how amounts look. The places are data."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from services.medical.rules.national.message import NodeMissing

EVERY = "all"
IN_ITSELF = "."
"""A node of this name: the fields stand in `input` itself."""


class AmountForm(StrEnum):
    """How amounts are answered; both are understood."""

    STRING = "string"
    NUMBER = "number"


class Profile(BaseModel):
    """One place's way. What a place does not say is said by the national profile."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    profile: str
    title: str
    regions: tuple[str, ...]
    source: str
    amounts: AmountForm
    msgid: tuple[str, ...]
    input: Mapping[str, Mapping[str, str]] = Field(default={})
    output: Mapping[str, Mapping[str, str]] = Field(default={})
    spelled_in: Mapping[str, Mapping[str, str]] = Field(default={})
    spelled_out: Mapping[str, Mapping[str, str]] = Field(default={})

    def over(self, national: "Profile") -> "Profile":
        """This place's way, completed by the national one."""
        return self.model_copy(
            update={
                "input": {**national.input, **self.input},
                "output": {**national.output, **self.output},
                "spelled_in": _joined(national.spelled_in, self.spelled_in),
                "spelled_out": _joined(national.spelled_out, self.spelled_out),
            }
        )

    def read(self, infno: str, told: Mapping[str, Any]) -> dict[str, Any]:
        """The input as the national form has it: a mapping or a list of mappings per node.

        Empty texts count as absent, because adapters send them for what they do not have. Raises NodeMissing.
        """
        spelled = {**self.spelled_in.get(EVERY, {}), **self.spelled_in.get(infno, {})}
        found: dict[str, Any] = {}
        for there, ours in self.input[infno].items():
            node, is_list = ours.removesuffix("[]"), ours.endswith("[]")
            given = told if there == IN_ITSELF else told.get(there, told.get(node))
            if given is None and is_list and node == "diseinfo":
                given = []
            if is_list and isinstance(given, Mapping):
                given = [given]
            if not isinstance(given, list if is_list else Mapping):
                raise NodeMissing(pointer=f"/input/{there}", node=there, expected="列表" if is_list else "对象")
            found[node] = [_read(row, spelled) for row in given] if is_list else _read(given, spelled)
        return found

    def write(self, infno: str, told: Mapping[str, Any]) -> dict[str, Any]:
        """The output as the place has it; amounts (Decimal) are still amounts."""
        nodes = self.output.get(infno, {})
        spelled = {**self.spelled_out.get(EVERY, {}), **self.spelled_out.get(infno, {})}
        return {nodes.get(node, node): _spelled(rows, spelled) for node, rows in told.items()}


def _joined(one: Mapping[str, Mapping[str, str]], other: Mapping[str, Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
    return {key: {**one.get(key, {}), **other.get(key, {})} for key in {*one, *other}}


def _read(row: Any, spelled: Mapping[str, str]) -> dict[str, Any]:
    if not isinstance(row, Mapping):
        raise NodeMissing(pointer="/input", expected="对象")
    return {spelled.get(field, field): value for field, value in row.items() if value is not None and value != ""}


def _spelled(told: Any, spelled: Mapping[str, str]) -> Any:
    if isinstance(told, Mapping):
        return {spelled.get(field, field): _spelled(value, spelled) for field, value in told.items() if value is not None}
    if isinstance(told, list):
        return [_spelled(row, spelled) for row in told]
    return told


def shown(value: Decimal) -> str:
    """An amount in the digits of its field: `12.30`, never `1.23E+1`."""
    return format(value, "f")
