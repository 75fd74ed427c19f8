"""What housing says."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.consumers.by_rules import follow_rules
from services.notifier.operations.errand.finish_resettlements import finish_resettlements
from shared.consumers import Consumers
from shared.events.housing import (
    DisasterDeclared,
    DisasterEnded,
    DisasterWidened,
    EmergencySurveysClosed,
    EmergencySurveysOpened,
    HouseAcceptanceRevoked,
    HouseGraded,
    HousingStepAwaited,
    HousingStepEnded,
    RenovationUnplanned,
    ResettlementSupportAnswered,
    ResettlementSupportAsked,
    ShelterFilled,
    ShelterRelieved,
    ShelterRoundAsked,
)

handlers = Consumers("notifier")


ORDERS_S = 0.1
"""A campaign opens two hundred villages' orders at once; who is in danger waits no longer than a breath."""


@handlers.on_many(HouseGraded, patience_s=ORDERS_S)
async def shelter_people(session: AsyncSession, events: Sequence[HouseGraded]) -> None:
    """A house was found that must not be lived in."""
    await follow_rules(session, events)


@handlers.on_many(HousingStepAwaited, patience_s=ORDERS_S)
async def call_whose_turn_it_is(session: AsyncSession, events: Sequence[HousingStepAwaited]) -> None:
    """A step of housing is somebody's turn, or is late."""
    await follow_rules(session, events)


@handlers.on_many(HousingStepEnded, patience_s=ORDERS_S)
async def finish_steps(session: AsyncSession, events: Sequence[HousingStepEnded]) -> None:
    """Nobody has to take it any more."""
    await follow_rules(session, events)


@handlers.on_many(DisasterDeclared, patience_s=ORDERS_S)
async def send_appraisers(session: AsyncSession, events: Sequence[DisasterDeclared]) -> None:
    """A disaster struck a county: whoever grades houses there has so many days."""
    await follow_rules(session, events)


@handlers.on_many(DisasterWidened, patience_s=ORDERS_S)
async def send_more_appraisers(session: AsyncSession, events: Sequence[DisasterWidened]) -> None:
    """It struck more."""
    await follow_rules(session, events)


@handlers.on_many(DisasterEnded, patience_s=ORDERS_S)
async def call_appraisers_back(session: AsyncSession, events: Sequence[DisasterEnded]) -> None:
    """It is over."""
    await follow_rules(session, events)


@handlers.on_many(EmergencySurveysOpened, patience_s=ORDERS_S)
async def send_villages(session: AsyncSession, events: Sequence[EmergencySurveysOpened]) -> None:
    """A village looks at its struck houses within hours, and its town has a roof ready."""
    await follow_rules(session, events)


@handlers.on_many(EmergencySurveysClosed, patience_s=ORDERS_S)
async def finish_villages(session: AsyncSession, events: Sequence[EmergencySurveysClosed]) -> None:
    """Nobody has to look any more there."""
    await follow_rules(session, events)


@handlers.on_many(ShelterRoundAsked, patience_s=ORDERS_S)
async def send_to_shelters(session: AsyncSession, events: Sequence[ShelterRoundAsked]) -> None:
    """Who is sheltered is looked after each day."""
    await follow_rules(session, events)


@handlers.on_many(ShelterFilled, patience_s=ORDERS_S)
async def ask_for_beds(session: AsyncSession, events: Sequence[ShelterFilled]) -> None:
    """A place's beds run out."""
    await follow_rules(session, events)


@handlers.on_many(ShelterRelieved, patience_s=ORDERS_S)
async def finish_asking_for_beds(session: AsyncSession, events: Sequence[ShelterRelieved]) -> None:
    """There is room again."""
    await follow_rules(session, events)


@handlers.on_many(RenovationUnplanned, patience_s=ORDERS_S)
async def forget_house_money(session: AsyncSession, events: Sequence[RenovationUnplanned]) -> None:
    """A renovation does not go on, and needs no money."""
    await follow_rules(session, events)


@handlers.on_many(HouseAcceptanceRevoked, patience_s=ORDERS_S)
async def forget_house_payment(session: AsyncSession, events: Sequence[HouseAcceptanceRevoked]) -> None:
    """An acceptance was a mistake, and nothing is paid for it."""
    await follow_rules(session, events)


@handlers.on_many(ResettlementSupportAsked, patience_s=ORDERS_S)
async def ask_for_support(session: AsyncSession, events: Sequence[ResettlementSupportAsked]) -> None:
    """A household has moved: somebody sees to work, school or registration by the day that its place has for it."""
    await follow_rules(session, events)


@handlers.on_many(ResettlementSupportAnswered, patience_s=ORDERS_S)
async def finish_support(session: AsyncSession, events: Sequence[ResettlementSupportAnswered]) -> None:
    """It was seen to, and written down in housing."""
    await follow_rules(session, events)
    await finish_resettlements(session, events)
