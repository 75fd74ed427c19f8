"""What funds stores, one module per noun."""

from services.funds.tables.asset import Asset, AssetHandOver, AssetNumber, AssetSource, AssetTitle
from services.funds.tables.asset_care import AssetDisposal, AssetInspection, AssetWear, DisposalDecision
from services.funds.tables.asset_income import AssetContract, AssetDue, AssetReceipt, Generation
from services.funds.tables.clearing import ClearingPayment
from services.funds.tables.disclosure import Disclosure, Seal
from services.funds.tables.distribution import DistributionPlan, DistributionShare
from services.funds.tables.duty import Duty, DutyProof
from services.funds.tables.grant import EmergencyGrant
from services.funds.tables.ledger import Account, Posting, Transfer, sums_of
from services.funds.tables.notice import Notice, NoticeLine, Objection, ObjectionLetter
from services.funds.tables.paper import Paper, PaperContent, PaperRead
from services.funds.tables.payment import Payment
from services.funds.tables.row import Row

__all__ = [
    "Account",
    "Asset",
    "AssetContract",
    "AssetDisposal",
    "AssetDue",
    "AssetHandOver",
    "AssetInspection",
    "AssetNumber",
    "AssetReceipt",
    "AssetSource",
    "AssetTitle",
    "AssetWear",
    "ClearingPayment",
    "Disclosure",
    "DisposalDecision",
    "DistributionPlan",
    "DistributionShare",
    "Duty",
    "DutyProof",
    "EmergencyGrant",
    "Generation",
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
