"""How national fields are read: text or numbers alike, days with or without the time, amounts exact to the fen."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field

from shared.money import signed_fen
from shared.schemas import Form

_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})([ T]\d{2}:\d{2}(:\d{2})?(\.\d+)?)?", re.ASCII)


class NationalForm(Form):
    """The fields that we need; whatever else an adapter sends is left alone. Numbers are taken where text is expected."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)


def _day(value: Any) -> date:
    """`2021-04-09` or `2021-04-09 13:49:41`, a Chinese wall clock."""
    if isinstance(value, date):
        return value
    match = _MOMENT.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        if match is None:
            raise ValueError
        day = date.fromisoformat(match[1])
        if match[2] and match[3]:
            datetime.strptime(match[0][11:19], "%H:%M:%S")  # noqa: DTZ007  only whether there is such a time
    except ValueError:
        raise ValueError("应为日期 yyyy-MM-dd 或日期时间 yyyy-MM-dd HH:mm:ss") from None
    return day


def _number(value: Any) -> Any:
    # repr gives back what the sender wrote; a Decimal made of the float itself would have fifty digits.
    return repr(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Day = Annotated[date, BeforeValidator(_day)]
Amount = Annotated[int, BeforeValidator(signed_fen)]
"""Yuan on the wire, fen here; a refund is below zero."""
Quantity = Annotated[Decimal, BeforeValidator(_number), Field(max_digits=16, decimal_places=4)]
Price = Annotated[Decimal, BeforeValidator(_number), Field(ge=0, max_digits=16, decimal_places=6)]
Number = Annotated[str, Field(min_length=1, max_length=36)]
"""One of our numbers, or a UUID of the REST door."""
Code = Annotated[str, Field(min_length=1, max_length=6)]
