"""Send the messages that have been due the longest, and record what came of each and how the lines are."""

import asyncio
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.channels import Channels, Letter
from services.notifier.channels.kept import rounds
from services.notifier.rules.delivery import ChannelName, DeliveryState, Outcome, Verdict, judge
from services.notifier.rules.line import PACES, PARKED, ROBOTS, SERVERS, LineState, heard, is_closed, is_on_trial, is_paced
from services.notifier.rules.message_form import Form, form_of
from services.notifier.schemas.letter import Recipient
from services.notifier.schemas.post import Contact, LogContact, PutPost
from services.notifier.store.delivery import (
    Attempt,
    Due,
    lock_due_deliveries,
    lock_first_of_lines,
    lock_stuck,
    lock_unsorted,
    put_attempts,
)
from services.notifier.store.gathering import hold_back
from services.notifier.store.household_contact import tell_of_unreached
from services.notifier.store.line import find_lines, lay_lines, lock_lines, lock_lines_waited_for, put_lines
from services.notifier.store.message_times import get_times
from services.notifier.store.ways import next_delivery, ways_of
from services.notifier.tables import Delivery, PaperLetter
from shared.periods import day_in_china
from shared.vault import seal, unseal

log = structlog.get_logger()


AT_ONCE = 16
"""Messages of one turn: they share connections. A receiver that hangs holds up those of its turn for one time limit."""
SORTED_AT_ONCE = 200
STUCK_AT_ONCE = 50


@dataclass(frozen=True)
class _Try:
    """A delivery whose turn it is, and the way that it takes."""

    due: Due
    ways: Sequence[Contact]

    @property
    def contact(self) -> Contact:
        return self.ways[self.due.rank] if self.due.rank < len(self.ways) else LogContact(channel=ChannelName.LOG)

    @property
    def form(self) -> Form:
        return form_of(self.contact.channel)

    @property
    def line(self) -> str:
        """The line's name: a robot's is a digest of its address, for who has the address can write to the group."""
        channel = self.contact.channel
        return f"{channel.value} {sha256(self.contact.address.encode()).hexdigest()[:32]}" if channel in ROBOTS else channel.value


async def send_messages(
    session: AsyncSession, channels: Channels, *, at: datetime, over: Collection[ChannelName] = tuple(ChannelName)
) -> bool:
    """Send those that have been due the longest over these channels and may leave, at the same time, and record what came of
    each; whether anything was done.

    The deliveries stay locked while the messages are on their way, so no other worker sends them; should we die before the
    commit they are sent again, under the same message ids, by which receivers tell.
    """
    closed = await _closed_servers(session, over, at=at)
    robots = await _robots(session, [channel for channel in over if channel in ROBOTS], at=at)
    waited_for = [channel for channel in over if channel in ROBOTS or channel.value in closed]
    down = [name for name, is_trial in closed.items() if not is_trial]
    down += [name for name, line in robots.items() if is_closed(line, at)]
    stuck = await _give_up_waiting(session, waited_for, down, at=at)
    due = await _take_due(session, over, closed, robots, at=at)
    leaving, is_changed = await hold_back(session, due, at=at)
    tries = [_Try(one, ways_of(one)) for one in leaving]
    here, elsewhere = _split([one for one in tries if one.ways], over)

    async with rounds(channels.values()):
        outcomes = await asyncio.gather(*(_send(channels, one) for one in here))

    lines = await _note(session, here, outcomes, robots, at=at)
    told = zip(here, outcomes, strict=True)
    attempts = [_attempt(one, outcome, lines[one.line], at=at) for one, outcome in told] + [
        _moved(one, at=at) for one in elsewhere
    ]
    attempts += [_nowhere(one) for one in tries if not one.ways]
    await _put(session, leaving, attempts, at=at)
    return bool(attempts or stuck or is_changed)


async def _closed_servers(session: AsyncSession, over: Collection[ChannelName], *, at: datetime) -> dict[str, bool]:
    """Servers that nothing is to be sent over now; or (True) no more than one message, to see whether they are well again."""
    lines = await find_lines(session, [channel.value for channel in over if channel in SERVERS])
    return {name: is_on_trial(line, at) for name, line in lines.items() if is_closed(line, at) or is_on_trial(line, at)}


