"""Keyset pages: a page starts after the last row seen, so page 1,000 is as fast as page 1 and a new row shifts nothing."""

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, Protocol, TypeVar
from uuid import UUID

from fastapi import Query
from pydantic import Field

from shared.errors import Refusal
from shared.schemas import View

PAGE_ROWS = 50
PAGE_ROWS_LIMIT = 500

Row = TypeVar("Row")


class UnreadableCursor(Refusal):
    """分页位置无法识别"""

    mend = "请原样使用上一页返回的 next，或去掉 after 从第一页开始"


class Page(View, Generic[Row]):
    """One page of a list."""

    rows: list[Row] = Field(title="本页记录")
    next: str | None = Field(default=None, title="下一页位置", description="作为 after 参数取下一页；为空表示已到末页")


After = Annotated[str | None, Query(title="分页位置", description="上一页返回的 next", max_length=100)]
Limit = Annotated[int, Query(title="每页条数", ge=1, le=PAGE_ROWS_LIMIT)]


def cursor(last: UUID) -> str:
    """The place after this row. Rows are listed by id, and ids (UUIDv7) are in order of time."""
    return base64.urlsafe_b64encode(last.bytes).decode().rstrip("=")


def place(after: str | None) -> UUID | None:
    """The id that a page starts after. Raises UnreadableCursor."""
    if after is None:
        return None
    try:
        return UUID(bytes=base64.urlsafe_b64decode(after + "=="))
    except (ValueError, binascii.Error):
        raise UnreadableCursor(pointer="/after") from None


class _Numbered(Protocol):
    @property
    def id(self) -> UUID: ...


Found = TypeVar("Found", bound=_Numbered)


def paged(found: Sequence[Found], limit: int, shown: Callable[[Found], Row]) -> Page[Row]:
    """A page of a list by id, each row as it is `shown`. `found` is one more than `limit` where there is a next page."""
    return Page(rows=[shown(row) for row in found[:limit]], next=cursor(found[limit - 1].id) if len(found) > limit else None)


def cursor_in(order: str, last: UUID) -> str:
    """The place after this row of a list that is in another order than that of its ids: `order` is what the row has in it, as
    digits (a region's code, a rank)."""
    return base64.urlsafe_b64encode(last.bytes + order.encode()).decode().rstrip("=")


def place_in(after: str | None, *, digits: int) -> tuple[str, UUID] | None:
    """What `cursor_in` was given; the order has so many digits. Raises UnreadableCursor."""
    if after is None:
        return None
    try:
        told = base64.urlsafe_b64decode(after + "=" * (-len(after) % 4))
        order, last = told[16:].decode("ascii"), UUID(bytes=told[:16])
    except (ValueError, binascii.Error):
        raise UnreadableCursor(pointer="/after") from None
    if not re.fullmatch(f"[0-9]{{{digits}}}", order):
        raise UnreadableCursor(pointer="/after")
    return order, last
