"""Door two: what housing does when something happens elsewhere; one module per subject."""

from services.housing.consumers import case, house_money, notice, register, subsidy
from shared.consumers import Consumers

handlers = Consumers.joined(case.handlers, register.handlers, subsidy.handlers, house_money.handlers, notice.handlers)
