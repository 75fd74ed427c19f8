"""A committee is of the place of whoever forms it."""

from datetime import date

import pytest

from services.funds.operations.committee.form_committee import form_committee
from services.funds.schemas.review import FormCommittee
from shared.security import OutsideRegion
from tests.builders.funds_projects import TOWN_CLERK


async def test_a_town_forms_no_committee_for_its_county(session):
    form = FormCommittee(region="371311", title="评审委员会", formed_on=date(2020, 1, 1))
    with pytest.raises(OutsideRegion):
        await form_committee(session, form, by=TOWN_CLERK)
