"""Words of a form that will be read by anyone: refused where they are written, with their place in the form."""

from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from services.funds.rules.disclosure import ENTRY_TEXT_LIMIT
from services.funds.rules.public_text import must_be_public
from shared.errors import Refusal


def names_nobody(text: str) -> str:
    """The text, if anyone may read it. Raises PydanticCustomError."""
    if not text.strip():
        return text  # whether a field may be empty is its own matter
    try:
        must_be_public(text, limit=ENTRY_TEXT_LIMIT)
    except Refusal as refusal:
        raise PydanticCustomError(refusal.code, "这段文字会公开：{why}", {"why": f"{refusal.title}。{refusal.mend}"}) from None
    return text


PublicWords = Annotated[str, AfterValidator(names_nobody)]
"""No number of a person, no label of one, no illness: `rules.public_text`, at the door."""
