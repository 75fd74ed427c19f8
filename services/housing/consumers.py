"""Door two: what housing does when something happens elsewhere."""

from services.housing.operations.open_safety_survey import open_safety_survey
from shared.consumers import Consumers
from shared.events.registry import NewPovertyDetected

handlers = Consumers("housing")
handlers.on_many(NewPovertyDetected)(open_safety_survey)
