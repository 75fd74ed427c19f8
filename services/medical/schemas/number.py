"""The number of a stay or a settlement in an address: the REST door's id, or the national one of the same stay."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, WithJsonSchema

from services.medical.rules.national.number import DIGITS, NumberUnknown, id_of

_FORM = {
    "type": "string",
    "pattern": "^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Z2-7]{26})$",
    "examples": ["01a218ea-627c-7397-bc7e-0d776446517b", "AGRBR4FNSZ7O5JNSLGVFKSHIXY"],
}


def _either(value: Any) -> Any:
    """What is no national number is left as it is, for the type itself to read or to complain of."""
    try:
        return id_of(value, pointer="") if isinstance(value, str) and len(value) == DIGITS else value
    except NumberUnknown:
        return value


Numbered = Annotated[UUID, BeforeValidator(_either), WithJsonSchema(_FORM)]
"""A stay begun with a national transaction goes on at the REST door under its `mdtrt_id`, a settlement under its `setl_id`."""
