"""The audit of notifier for auditors."""

from services.notifier import schemas
from services.notifier.rules.trail import THING_NAMES
from shared.trail import trail_door

router = trail_door("notifier", THING_NAMES, schemas)
