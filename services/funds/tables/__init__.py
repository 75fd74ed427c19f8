"""What funds stores, one module per noun."""

from services.funds.tables.clearing import ClearingPayment
from services.funds.tables.disclosure import Disclosure, Seal
from services.funds.tables.duty import Duty, DutyProof
from services.funds.tables.grant import EmergencyGrant
from services.funds.tables.ledger import Account, Posting, Transfer, sums_of
from services.funds.tables.notice import Notice, NoticeLine, Objection, ObjectionLetter
from services.funds.tables.paper import Paper, PaperContent, PaperRead
from services.funds.tables.payment import Payment
from services.funds.tables.row import Row

__all__ = [
    "Account",
    "ClearingPayment",
    "Disclosure",
    "Duty",
    "DutyProof",
    "EmergencyGrant",
    "Notice",
    "NoticeLine",
    "Objection",
    "ObjectionLetter",
    "Paper",
    "PaperContent",
    "PaperRead",
    "Payment",
    "Posting",
    "Row",
    "Seal",
    "Transfer",
    "sums_of",
]
