"""A payment to a household: how the money was handed over, and whether it came back."""

from enum import StrEnum


class PaymentMethod(StrEnum):
    """How a household gets its money."""

    RESERVE_ON_SITE = "reserve-on-site"


METHOD_NAMES = {PaymentMethod.RESERVE_ON_SITE: "镇街备用金现场发放"}


class PaymentState(StrEnum):
    """Whether the money is with the household."""

    PAID = "paid"
    RETURNED = "returned"


PAYMENT_STATE_NAMES = {PaymentState.PAID: "已发放", PaymentState.RETURNED: "已退回"}
