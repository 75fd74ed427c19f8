"""What funds stores, one module per noun."""

from services.funds.tables.clearing import ClearingPayment
from services.funds.tables.disclosure import Disclosure, Seal
from services.funds.tables.grant import EmergencyGrant
from services.funds.tables.ledger import Account, Posting, Transfer, sums_of
from services.funds.tables.log import Cosignature, HeadPlace, LogEntry, LogHead, LogKey, LogNode, LogPending
from services.funds.tables.payment import Payment
from services.funds.tables.row import Row

__all__ = [
    "Account",
    "ClearingPayment",
    "Cosignature",
    "Disclosure",
    "EmergencyGrant",
    "HeadPlace",
    "LogEntry",
    "LogHead",
    "LogKey",
    "LogNode",
    "LogPending",
    "Payment",
    "Posting",
    "Row",
    "Seal",
    "Transfer",
    "sums_of",
]
