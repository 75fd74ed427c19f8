"""What funds stores, one module per noun."""

from services.funds.tables.allocation import Allocation, AllocationShare
from services.funds.tables.budget import BudgetYear, MoneyReceipt, NumberSeries
from services.funds.tables.budget_line import BudgetAdjustment, BudgetLine, BudgetMove
from services.funds.tables.clearing import ClearingPayment
from services.funds.tables.disclosure import Disclosure, Seal
from services.funds.tables.donation import Donation, DonationDraw, DonationFund, DonationUse
from services.funds.tables.grant import EmergencyGrant
from services.funds.tables.ledger import Account, Posting, Transfer, sums_of
from services.funds.tables.payment import Payment
from services.funds.tables.row import Row

__all__ = [
    "Account",
    "Allocation",
    "AllocationShare",
    "BudgetAdjustment",
    "BudgetLine",
    "BudgetMove",
    "BudgetYear",
    "ClearingPayment",
    "Disclosure",
    "Donation",
    "DonationDraw",
    "DonationFund",
    "DonationUse",
    "EmergencyGrant",
    "MoneyReceipt",
    "NumberSeries",
    "Payment",
    "Posting",
    "Row",
    "Seal",
    "Transfer",
    "sums_of",
]
