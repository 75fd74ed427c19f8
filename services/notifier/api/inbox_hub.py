"""Tells open pages what came for whom: one look a second for all of them together, and none while no page is open.

A page is told what a look found for it. Thousands of pages are one query a second and, when something changed, three more that
say who sits at which post; matching is done in memory. What gathers while a page reads slowly is merged, never queued up.
"""

import asyncio
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

import structlog
from fastapi import FastAPI
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.inbox import Change, News, Person, concerns
from services.notifier.rules.leave import acting_for
from services.notifier.store.inbox import desk_key, is_snapshot, list_desks_of, list_posts_of, look, snapshot
from services.notifier.store.officer import list_away
from shared import clock
from shared.database import Sessions, the_platform, transaction
from shared.errors import Refusal
from shared.security import Principal

LOOK_S = 1.0
PAGES, PAGES_OF_ONE = 2_000, 6
"""Open at a time in one process, and of one account: tabs share one, so six are a telephone, a desk and what was left behind."""
_SCOPE = the_platform("inbox", "what came for open pages")
log = structlog.get_logger()


class TooManyPages(Refusal):
    """同时打开的收件箱过多"""

    status = 429
    mend = "不影响办理，只是新到的不会自动显示；请关闭多余的页面，稍后再打开"


@dataclass(eq=False)
class Listener:
    """One open page. `upto` is the snapshot up to which it was told everything."""

    by: Principal
    upto: str = ""
    news: News = field(default_factory=News)
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self) -> News:
        """What has gathered."""
        news, self.news = self.news, News()
        self.woken.clear()
        return news


class Hub:
    """All open pages of this process."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._listeners: set[Listener] = set()
        self._upto = ""
        self._looking: asyncio.Task[None] | None = None

    def must_have_room(self, by: Principal) -> None:
        """Raises TooManyPages."""
        of_one = Counter(each.by.subject for each in self._listeners)[by.subject]
        if len(self._listeners) >= PAGES or of_one >= PAGES_OF_ONE:
            raise TooManyPages

    async def join(self, by: Principal, before: str) -> Listener:
        """A page that was told up to `before`, or of which that is not known: it is told that much may have come."""
        listener = Listener(by)
        # Listed first and looked for second: what is committed between the two is told twice rather than never.
        self._listeners.add(listener)
        try:
            async with transaction(self._sessions, _SCOPE) as session:
                if is_snapshot(before):
                    listener.upto, changes = await look(session, before)
                    await _tell(session, [listener], changes)
                else:
                    listener.upto = await snapshot(session)
                    listener.news.is_much = bool(before)
        except BaseException:
            self.leave(listener)
            raise
        if self._looking is None:
            self._upto = listener.upto
            self._looking = asyncio.create_task(self._look())
        return listener

    def leave(self, listener: Listener) -> None:
        self._listeners.discard(listener)
        if not self._listeners and self._looking:
            self._looking.cancel()
            self._looking = None

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self.look_once()
            except Exception as failure:  # the database is away: what came meanwhile is found by the next look
                log.warning("inbox.waiting", reason=type(failure).__name__)

    async def look_once(self) -> None:
        """What came since the last look, told to whom it concerns."""
        async with transaction(self._sessions, _SCOPE) as session:
            upto, changes = await look(session, self._upto)
            listeners = list(self._listeners)
            await _tell(session, listeners, changes)
        self._upto = upto
        for listener in listeners:
            listener.upto = upto
            if listener.news:
                listener.woken.set()


async def _tell(session: AsyncSession, listeners: Collection[Listener], changes: Collection[Change] | None) -> None:
    if changes is None:
        for listener in listeners:
            listener.news.is_much = True
    elif changes:
        for listener, person in zip(listeners, await _people(session, [each.by for each in listeners]), strict=True):
            for change in changes:
                if concerns(change, person):
                    listener.news.add(change)


async def _people(session: AsyncSession, asked: Collection[Principal]) -> list[Person]:
    """Where each sits today: posts and leaves may have changed since the page was opened."""
    own = await list_posts_of(session, asked)
    away = await list_away(session, clock.today())
    desks = await list_desks_of(session, asked)
    stands_in = {post_id: acting_for(post_id, away) for post_id in away}
    people = []
    for by in asked:
        mine, key = own.get(by.subject), desk_key(by)
        people.append(
            Person(
                by.subject,
                by.role.value,
                by.region,
                by.org,
                own=frozenset({mine} if mine else ()),
                acting=frozenset(post_id for post_id, who in stands_in.items() if mine and who == mine),
                desks=frozenset(desks.get(key, ()) if key else ()),
            )
        )
    return people


def hub_of(app: FastAPI) -> Hub:
    """This process's hub."""
    if not hasattr(app.state, "inbox_hub"):
        app.state.inbox_hub = Hub(app.state.sessions)
    hub: Hub = app.state.inbox_hub
    return hub
