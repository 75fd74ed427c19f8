"""The audit of registry for auditors."""

from services.registry import schemas
from services.registry.rules.trail import THING_NAMES, UNTOLD
from shared.trail import trail_door

router = trail_door("registry", THING_NAMES, schemas, untold=UNTOLD)
