"""A subscriber asks for a part of what it was granted, and gets a secret once."""

from datetime import timedelta

import pytest

from services.notifier.operations.subscription import open_subscription as opening
from services.notifier.operations.subscription.open_subscription import open_subscription
from services.notifier.rules.address import WebhookAddressRefused
from services.notifier.rules.subscription import (
    CodeMissing,
    MomentAhead,
    NotGranted,
    SubscribedOverTheBus,
    TooManySubscriptions,
)
from services.notifier.schemas.subscription import OpenSubscription
from services.notifier.store.subscription import SubscriberNotFound
from shared.vault import unseal
from tests.builders.feed import ALERTED, DETECTED, PLATFORM, a_subscriber, a_subscription, alerts, kept
from tests.builders.notifier import COUNTY, MONDAY, TOWN

ADDRESS = "https://oa.example.gov.cn/hooks"


async def test_it_begins_with_what_comes_from_now_on(session):
    await a_subscriber(session)
    await kept(session, *alerts(3))
    subscription, progress, secret = await a_subscription(session, ADDRESS, region=TOWN, types=[ALERTED])
    assert (subscription.places, progress.position) == ([f"{TOWN}%"], 3)
    assert secret.startswith("whsec_") and len(secret) == 50
    assert secret.encode() not in subscription.sealed_endpoint and secret in unseal(subscription.sealed_endpoint)


async def test_it_may_begin_with_a_moment_of_the_past(session):
    await a_subscriber(session)
    await kept(session, *alerts(2), at=MONDAY)
    await kept(session, *alerts(2), at=MONDAY + timedelta(hours=2))
    later = MONDAY + timedelta(hours=3)
    _, progress, _ = await a_subscription(session, ADDRESS, at=later, since=MONDAY + timedelta(hours=1))
    assert progress.position == 2


async def test_a_system_asks_for_itself_alone(session):
    await a_subscriber(session)
    form = OpenSubscription(address=ADDRESS)
    subscription, _, _ = await open_subscription(session, form, allowed=(), by=PLATFORM, at=MONDAY)
    assert (subscription.code, subscription.region) == (PLATFORM.org, COUNTY)
    with pytest.raises(CodeMissing):
        form = OpenSubscription(address=ADDRESS, code="another-system")
        await open_subscription(session, form, allowed=(), by=PLATFORM, at=MONDAY)


@pytest.mark.parametrize(
    ("form", "refusal"),
    [
        ({"region": "371302"}, NotGranted),
        ({"types": [ALERTED]}, NotGranted),
        ({"code": "nobody-knows"}, SubscriberNotFound),
        ({"code": None}, CodeMissing),
        ({"since": MONDAY + timedelta(days=1)}, MomentAhead),
        ({"address": "https://10.0.0.1/hooks"}, WebhookAddressRefused),
        ({"address": "https://oa.example.gov.cn:6379/"}, WebhookAddressRefused),
        ({"address": "http://oa.example.gov.cn/"}, WebhookAddressRefused),
    ],
)
async def test_what_was_not_granted_or_leads_inside_is_refused(session, form, refusal):
    await a_subscriber(session, types=[DETECTED])
    with pytest.raises(refusal):
        await a_subscription(session, **{"address": ADDRESS, **form})


async def test_over_the_bus_there_is_one(session):
    await a_subscriber(session)
    _, _, secret = await a_subscription(session)
    assert secret == ""
    with pytest.raises(SubscribedOverTheBus):
        await a_subscription(session)


async def test_there_is_a_limit(session, monkeypatch):
    monkeypatch.setattr(opening, "SUBSCRIPTIONS_LIMIT", 2)
    await a_subscriber(session)
    await a_subscription(session, ADDRESS)
    await a_subscription(session, ADDRESS)
    with pytest.raises(TooManySubscriptions):
        await a_subscription(session, ADDRESS)
