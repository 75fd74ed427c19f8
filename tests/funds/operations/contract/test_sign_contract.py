"""Contracts stay within the approval and the rules, and the public hears of them."""

import pytest

from services.funds.operations.contract.sign_contract import sign_contract
from services.funds.rules.contract import ContractsAboveApproval, DatesOutOfOrder, RetentionAboveLimit, WarrantyAboveLimit
from services.funds.rules.project import ProjectState
from services.funds.store.disclosure import list_entries
from tests.builders.funds_projects import CLERK, a_contract_form, a_planned_project, day, on


async def test_contracts_together_stay_within_the_approval(session):
    project, now = await a_planned_project(session)
    first = await sign_contract(session, project.id, a_contract_form(now), by=CLERK, at=day(now))
    assert (first.number, project.state) == ("P-371311-2020-0001-C1", ProjectState.UNDER_WAY)
    assert "临沂建工有限公司" in (await list_entries(session, town=None, after=None, limit=1))[0].canonical
    with pytest.raises(ContractsAboveApproval):
        await sign_contract(session, project.id, a_contract_form(now, amount_yuan="100000.01"), by=CLERK, at=day(now))
    second = await sign_contract(session, project.id, a_contract_form(now, amount_yuan="100000.00"), by=CLERK, at=day(now))
    assert second.number == "P-371311-2020-0001-C2"


@pytest.mark.parametrize(
    ("other", "law"),
    [
        ({"retention_percent": "3.01"}, RetentionAboveLimit),
        ({"warranty_days": 731}, WarrantyAboveLimit),
        ({"awarded_on": on(400)}, DatesOutOfOrder),
    ],
)
async def test_what_the_rules_do_not_allow_is_not_signed(session, other, law):
    project, now = await a_planned_project(session)
    with pytest.raises(law):
        await sign_contract(session, project.id, a_contract_form(now, **other), by=CLERK, at=day(now))
