"""Saying who is told what concerns a place."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
from sqlmodel import select

from services.notifier.operations.post.put_post import put_post
from services.notifier.rules.address import WebhookAddressRefused
from services.notifier.rules.department import Department
from services.notifier.tables import Post
from shared.security import OutsideRegion
from shared.vault import unseal
from tests.builders.notifier import (
    COUNTY,
    COUNTY_OFFICER,
    MONDAY,
    OTHER_VILLAGE,
    TOWN_OFFICER,
    VILLAGE,
    a_contact,
    by_email,
    by_log,
    by_webhook,
)


async def test_a_post_keeps_its_contact_sealed_and_its_channels_in_order(session) -> None:
    contact = a_contact(by_email(), by_log())
    post = await put_post(session, VILLAGE, None, contact, allowed=(), by=TOWN_OFFICER, at=MONDAY)
    assert post.channels == ["email", "log"]
    assert unseal(post.sealed_contact) == contact.model_dump_json()


async def test_a_post_put_again_is_the_same_post_with_a_new_contact(session) -> None:
    first = await put_post(session, VILLAGE, None, a_contact(by_email()), allowed=(), by=TOWN_OFFICER, at=MONDAY)
    session.expunge_all()
    later = MONDAY + timedelta(days=1)
    second = await put_post(session, VILLAGE, None, a_contact(by_log()), allowed=(), by=TOWN_OFFICER, at=later)
    assert (second.id, second.channels, second.changed_at) == (first.id, ["log"], later)


async def test_an_officer_and_a_departments_desk_of_one_place_are_two_posts(session) -> None:
    for department in (None, Department.HEALTH, Department.CIVIL_AFFAIRS):
        await put_post(session, COUNTY, department, a_contact(by_log()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
    assert len((await session.exec(select(Post))).all()) == 3


async def test_a_post_elsewhere_is_not_ours_to_fill(session) -> None:
    with pytest.raises(OutsideRegion):
        await put_post(session, COUNTY, None, a_contact(by_log()), allowed=(), by=TOWN_OFFICER, at=MONDAY)


async def test_an_address_inside_is_refused_until_the_operator_lists_its_network(session) -> None:
    contact = a_contact(by_log(), by_webhook("http://10.20.1.1:8080/hooks"))
    with pytest.raises(WebhookAddressRefused) as refused:
        await put_post(session, OTHER_VILLAGE, None, contact, allowed=(), by=TOWN_OFFICER, at=MONDAY)
    assert refused.value.pointer == "/channels/1/address"
    intranet = [ip_network("10.20.0.0/16")]
    post = await put_post(session, OTHER_VILLAGE, None, contact, allowed=intranet, by=TOWN_OFFICER, at=MONDAY)
    assert post.channels == ["log", "webhook"]
