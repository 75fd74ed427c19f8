"""The renovations of a house, a line each."""

from uuid import UUID

from services.housing.schemas.renovation_view import RenovationLine
from services.housing.store.renovation_list import WantedRenovations, list_renovations
from shared.pages import PAGE_ROWS
from shared.service import Transaction


async def lines_of_house(session: Transaction, house_id: UUID) -> list[RenovationLine]:
    """For the page of a house: its renovations, the last first."""
    found = await list_renovations(session, WantedRenovations(house_id=house_id), after=None, limit=PAGE_ROWS)
    return [RenovationLine.model_validate(each) for each in reversed(found)]
