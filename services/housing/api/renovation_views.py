"""A renovation as every door shows it: with its whole record."""

from services.housing.api.house_money_views import money_shown
from services.housing.schemas.renovation_view import DefectView, EventView, InspectionView, RenovationView
from services.housing.store.house_money import find_money, list_stages
from services.housing.store.renovation import list_defects, list_events, list_inspections
from services.housing.tables import Renovation
from shared import clock
from shared.service import Transaction


async def renovation_shown(session: Transaction, renovation: Renovation) -> RenovationView:
    record = [EventView.model_validate(each) for each in await list_events(session, renovation.id)]
    inspections = [InspectionView.model_validate(each) for each in await list_inspections(session, renovation.id)]
    defects = [DefectView.model_validate(each) for each in await list_defects(session, renovation.id)]
    money = await find_money(session, renovation.id)
    stages = list(await list_stages(session, money.id)) if money else []
    shown = money_shown(money, renovation, stages, today=clock.today()) if money else None
    return RenovationView.model_validate(
        renovation.model_dump() | {"record": record, "inspections": inspections, "defects": defects, "money": shown}
    )
