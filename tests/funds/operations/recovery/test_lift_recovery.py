"""What is left may be let go by another person; what came in stays in."""

import pytest

from services.funds.operations.ledger.reverse_transfer import reverse_transfer
from services.funds.operations.recovery.lift_recovery import lift_recovery
from services.funds.rules.account import AccountKind
from services.funds.rules.payment import PaymentState
from services.funds.rules.recovery import RecoveryOver, RecoveryRuns, RecoveryState
from services.funds.rules.second_person import SamePerson
from services.funds.schemas.ledger import ReverseTransfer
from services.funds.schemas.recovery import LiftRecovery
from shared.events.funds import GrantRecovered
from tests.builders.funds import a_filled_reserve, balance_fen
from tests.builders.funds_grants import CLERK, COUNTY_HEAD, JUNE_20, asked_back, first_aid, given_back, payment_of

FORM = LiftRecovery(reason="家庭特别困难，免予退回")


async def test_what_came_in_stays_in_and_counts_when_it_is_asked_back_again(session, emitted):
    await a_filled_reserve(session)
    grant = await first_aid(session)
    order = await asked_back(session, grant)
    await given_back(session, order, "1000.00")
    with pytest.raises(SamePerson):
        await lift_recovery(session, order.id, FORM, by=CLERK, at=JUNE_20)

    await lift_recovery(session, order.id, FORM, by=COUNTY_HEAD, at=JUNE_20)

    payment = await payment_of(session, grant)
    assert (order.state, payment.state) == (RecoveryState.LIFTED, PaymentState.PAID)
    assert await balance_fen(session, AccountKind.TOWN_RESERVE) == 2_800_000
    told = (await emitted(session))[-1]
    assert isinstance(told, GrantRecovered) and (told.recovered_fen, told.is_whole) == (100_000, False)
    with pytest.raises(RecoveryOver):
        await lift_recovery(session, order.id, FORM, by=COUNTY_HEAD, at=JUNE_20)
    with pytest.raises(RecoveryRuns):
        await reverse_transfer(session, payment.transfer_id, ReverseTransfer(reason="错发"), at=JUNE_20)
    again = await asked_back(session, grant)
    assert again.amount_fen == 200_000
    await given_back(session, again, "2000.00")
    assert (again.state, payment.state) == (RecoveryState.RECOVERED, PaymentState.RETURNED)
    assert await balance_fen(session, AccountKind.TOWN_RESERVE) == 3_000_000
