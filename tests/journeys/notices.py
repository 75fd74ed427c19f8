"""Days pass on a notice: what funds would say in a week, said over the real broker now, for no test waits a week."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from nats.js.errors import NotFoundError

from shared import clock
from shared.events import Event
from shared.events.funds import NoticeEnded
from tests.waiting import until

if TYPE_CHECKING:
    from tests.journeys.conftest import Bus


@dataclass
class Notices:
    """What housing asked to be shown, and which of it has stood."""

    bus: "Bus"
    stood: set[str] = field(default_factory=set)

    async def stand(self, asked: type[Event], about: str, /, **of: str) -> None:
        """The next notice that was asked for by such an event, whose fields are as `of` says, has stood without an objection."""
        found: dict[str, Any] = {}
        reader = await self.bus.connect("operator")

        async def is_asked() -> bool:
            try:
                told = json.loads((await reader.jetstream().get_last_msg("RELIEF", asked.subject)).data)["data"]
            except NotFoundError:
                return False
            found.update(told)
            return told["matter_id"] not in self.stood and of.items() <= told.items()

        try:
            await until(is_asked, within_s=30)
        finally:
            await reader.close()
        self.stood.add(found["matter_id"])
        ended = {"notice_id": str(uuid4()), "about": about, "about_id": found["matter_id"], "region": found["region"]}
        await self._say(ended | {"has_stood": True, "ended_on": clock.today().isoformat()})

    async def _say(self, ended: dict[str, Any]) -> None:
        told = {"specversion": "1.0", "id": str(uuid4()), "source": "/funds", "type": NoticeEnded.subject}
        told |= {"time": datetime.now(UTC).isoformat(), "datacontenttype": "application/json"}
        funds = await self.bus.connect("funds")
        await funds.jetstream().publish(NoticeEnded.subject, json.dumps(told | {"data": ended}).encode())
        await funds.close()
