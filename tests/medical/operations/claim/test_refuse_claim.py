"""A claim handed back, with its reason; the invoice may come again."""

import pytest

from services.medical.operations.claim.close_claim import close_claim
from services.medical.operations.claim.refuse_claim import refuse_claim
from services.medical.rules.admission import AdmissionStatus
from services.medical.rules.claim import ClaimDecided, ClaimStatus
from services.medical.schemas.claim import RefuseClaim
from services.medical.store.admissions import get_admission
from services.medical.store.claims import list_claims
from shared.events.medical import AdmissionCancelled
from tests.medical.operations.claim.test_file_claim import filed

FORM = RefuseClaim(reason="票据为复印件")


async def test_the_reason_stays_and_the_invoice_may_come_again(session, emitted):
    claim = await refuse_claim(session, FORM, claim_id=(await filed(session)).id)

    assert (claim.status, claim.refusal_reason) == (ClaimStatus.REFUSED, FORM.reason)
    assert (await get_admission(session, claim.admission_id)).status == AdmissionStatus.CANCELLED
    assert isinstance((await emitted(session))[-1], AdmissionCancelled)
    again = await filed(session)
    late = await list_claims(session, status=None, overdue_on=again.due_on.replace(day=13), after=None, limit=10)
    assert [one.id for one in late] == [again.id]


async def test_a_settled_claim_is_not_refused(session):
    claim = await close_claim(session, claim_id=(await filed(session)).id)
    with pytest.raises(ClaimDecided):
        await refuse_claim(session, FORM, claim_id=claim.id)
