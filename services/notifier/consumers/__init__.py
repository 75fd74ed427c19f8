"""Door two: what notifier does when something happens elsewhere; one module per subject."""

from services.notifier.consumers import case, errand, feed, funds, house_money, household, housing
from shared.consumers import Consumers

handlers = Consumers.joined(
    case.handlers,
    errand.handlers,
    feed.handlers,
    funds.handlers,
    house_money.handlers,
    household.handlers,
    housing.handlers,
)
