"""What the columns of a list are, and how its rows and its filters read in a workbook."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from inspect import Parameter, signature
from types import UnionType
from typing import Any, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from services.registry.rules.poverty import POVERTY_STATE_NAMES, PROCEDURE_NAMES, PovertyState, ProcedureKind
from services.registry.rules.procedure import PROCEDURE_STATE_NAMES, ProcedureState
from services.registry.rules.search import STANDING_NAMES, Standing
from services.registry.rules.transfer import TRANSFER_STATE_NAMES, TransferState
from services.registry.rules.vocabulary import CLASS_NAMES, STATE_NAMES, HouseholdState, PersonClass
from shared import regions
from shared.html import wall_clock
from shared.workbook import Cell, Yuan

SPOKEN: dict[type[Enum], Mapping[Any, str]] = {
    HouseholdState: STATE_NAMES,
    PersonClass: CLASS_NAMES,
    PovertyState: POVERTY_STATE_NAMES,
    ProcedureKind: PROCEDURE_NAMES,
    ProcedureState: PROCEDURE_STATE_NAMES,
    Standing: STANDING_NAMES,
    TransferState: TRANSFER_STATE_NAMES,
}
"""What people call the values that a list may be narrowed down by."""

CELL_SIGNS = 32_767
"""No cell of an .xlsx holds more."""

_WIDTHS: dict[type, int] = {bool: 9, int: 10, datetime: 17, date: 12}
_WIDE = {"region_name": 36, "to_region_name": 36, "clause": 40, "reason": 30, "why": 30, "sentence": 40, "line_source": 40}


@dataclass(frozen=True)
class Column:
    """A field of the view, or, where `of_household`, what is looked up of the household that a row is about."""

    field: str
    title: str
    width: int
    of_household: bool = False


def view_of(read: Callable[..., Awaitable[Any]]) -> type[BaseModel]:
    """What a line of a list is: `Page[HouseholdRow]` and `list[HouseholdRow]` are lists of it."""
    answer = signature(read).return_annotation
    rows = answer if get_origin(answer) is list else answer.model_fields["rows"].annotation
    view: type[BaseModel] = get_args(rows)[0]
    return view


def columns_of(view: type[BaseModel], leave_out: Sequence[str] = ()) -> list[Column]:
    """The columns of a list of these, with whose household it is in front where the view itself does not say."""
    fields = view.model_fields
    told = [
        _column(name, field) for name, field in fields.items() if name not in leave_out and _is_for_people(name, field, fields)
    ]
    if "household_id" not in fields:
        return told
    code = [] if "household_code" in fields else [Column("household_code", "户编号", 20, of_household=True)]
    head = [] if {"head", "name", "shown_as"} & set(fields) else [Column("head", "户主", 12, of_household=True)]
    return [*code, *head, *told]


def cell_of(row: Any, column: Column, heads: Mapping[UUID, tuple[str | None, str]]) -> Cell:
    if column.of_household:
        code, head = heads.get(row.household_id, (None, ""))
        return code if column.field == "household_code" else head
    value = getattr(row, column.field)
    if column.field.endswith("_fen") and value is not None:
        return Yuan(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else said(value)[:CELL_SIGNS]


def said(value: Any) -> str:
    """A value as people read it."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case datetime():
            return wall_clock(value)
        case date():
            return value.isoformat()
        case Enum():
            return SPOKEN.get(type(value), {}).get(value, str(value.value))
        case list() | tuple():
            return "、".join(said(each) for each in value)
    return str(value)


def filters_of(asked: Sequence[Parameter], given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """By which conditions the list was asked for, as people read them; what was not asked is left out."""
    told = []
    for parameter in asked:
        value = given.get(parameter.name)
        if value is None or value == "" or (value is False and parameter.default is False):
            continue
        spoken = regions.name_of(str(value)) if parameter.name == "region" else _spoken(parameter, value)
        told.append((_title_of(parameter), spoken))
    return told


def _spoken(parameter: Parameter, value: Any) -> str:
    """A code by what the filter's own description calls it: `open 待判定、later 暂缓`."""
    if isinstance(value, str) and not isinstance(value, tuple(SPOKEN)):
        described = next((each.description for each in get_args(parameter.annotation) if isinstance(each, FieldInfo)), "")
        if told := re.search(rf"(?:^|[、；，]){re.escape(value)} ([^、；，]+)", described or ""):
            return told[1]
    return said(value)


def _title_of(parameter: Parameter) -> str:
    described = [each for each in get_args(parameter.annotation) if isinstance(each, FieldInfo)]
    return str(described[0].title if described and described[0].title else parameter.name)


def _column(name: str, field: FieldInfo) -> Column:
    title = str(field.title or name)
    if name.endswith("_name") and len(title) > 2:
        title = title.removesuffix("名称")
    kind = _plain(field.annotation)
    if name.endswith("_fen"):
        return Column(name, title, 14)
    width = 32 if get_origin(kind) is list else _WIDTHS.get(kind, 18)
    return Column(name, title, _WIDE.get(name, max(width, min(2 * len(title) + 2, 24))))


def _is_for_people(name: str, field: FieldInfo, fields: Mapping[str, FieldInfo]) -> bool:
    """Whether a column is more than a program's number, the code of a name beside it, or a list within the list."""
    kind = _plain(field.annotation)
    inner = get_args(kind)[0] if get_origin(kind) is list and get_args(kind) else kind
    if inner is UUID or get_origin(inner) is dict or (isinstance(inner, type) and issubclass(inner, BaseModel | dict)):
        return False
    return f"{name}_name" not in fields or name == "region"


def _plain(kind: Any) -> Any:
    """Without what annotates it, and without None."""
    if get_origin(kind) in (Union, UnionType):
        return _plain(next(each for each in get_args(kind) if each is not type(None)))
    return kind
