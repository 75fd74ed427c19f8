"""Claims on paper: what has to be brought, and by when they are settled."""

from datetime import date

import pytest

from services.medical.rules.claim import (
    NEEDED_FOR_CLAIM,
    ClaimDecided,
    ClaimStatus,
    Paper,
    PapersMissing,
    desk_of,
    due_on,
    missing,
    must_be_complete,
    must_be_undecided,
)


def test_a_week_from_the_day_after_receipt():
    assert due_on(date(2020, 6, 5)) == date(2020, 6, 12)


def test_what_is_missing_is_named_in_the_order_of_the_checklist():
    assert missing([Paper.INVOICE, Paper.REFERRAL]) == [
        Paper.ID_CARD, Paper.FEE_LIST, Paper.DISCHARGE_RECORD, Paper.BANK_CARD,
    ]  # fmt: skip
    must_be_complete(NEEDED_FOR_CLAIM)
    with pytest.raises(PapersMissing) as refused:
        must_be_complete(NEEDED_FOR_CLAIM - {Paper.FEE_LIST})
    assert refused.value.facts == {"missing": {"fee_list": "费用汇总清单"}}


def test_a_decided_claim_is_decided():
    must_be_undecided(ClaimStatus.RECEIVED)
    for status in (ClaimStatus.SETTLED, ClaimStatus.REFUSED):
        with pytest.raises(ClaimDecided):
            must_be_undecided(status)


def test_the_desk_stands_where_a_hospital_would():
    assert desk_of("371311001001") == "desk-371311"
