"""What funds stores, one module per noun."""

from services.funds.tables.bank import BankAccount, BankDifference, BankLine, BankMatch, BankStatement
from services.funds.tables.clearing import ClearingPayment
from services.funds.tables.disclosure import Disclosure, Seal
from services.funds.tables.grant import EmergencyGrant
from services.funds.tables.ledger import Account, Posting, Transfer, sums_of
from services.funds.tables.payment import Payment
from services.funds.tables.period import BookPeriod
from services.funds.tables.row import Row

__all__ = [
    "Account",
    "BankAccount",
    "BankDifference",
    "BankLine",
    "BankMatch",
    "BankStatement",
    "BookPeriod",
    "ClearingPayment",
    "Disclosure",
    "EmergencyGrant",
    "Payment",
    "Posting",
    "Row",
    "Seal",
    "Transfer",
    "sums_of",
]
