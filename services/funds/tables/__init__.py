"""What funds stores, one module per noun."""

from services.funds.tables.clearing import ClearingPayment
from services.funds.tables.disclosure import Disclosure, Seal
from services.funds.tables.grant import EmergencyGrant
from services.funds.tables.household import DoubleDip, HouseholdMember, HouseholdStatement
from services.funds.tables.ledger import Account, Posting, Transfer, sums_of
from services.funds.tables.payee import Payee, PayeeFile
from services.funds.tables.payment import Payment, PaymentSignature
from services.funds.tables.payment_batch import BankAnswer, BatchFile, BatchFileRead, BatchLine, PayingAccount, PaymentBatch
from services.funds.tables.payment_request import PaymentRequest
from services.funds.tables.row import Row

__all__ = [
    "Account",
    "BankAnswer",
    "BatchFile",
    "BatchFileRead",
    "BatchLine",
    "ClearingPayment",
    "Disclosure",
    "DoubleDip",
    "EmergencyGrant",
    "HouseholdMember",
    "HouseholdStatement",
    "Payee",
    "PayeeFile",
    "PayingAccount",
    "Payment",
    "PaymentBatch",
    "PaymentRequest",
    "PaymentSignature",
    "Posting",
    "Row",
    "Seal",
    "Transfer",
    "sums_of",
]
