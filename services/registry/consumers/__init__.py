"""Door two: what other services and departments say, as registry's own verbs; one module per subject."""

from services.registry.consumers import case_steps, detection, doubles, following, judging, monitoring, quality, walking
from shared.consumers import Consumers

handlers = Consumers.joined(
    detection.handlers,
    case_steps.handlers,
    judging.handlers,
    monitoring.handlers,
    following.handlers,
    quality.handlers,
    doubles.handlers,
    walking.handlers,
)
