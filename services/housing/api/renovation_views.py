"""A renovation as every door shows it: with its whole record, what is to be done next, and what its file lacks."""

from services.housing.api.house_money_views import money_shown
from services.housing.rules.renovation import OVER, RenovationState
from services.housing.rules.renovation_file import Entry, contents, unsafe_parts
from services.housing.schemas.renovation_view import DefectView, EventView, InspectionView, RenovationView
from services.housing.store.file_policy import get_file_policy
from services.housing.store.house_money import find_money, list_stages
from services.housing.store.money_recovery import list_recoveries
from services.housing.store.renovation import list_defects, list_events, list_inspections
from services.housing.store.renovation_list import list_waits
from services.housing.store.renovation_paper import list_kept
from services.housing.store.survey import get_survey
from services.housing.tables import Renovation
from shared import clock
from shared.service import Transaction


async def renovation_shown(session: Transaction, renovation: Renovation) -> RenovationView:
    record = [EventView.model_validate(each) for each in await list_events(session, renovation.id)]
    inspections = [InspectionView.model_validate(each) for each in await list_inspections(session, renovation.id)]
    defects = [DefectView.model_validate(each) for each in await list_defects(session, renovation.id)]
    goes_on = renovation.state is RenovationState.CLOSED or renovation.state not in OVER
    lacks = [entry.title for entry in await file_contents(session, renovation) if entry.is_lacking] if goes_on else []
    waits = (await list_waits(session, [renovation]))[renovation.id]
    money = await find_money(session, renovation.id)
    stages = list(await list_stages(session, money.id)) if money else []
    back = (await list_recoveries(session, [renovation.id]))[renovation.id]
    shown = money_shown(money, renovation, stages, back, today=clock.today()) if money else None
    return RenovationView.model_validate(
        renovation.model_dump()
        | {"record": record, "inspections": inspections, "defects": defects, "money": shown, "lacks": lacks}
        | {"next": waits.next_step(lacks=len(lacks))}
    )


async def file_contents(session: Transaction, renovation: Renovation) -> list[Entry]:
    """What its file holds and lacks, by the rule of the day of application."""
    survey = await get_survey(session, renovation.survey_id)
    asks = get_file_policy(renovation.region, renovation.applied_on)
    kept = await list_kept(session, renovation)
    return contents(asks, renovation.mode, kept, unsafe=unsafe_parts(survey.parts))
