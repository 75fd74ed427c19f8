"""What a household takes home: its payment, the public entry, and all that is needed to check that entry."""

import pytest
from sqlmodel import select

from services.funds.tables import LogEntry, Payment
from shared.ids import uuid7
from shared.security import Role
from tests.builders.funds import DETECTED_AT, OTHER_TOWN, TOWN, a_filled_reserve, a_need, pay_grant
from tests.builders.log import take_in


@pytest.fixture
async def payment(session, log_around) -> Payment:
    """A household was paid, and its entry is in the log."""
    await a_filled_reserve(session)
    await pay_grant(session, a_need(), at=DETECTED_AT)
    await take_in(session)
    return (await session.exec(select(Payment))).one()


def page_of(payment: Payment) -> str:
    return f"/disclosure-receipts/{payment.id}/page"


async def test_an_officer_prints_the_payment_with_its_entry_salt_commitment_and_place(api, session, payment):
    entry = (await session.exec(select(LogEntry))).one()
    await session.commit()

    shown = await api.as_(Role.TOWN, region=TOWN).get(page_of(payment))

    assert shown.status_code == 200
    for told in (str(payment.id), str(payment.household_id), "3,000.00", entry.salt.hex(), entry.commitment.hex(), "第 1 条"):
        assert told in shown.text
    assert f"/funds/disclosures/{payment.disclosure_id}" in shown.text and "<svg" in shown.text


async def test_what_is_the_households_own_stands_nowhere_public(api, session, payment):
    await session.commit()

    public = [(await api.get(f"/disclosures/{path}")).text for path in ("archive.jsonl", "log", "how-to-check")]
    public.append((await api.get(f"/disclosures/proofs/inclusion/{payment.disclosure_id}")).text)

    assert not [text for text in public if str(payment.id) in text or str(payment.household_id) in text]


async def test_another_town_does_not_see_it(api, session, payment):
    await session.commit()

    answer = await api.as_(Role.TOWN, region=OTHER_TOWN).get(page_of(payment))

    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-payment")


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.HOSPITAL, Role.OPERATOR])
async def test_only_officers_print_it(api, session, payment, role):
    await session.commit()

    assert (await api.as_(role).get(page_of(payment))).status_code == 403
    assert (await api.get(page_of(payment))).status_code == 401


async def test_before_it_is_in_the_log_the_receipt_waits(api, session):
    await a_filled_reserve(session)
    await pay_grant(session, a_need(), at=DETECTED_AT)
    await session.flush()
    payment = (await session.exec(select(Payment))).one()
    await session.commit()

    answer = await api.as_(Role.COUNTY).get(page_of(payment))

    assert (answer.status_code, answer.json()["code"]) == (404, "not-logged-yet")


async def test_there_must_be_such_a_payment(api):
    answer = await api.as_(Role.COUNTY).get(f"/disclosure-receipts/{uuid7()}/page")

    assert answer.json()["code"] == "no-such-payment"
