"""Say who is told what concerns a place, and how to reach them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.address import Network, judge_webhook
from services.notifier.rules.department import Department
from services.notifier.schemas.post import PutPost, WebhookContact
from services.notifier.tables import Post
from shared.ids import uuid7
from shared.security import Principal
from shared.vault import seal


async def put_post(
    session: AsyncSession,
    region: str,
    department: Department | None,
    form: PutPost,
    *,
    allowed: Collection[Network],
    by: Principal,
    at: datetime,
) -> Post:
    """The post as it now is; messages under way use the new ways from their next attempt on.

    `allowed` are the internal networks that webhooks may point into. Raises OutsideRegion, WebhookAddressRefused.
    """
    by.must_cover(region, pointer="/path/region")
    for position, contact in enumerate(form.channels):
        if isinstance(contact, WebhookContact):
            judge_webhook(contact.address, allowed=allowed, pointer=f"/channels/{position}/address")

    said = {
        "channels": [contact.channel.value for contact in form.channels],
        "sealed_contact": seal(form.model_dump_json()),
        "changed_at": at,
    }
    post = insert(Post).values(id=uuid7(), region=region, department=department, **said)
    held = post.on_conflict_do_update(constraint="post_once_per_desk", set_=said).returning(Post)
    changed: Post = (await session.execute(held)).scalar_one()
    return changed
