"""Posts: who is told what concerns a place."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Text, any_, bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.delivery import ChannelName
from services.notifier.rules.department import Department
from services.notifier.rules.routing import Desk
from services.notifier.tables import Post

_REGION_DIGITS = (2, 4, 6, 9, 12)

_DESKS = select(Post.id, Post.region, Post.department, Post.channels).where(
    col(Post.region) == any_(bindparam("around", type_=ARRAY(Text))), col(Post.subject).is_(None)
)


async def list_desks(session: AsyncSession, *regions: str) -> list[Desk]:
    """Every desk of these places and of the places around them; persons are found by their account (`store.officer`)."""
    around = {region[:digits] for region in regions for digits in _REGION_DIGITS if digits <= len(region)}
    posts = await session.execute(_DESKS, {"around": sorted(around)})
    return [
        Desk(post_id, region, Department(department) if department else None, tuple(map(ChannelName, channels)))
        for post_id, region, department, channels in posts
    ]


def as_desk(post: Post) -> Desk:
    """As messages see it."""
    return Desk(post.id, post.region, post.department, tuple(map(ChannelName, post.channels)))


async def list_posts(session: AsyncSession, *, after: UUID | None, limit: int) -> Sequence[Post]:
    """Posts of places and departments in the order in which they were made."""
    posts = select(Post).where(col(Post.subject).is_(None)).order_by(col(Post.id)).limit(limit)
    return (await session.exec(posts.where(Post.id > after) if after else posts)).all()
