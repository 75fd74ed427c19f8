"""A renovation as every door shows it: with its whole record."""

from services.housing.schemas.renovation_view import DefectView, EventView, InspectionView, RenovationView
from services.housing.store.renovation import list_defects, list_events, list_inspections
from services.housing.tables import Renovation
from shared.service import Transaction


async def renovation_shown(session: Transaction, renovation: Renovation) -> RenovationView:
    record = [EventView.model_validate(each) for each in await list_events(session, renovation.id)]
    inspections = [InspectionView.model_validate(each) for each in await list_inspections(session, renovation.id)]
    defects = [DefectView.model_validate(each) for each in await list_defects(session, renovation.id)]
    return RenovationView.model_validate(
        renovation.model_dump() | {"record": record, "inspections": inspections, "defects": defects}
    )
