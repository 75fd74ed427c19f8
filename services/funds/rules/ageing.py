"""Ages in steps: how long money lies, and how long things wait."""

from collections.abc import Sequence
from typing import NamedTuple


class Step(NamedTuple):
    """From so many days on, until the next step."""

    key: str
    least: int
    name: str


IDLE_DAYS = (
    Step("d0", 0, "30 天以内"),
    Step("d31", 31, "31 至 90 天"),
    Step("d91", 91, "91 至 180 天"),
    Step("d181", 181, "181 天至一年"),
    Step("d366", 366, "一年至两年"),
    Step("d731", 731, "两年以上"),
)
WAITING_DAYS = (
    Step("w0", 0, "5 个工作日以内"),
    Step("w6", 6, "6 至 10 个工作日"),
    Step("w11", 11, "11 至 20 个工作日"),
    Step("w21", 21, "21 至 60 个工作日"),
    Step("w61", 61, "60 个工作日以上"),
)

STAGE_NAMES = {
    "payment-asked": "到户发放待审核",
    "payment-approved": "到户发放待送银行",
    "payment-sent": "到户发放待银行回执",
    "payment-failed": "到户发放失败待改正",
    "supplier-payment": "项目付款待复核",
    "asset-due": "资产收益逾期未收",
}
"""Everything that waits, in the order of a payment's life."""


def step_of(days: int, steps: Sequence[Step]) -> Step:
    """The last step that begins by then."""
    return [step for step in steps if step.least <= max(days, 0)][-1]
