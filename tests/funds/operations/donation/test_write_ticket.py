"""The official receipt of a donation stands beside it whole, once, checked by another than who took the money."""

import pytest

from services.funds.operations.donation.write_ticket import write_ticket
from services.funds.rules.donation_trace import TicketIncomplete, TicketIssued, TicketSamePerson, TicketUsed
from services.funds.schemas.donation_trace import WriteTicket
from tests.builders.funds import COUNTY_OFFICER
from tests.builders.funds_budget import IN_MARCH
from tests.builders.funds_donations import a_fund, given

ON = IN_MARCH.date()


def a_ticket(**changed) -> WriteTicket:
    told = {
        "code": "37060120",
        "number": "0000012345",
        "check_code": "a1b2c3",
        "payer_code": "91371300MA3C4R5T6J",
        "item_code": "99010101",
        "item_title": "公益事业捐赠",
        "receiver": "临沂市罗庄区慈善总会",
        "received_by": "李明",
        "checked_by": "张丽",
        "issued_on": ON,
    }
    return WriteTicket.model_validate(told | changed)


async def written(session, gift, **changed):
    return await write_ticket(session, gift.number, a_ticket(**changed), by=COUNTY_OFFICER, on=ON)


async def test_a_ticket_is_written_once_and_its_payer_is_sealed(session):
    fund = await a_fund(session)
    gift = await given(session, fund, 100_00, donor_kind="organisation", donor="临沂建工有限公司")
    ticket = await written(session, gift)
    assert b"91371300MA3C4R5T6J" not in (ticket.payer_code_sealed or b"")
    with pytest.raises(TicketIssued):
        await written(session, gift, number="0000012346")
    with pytest.raises(TicketUsed):
        await written(session, await given(session, fund, 1_00))


@pytest.mark.parametrize(("changed", "law"), [({"payer_code": ""}, TicketIncomplete), ({"checked_by": "李明"}, TicketSamePerson)])
async def test_a_ticket_that_is_not_whole_is_refused(session, changed, law):
    fund = await a_fund(session)
    gift = await given(session, fund, 100_00, donor_kind="organisation", donor="临沂建工有限公司")
    with pytest.raises(law):
        await written(session, gift, **changed)
