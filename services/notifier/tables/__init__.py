"""What notifier stores: who is told, what each office owes, and what became of every message.

No row names a household or a person in need: a case is known by its id. Officers' names and addresses are sealed.
"""

from services.notifier.tables.complaint import (
    Complaint,
    ComplaintLetter,
    ComplaintPaper,
    ComplaintPaperContent,
    ComplaintPaperRead,
    ComplaintReading,
    ComplaintTask,
)
from services.notifier.tables.errand import Errand
from services.notifier.tables.feed import FedEvent, Feed, Progress, Push, Subscriber, Subscription
from services.notifier.tables.inbox import InboxChange, MessageReceipt
from services.notifier.tables.letter import PaperLetter, PrintRun
from services.notifier.tables.line import Line, StrayReceipt
from services.notifier.tables.message import Delivery, HouseholdContact, Message
from services.notifier.tables.order import Dispatch, Escalation, FurtherDispatch, HouseholdMove, OrderCause, WorkOrder
from services.notifier.tables.order_act import OrderAct, OrderPaper, OrderPaperContent, OrderPaperRead, OrderReader
from services.notifier.tables.post import HandOver, Leave, Post
from services.notifier.tables.row import Row
from services.notifier.tables.waiting_call import WaitingCall
from services.notifier.tables.weekly_report import WeeklyReport, WeeklyReportDocument

__all__ = [
    "Complaint",
    "ComplaintLetter",
    "ComplaintPaper",
    "ComplaintPaperContent",
    "ComplaintPaperRead",
    "ComplaintReading",
    "ComplaintTask",
    "Delivery",
    "Dispatch",
    "Errand",
    "Escalation",
    "FedEvent",
    "Feed",
    "FurtherDispatch",
    "HandOver",
    "HouseholdContact",
    "HouseholdMove",
    "InboxChange",
    "Leave",
    "Line",
    "Message",
    "MessageReceipt",
    "OrderAct",
    "OrderCause",
    "OrderPaper",
    "OrderPaperContent",
    "OrderPaperRead",
    "OrderReader",
    "PaperLetter",
    "Post",
    "PrintRun",
    "Progress",
    "Push",
    "Row",
    "StrayReceipt",
    "Subscriber",
    "Subscription",
    "WaitingCall",
    "WeeklyReport",
    "WeeklyReportDocument",
    "WorkOrder",
]