async def _robots(session: AsyncSession, channels: Sequence[ChannelName], *, at: datetime) -> dict[str, LineState]:
    """The robots that messages wait for, locked, after new messages were sorted by the robot that they go to."""
    if not channels:
        return {}
    unsorted = await lock_unsorted(session, channels=channels, at=at, limit=SORTED_AT_ONCE)
    if unsorted:
        tries = [_Try(due, ways_of(due)) for due in unsorted]
        await lay_lines(session, {one.line: one.contact.channel for one in tries if one.contact.channel in ROBOTS})
        waits = [_waits(one, at=at) for one in tries]
        await put_attempts(session, waits)
    return dict(await lock_lines_waited_for(session, channels, at=at))


async def _give_up_waiting(session: AsyncSession, channels: Sequence[ChannelName], down: Sequence[str], *, at: datetime) -> int:
    """Those that have waited for their line as long as they may take the next way, a household's its officer; how many were
    looked at. `down` are lines that are closed."""
    stuck = await lock_stuck(session, channels=channels, closed=down, at=at, limit=STUCK_AT_ONCE) if channels else []
    await _put(session, stuck, [_next_way(_Try(due, ways_of(due)), at=at) for due in stuck], at=at)
    return len(stuck)


async def _take_due(
    session: AsyncSession, over: Collection[ChannelName], closed: dict[str, bool], robots: dict[str, LineState], *, at: datetime
) -> list[Due]:
    taken: list[Due] = []
    open_ones = [channel for channel in over if channel not in ROBOTS and channel.value not in closed]
    if open_ones:
        taken += await lock_due_deliveries(session, channels=open_ones, at=at, limit=AT_ONCE)
    for name in (name for name, is_trial in closed.items() if is_trial):
        taken += await lock_due_deliveries(session, channels=[ChannelName(name)], at=at, limit=1)
    free = [name for name, line in robots.items() if not is_closed(line, at) and not _is_paced(name, line, at)]
    return taken + (await lock_first_of_lines(session, free, at=at) if free else [])


def _is_paced(name: str, line: LineState, at: datetime) -> bool:
    return is_paced(line, PACES[_channel_of(name)], at)


def _channel_of(line: str) -> ChannelName:
    return ChannelName(line.partition(" ")[0])


def _split(tries: Sequence[_Try], over: Collection[ChannelName]) -> tuple[list[_Try], list[_Try]]:
    """Those that are sent from here, and those whose post is reached over others' channel, or another robot, by now."""
    here = [
        one for one in tries if one.contact.channel in over and (one.contact.channel not in ROBOTS or one.line == one.due.line)
    ]
    return here, [one for one in tries if one not in here]


async def _send(channels: Channels, one: _Try) -> Outcome:
    due, said = one.due, one.due.said(one.form)
    letter = Letter(
        message_id=due.message_id,
        case_id=due.case_id,
        errand_id=due.errand_id,
        order_id=due.order_id,
        region=due.region,
        kind=due.kind,
        subject=said.subject,
        body=said.body,
        written_at=due.written_at,
    )
    try:
        return await channels[one.contact.channel].send(letter, one.contact)
    except Exception as failure:  # a channel's fault must not stop the messages behind this one
        log.error("message.failed", channel=one.contact.channel.value, exc_info=failure)
        return Outcome(f"平台内部错误（{type(failure).__name__}）")


async def _note(
    session: AsyncSession, tries: Sequence[_Try], outcomes: Sequence[Outcome], robots: dict[str, LineState], *, at: datetime
) -> dict[str, LineState]:
    """How each line is after these attempts, written down."""
    if not tries:
        return {}
    lines = dict(await lock_lines(session, {one.line: one.contact.channel for one in tries}))
    for name, line in lines.items():
        of_line = [outcome for one, outcome in zip(tries, outcomes, strict=True) if one.line == name]
        lines[name] = heard(line, of_line, at=at, chance=_chance())
        if name in robots:
            lines[name] = replace(lines[name], next_at=at + PACES[_channel_of(name)].every)
        elif _channel_of(name) not in SERVERS:
            lines[name] = replace(lines[name], closed_until=None)
    await put_lines(session, lines)
    return lines


