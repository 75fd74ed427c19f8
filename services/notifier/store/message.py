"""Messages as they were written, and what became of each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.message import MessageKind, Text
from services.notifier.rules.message_form import Form
from services.notifier.tables import Delivery, Message, Post


@dataclass(frozen=True)
class Written:
    """A message with the post that it went to, where it went to one, and its ways in order."""

    message: Message
    post: Post | None
    ways: Sequence[Delivery]

    @property
    def forms(self) -> Mapping[Form, Text]:
        """What was said, in every form."""
        others = {form: Text(**text) for form in Form if (text := self.message.forms.get(form.value))}
        return {Form.FULL: Text(self.message.subject, self.message.body), **others}


async def list_written(
    session: AsyncSession,
    *,
    kind: MessageKind | None = None,
    region: str = "",
    digest_id: UUID | None = None,
    before: UUID | None = None,
    limit: int,
) -> list[Written]:
    """The newest first, one more than `limit`. `region` is where it is about, and every place in it."""
    asked = select(Message)
    if digest_id:
        gathered = select(Delivery.message_id).where(Delivery.digest_id == digest_id)
        asked = asked.where(col(Message.id).in_(gathered))
    if kind:
        asked = asked.where(Message.kind == kind)
    if region:
        asked = asked.where(col(Message.region).startswith(region))
    if before:
        asked = asked.where(Message.id < before)
    messages = (await session.exec(asked.order_by(col(Message.id).desc()).limit(limit + 1))).all()
    return await _with_ways(session, messages)


async def _with_ways(session: AsyncSession, messages: Sequence[Message]) -> list[Written]:
    found = select(Delivery).where(col(Delivery.message_id).in_([message.id for message in messages]))
    ways = defaultdict[UUID, list[Delivery]](list)
    for way in await session.exec(found.order_by(col(Delivery.rank))):
        ways[way.message_id].append(way)
    asked = select(Post).where(col(Post.id).in_({message.post_id for message in messages if message.post_id}))
    posts = {post.id: post for post in await session.exec(asked)}
    return [Written(message, posts.get(message.post_id) if message.post_id else None, ways[message.id]) for message in messages]
