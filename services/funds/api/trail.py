"""The audit of funds for auditors."""

from services.funds import schemas
from services.funds.rules.trail import THING_NAMES
from shared.trail import trail_door

HOMES = {"money_finding": "supervision", "money_look": "supervision", "transfer": "ledger", "posting": "ledger"}

router = trail_door("funds", THING_NAMES, schemas, homes=HOMES)