def _chance() -> int:
    return random.randrange(41)  # noqa: S311  it spreads retries


def _attempt(one: _Try, outcome: Outcome, line: LineState, *, at: datetime) -> Attempt:
    due, contact = one.due, one.contact
    closed_until = line.closed_until if is_closed(line, at) else None
    verdict = judge(outcome, attempts=due.attempts + 1, at=at, closed_until=closed_until, chance=_chance())
    attempt = Attempt(due.delivery_id, contact.channel, verdict, outcome.error, at, one.form, due.line, outcome.gateway_id)
    if verdict.state is DeliveryState.GIVEN_UP:
        return replace(attempt, besides=_fallback(one, at=at))
    if verdict.state is DeliveryState.SENT and contact.channel is ChannelName.PAGE:
        # There it waits for a reader, and not for ever.
        unread_after = get_times(due.hours_of, day_in_china(at)).unread_after(due.priority)
        return replace(attempt, verdict=replace(verdict, retry_at=at + unread_after))
    if verdict.state is DeliveryState.TO_PRINT:
        return replace(attempt, besides=_paper(one))
    return attempt


def _fallback(one: _Try, *, at: datetime) -> Delivery | None:
    return next_delivery(one.due, after=one.due.rank, urgency=one.due.urgency, ways=one.ways, at=at)


def _nowhere(one: _Try) -> Attempt:
    """To a household that agreed once and no longer does."""
    return Attempt(one.due.delivery_id, one.due.channel, Verdict(DeliveryState.GIVEN_UP), "本户已撤回同意", one.due.due_at)


def _paper(one: _Try) -> PaperLetter:
    said = one.due.said(one.form)
    post = PutPost.model_validate_json(unseal(one.due.sealed_contact or b""))
    return PaperLetter(
        delivery_id=one.due.delivery_id,
        region=one.due.region,
        subject=said.subject,
        body=said.body,
        sealed_recipient=seal(Recipient(name=post.name, address=one.contact.address).model_dump_json()),
        written_at=one.due.written_at,
    )


def _waits(one: _Try, *, at: datetime) -> Attempt:
    """Sorted: it waits for its robot's turn, where it is due at once."""
    line = one.line if one.contact.channel in ROBOTS else None
    verdict = Verdict(DeliveryState.QUEUED, at, is_counted=False)
    return Attempt(one.due.delivery_id, one.contact.channel, verdict, None, at, line=line)


def _moved(one: _Try, *, at: datetime) -> Attempt:
    """The post is reached otherwise by now: another lane's hands send it."""
    return replace(_waits(one, at=at), line=None)


def _next_way(one: _Try, *, at: datetime) -> Attempt:
    """Of one that has waited long for its line."""
    if not one.ways:
        return _nowhere(one)
    besides, state, then = _fallback(one, at=at), Verdict(DeliveryState.GIVEN_UP, is_counted=False), "改用下一种方式"
    if besides is None and _is_for_officer(one.due, at=at):
        then = "改由联络员当面转告"
    elif besides is None:
        state, then = Verdict(DeliveryState.FAILED, at + PARKED, is_counted=False), "继续等候"
    why = f"{one.contact.channel.label}中断或太忙，{then}"
    return Attempt(one.due.delivery_id, one.contact.channel, state, why, at, line=one.due.line, besides=besides)


def _is_for_officer(due: Due, *, at: datetime) -> bool:
    """Whether a household has waited for its message as long as its place's policy lets it."""
    limit = get_times(due.hours_of, day_in_china(at)).in_person_after(due.priority)
    return due.household_id is not None and at - (due.waiting_since or due.due_at) >= limit


async def _put(session: AsyncSession, dues: Sequence[Due], attempts: Sequence[Attempt], *, at: datetime) -> None:
    """What came of these, with what follows. Of a household that is not reached the officer is told."""
    if not attempts:
        return
    await put_attempts(session, attempts)
    if besides := [attempt.besides for attempt in attempts if attempt.besides]:
        session.add_all(besides)
        await session.flush()
    given_up = {attempt.delivery_id for attempt in attempts if attempt.verdict.state is DeliveryState.GIVEN_UP}
    await tell_of_unreached(session, [due for due in dues if due.delivery_id in given_up], at=at)
