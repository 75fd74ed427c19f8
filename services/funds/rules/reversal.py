"""Which transfers a plain reversal may take back.

What a matter counts is taken back by the matter itself, or its count would be wrong.
"""

from services.funds.rules.budget import BudgetStands
from services.funds.rules.clearing import ClearingStands
from services.funds.rules.contract import ProjectPaymentStands
from services.funds.rules.donation import DonationStands
from services.funds.rules.guarantee import LoanMoneyStands
from services.funds.rules.transfer import About, Purpose
from shared.errors import Conflict

STANDING_BY_PURPOSE: dict[Purpose, type[Conflict]] = {
    Purpose.CLEARING: ClearingStands,  # medical counts the statement as paid: what was wrong is set off against the next
    Purpose.PROJECT_PAYMENT: ProjectPaymentStands,
}
STANDING_BY_MATTER: dict[About, type[Conflict]] = {
    About.ALLOCATION: BudgetStands,
    About.LOAN: LoanMoneyStands,  # subsidies are given up line by line, a fund's money is recovered
    About.DONATION: DonationStands,  # each fen of a donation is followed, and a reversal would lose the trace
}


def must_be_reversible(purpose: Purpose, about: About) -> None:
    """Raises one of the refusals above, which say where it is taken back."""
    if refusal := STANDING_BY_PURPOSE.get(purpose) or STANDING_BY_MATTER.get(about):
        raise refusal
