"""Say who a person on duty is: the account they sign in with, their place and department, and how to reach them."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.address import Network, judge_webhook
from services.notifier.schemas.officer import PutOfficer
from services.notifier.schemas.post import PutPost, WebhookContact
from services.notifier.store.officer import find_former_post, find_officer, put_person
from services.notifier.tables import Post
from shared.security import Principal
from shared.vault import seal


async def put_officer(
    session: AsyncSession, subject: str, form: PutOfficer, *, allowed: Collection[Network], by: Principal, at: datetime
) -> Post:
    """The person's post as it now is, in another place or department if that is what was said.

    `allowed` are the internal networks that webhooks may point into. Who comes back has their former post again.
    Raises OutsideRegion, WebhookAddressRefused, AccountElsewhere.
    """
    post = await find_officer(session, subject) or await find_former_post(session, subject, form.region, form.department)

    by.must_cover(form.region, pointer="/region")
    if post is not None:
        by.must_cover(post.region, pointer="/path/subject")
    for position, contact in enumerate(form.channels):
        if isinstance(contact, WebhookContact):
            judge_webhook(contact.address, allowed=allowed, pointer=f"/channels/{position}/address")

    told = PutPost(name=form.name, channels=form.channels)
    post = post or Post(subject=subject, region=form.region, channels=[], sealed_contact=b"", changed_at=at)
    post.region, post.department, post.changed_at = form.region, form.department, at
    post.channels = [way.channel.value for way in form.channels]
    post.sealed_contact = seal(told.model_dump_json())
    post.left_on, post.is_leader = None, form.is_leader
    await put_person(session, post, subject=subject)
    return post
