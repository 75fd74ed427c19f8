"""The entry of a person on duty as a page's form: the ways to reach them that there are stay until they are crossed out.

Some ways have a secret, which only the API takes: the form shows them all, enters those without one, and keeps the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.channels import settings
from services.notifier.operations.officer.put_officer import put_officer
from services.notifier.rules.delivery import ChannelName
from services.notifier.rules.leave import NoSuchOfficer
from services.notifier.schemas.officer import PutOfficer
from services.notifier.schemas.post import Contact, PutPost
from services.notifier.store.officer import find_former_post, find_officer
from services.notifier.tables import Post
from shared.errors import Refusal
from shared.faults import in_chinese
from shared.problems import InvalidInput
from shared.security import Principal
from shared.vault import unseal

WITHOUT_SECRET = (ChannelName.EMAIL, ChannelName.SMS, ChannelName.LOG, ChannelName.LETTER, ChannelName.PAGE)

"""Ways that the form can enter."""
BLANK: Mapping[str, Any] = dict.fromkeys(("subject", "name", "region", "department", "channel", "address", "is_leader"), "")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the form shows: what is known or was typed, the ways there are, those crossed out, and what is wrong."""

    fields: Mapping[str, Any] = field(default_factory=lambda: BLANK)
    ways: Sequence[tuple[str, str]] = ()
    crossed_out: Sequence[str] = ()
    refusal: Refusal | None = None
    wrong: Sequence[str] = ()

    @property
    def status(self) -> int:
        return self.refusal.status if self.refusal else 200


def entry_of(post: Post | None) -> Entry:
    """As it is known; empty for nobody."""
    if post is None:
        return Entry()
    contact = _contact(post)
    known = post.model_dump(include={"subject", "region", "department", "is_leader"})
    return Entry({**BLANK, **known, "name": contact.name}, _named(contact.channels))


async def register(
    session: AsyncSession, typed: Mapping[str, Any], crossed_out: Sequence[str], *, by: Principal, at: datetime
) -> Entry:
    """Enter or change a person; with what was typed and why if that is refused. A way that is added is tried first."""
    subject, region, department = typed["subject"], typed["region"], typed["department"]
    post = await find_officer(session, subject) or await find_former_post(session, subject, region, department)
    ways: Sequence[Contact] = _contact(post).channels if post else []
    kept = [way.model_dump() for way in ways if _name(way) not in crossed_out]
    if typed["address"]:
        new = {"channel": typed["channel"], "address": typed["address"]}
        kept = [new, *(way for way in kept if way != new)]
    told = {name: typed[name] for name in ("region", "department", "name", "is_leader")}
    try:
        if not subject:
            raise NoSuchOfficer(pointer="/subject", subject=subject)
        form = PutOfficer.model_validate(told | {"channels": kept or [{"channel": ChannelName.LOG}]})
        async with session.begin_nested():
            await put_officer(session, subject, form, allowed=settings.current().webhook_networks, by=by, at=at)
    except ValidationError as error:
        wrong = [_said(each) for each in in_chinese(error.errors())]
        return Entry(typed, _named(ways), crossed_out, InvalidInput(), wrong)
    except Refusal as refusal:
        return Entry(typed, _named(ways), crossed_out, refusal)
    return Entry()


def _contact(post: Post) -> PutPost:
    return PutPost.model_validate_json(unseal(post.sealed_contact))


def _name(way: Contact) -> str:
    """By which a form crosses a way out: what is shown of it, for its address may be half a secret."""
    return f"{way.channel.value} {way.shown}"


def _named(ways: Sequence[Contact]) -> list[tuple[str, str]]:
    return [(_name(way), f"{way.channel.label}：{way.shown}") for way in ways]


def _said(fault: Mapping[str, Any]) -> str:
    field = str(fault["pointer"]).split("/")[1]
    known = PutOfficer.model_fields.get(field)
    return f"{known.title if known else field}：{fault['detail']}"
