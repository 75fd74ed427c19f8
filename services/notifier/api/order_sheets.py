"""The columns of orders in Excel."""

from datetime import datetime

from services.notifier.rules import rectification_file as files
from services.notifier.rules.order_rule import Addressee
from services.notifier.rules.place import called
from services.notifier.schemas.order_view import OrderView
from services.notifier.tables import WorkOrder
from shared.html import wall_clock
from shared.workbook import Cell

ORDER_COLUMNS = [
    ("工单尾号", 12), ("种类", 10), ("名称", 24), ("地点", 30), ("区划代码", 16), ("承办单位", 12), ("承办人账号", 14),
    ("办理事项", 40), ("状态", 14), ("第几次", 8), ("派单人", 14), ("派发时间", 18), ("办理期限", 18), ("是否逾期", 10),
    ("接单人", 14), ("接单时间", 18), ("办结人", 14), ("办结时间", 18), ("办理结果", 40), ("检查人", 14), ("检查时间", 18),
    ("依据", 40),
]  # fmt: skip
RECTIFICATION_COLUMNS = [
    (files.NUMBER, 14), (files.PROBLEM, 40), (files.FOUND_BY, 16), (files.MEASURE, 40), (files.REGION, 16), (files.LEVEL, 10),
    (files.DEPARTMENT, 12), (files.HOLDER, 14), (files.DUE, 12), (files.REFERENCE, 30), (files.PAPERS, 20), ("责任单位", 30),
    ("状态", 14), ("整改结果", 40), ("办结人", 14), ("办结时间", 18), ("是否逾期", 10), ("检查人", 14), ("销号时间", 18),
    ("退回次数", 10),
]  # fmt: skip
_LEVEL_NAMES = {Addressee.VILLAGE: "村", Addressee.TOWN: "镇街", Addressee.COUNTY: "县区"}


def order_cells(order: WorkOrder, holder: str) -> list[Cell]:
    view = OrderView.model_validate(order)
    return [
        view.case_short, view.kind_label, view.called, view.place, order.region, view.department_label, holder, order.task,
        view.state_label, order.turn, order.given_by, wall_clock(order.opened_at), wall_clock(order.due_at), _late(view),
        order.accepted_by or "", _moment(order.accepted_at), order.completed_by or "", _moment(order.completed_at),
        order.result or "", order.checked_by or "", _moment(order.checked_at), order.reference,
    ]  # fmt: skip


def rectification_cells(order: WorkOrder, holder: str) -> list[Cell]:
    view = OrderView.model_validate(order)
    number = order.series.removeprefix(files.series_of("")) or view.case_short
    return [
        number, order.problem, order.found_by, order.measure, order.region,
        _LEVEL_NAMES[order.addressee] if order.addressee else "", order.department.label if order.department else "", holder,
        wall_clock(order.due_at)[:10], order.reference, "、".join(order.papers), called(order.region), view.state_label,
        order.result or "", order.completed_by or "", _moment(order.completed_at), _late(view), order.checked_by or "",
        _moment(order.checked_at), order.turn - 1,
    ]  # fmt: skip


def _moment(at: datetime | None) -> str:
    return wall_clock(at) if at else ""


def _late(view: OrderView) -> str:
    return "是" if view.is_overdue or view.is_late else "否"
