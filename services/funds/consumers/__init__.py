"""Door two: what funds does when something happens elsewhere; one module per subject."""

from services.funds.consumers import (
    asset,
    clearing,
    commission,
    credit_grade,
    duty,
    grant,
    house,
    household,
    matter,
    shown_renovation,
)
from shared.consumers import Consumers

handlers = Consumers.joined(
    grant.handlers,
    clearing.handlers,
    duty.handlers,
    household.handlers,
    matter.handlers,
    house.handlers,
    credit_grade.handlers,
    asset.handlers,
    commission.handlers,
    shown_renovation.handlers,
)
