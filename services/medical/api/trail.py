"""The audit of medical for auditors."""

from services.medical import schemas
from services.medical.rules.trail import THING_NAMES, UNTOLD
from shared.trail import trail_door

router = trail_door("medical", THING_NAMES, schemas, untold=UNTOLD)
