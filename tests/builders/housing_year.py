"""A town's year of unsafe houses as it goes on: who acts, and what comes from elsewhere."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from services.housing.consumers import handlers
from services.housing.operations.renovation.apply_for_renovation import apply_for_renovation
from services.housing.operations.renovation.review_renovation import review_renovation
from services.housing.operations.renovation.sign_agreement import sign_agreement
from services.housing.operations.renovation.start_works import start_works
from services.housing.schemas.renovation import DatedStep
from services.housing.tables import AwaitedStep, Hazard, Renovation, Survey
from shared.events import Event
from shared.events.funds import NoticeEnded
from shared.events.housing import RenovationAgreed
from shared.ids import uuid7
from tests.builders.housing_papers import with_file
from tests.builders.housing_renovation import (
    COUNTY_OFFICER,
    TOWN_OFFICER,
    VILLAGER,
    an_agreement,
    an_application,
    an_opinion,
    on,
)


def day(text: str) -> date:
    return date.fromisoformat(text)


def step(text: str, said: str = "") -> DatedStep:
    return DatedStep(on=day(text), said=said)


@dataclass
class Year:
    """The town as the story goes on."""

    session: Any
    emitted: Any

    async def hear(self, *events: Event) -> None:
        """What comes from registry and funds, by the consumers that listen to it."""
        for event in events:
            for handler in handlers.handlers:
                if handler.event_type is type(event):
                    await handler.handle(self.session, [event])

    async def stand(self, ended_on: str, *, has_stood: bool = True) -> None:
        """The last notice that housing asked for has stood its days, or an objection to it was found right."""
        shown = [each for each in await self.emitted(self.session) if isinstance(each, RenovationAgreed)][-1]
        ended = {"notice_id": uuid7(), "about": "renovation", "about_id": shown.matter_id, "region": shown.region}
        await self.hear(NoticeEnded(has_stood=has_stood, ended_on=day(ended_on), occurred_at=on(ended_on), **ended))

    async def agree(self, renovation: Renovation, *days: str) -> None:
        """Village, town and county, each with its notice: on the day, and when it has stood."""
        for by, agreed, stood in zip((VILLAGER, TOWN_OFFICER, COUNTY_OFFICER), days[::2], days[1::2], strict=True):
            await review_renovation(self.session, renovation.id, an_opinion(by.role), by=by, at=on(agreed))
            await self.stand(stood)

    async def apply(self, survey: Survey, applied_on: str = "2020-06-25", **told: Any) -> Renovation:
        """Groups and people are as the register tells of them; the file's papers come in as they are made."""
        form = an_application(survey.id, **({"applied_on": applied_on, "groups": None, "persons": None} | told))
        renovation = await apply_for_renovation(self.session, form, by=VILLAGER, at=on(applied_on))
        await with_file(self.session, renovation)
        return renovation

    async def under_way(self, survey: Survey, **told: Any) -> Renovation:
        """Agreed to, signed for and begun in the summer."""
        renovation = await self.apply(survey, **told)
        await self.agree(renovation, "2020-06-28", "2020-07-06", "2020-07-07", "2020-07-15", "2020-07-16", "2020-07-22")
        form = an_agreement(signed_on="2020-07-25", starts_on="2020-07-28")
        await sign_agreement(self.session, renovation.id, form, by=TOWN_OFFICER, at=on("2020-07-25"))
        await start_works(self.session, renovation.id, step("2020-07-28"), by=VILLAGER, at=on("2020-07-28"))
        return renovation

    async def listed(self, survey: Survey) -> Hazard:
        return (await self.session.exec(select(Hazard).where(Hazard.house_id == survey.house_id))).one()

    async def open_turns(self, renovation: Renovation) -> list[str]:
        """Whose turn housing waits for."""
        query = select(AwaitedStep.step).where(AwaitedStep.matter_id == renovation.id, col(AwaitedStep.ended_on).is_(None))
        return [str(each) for each in (await self.session.exec(query)).all()]
