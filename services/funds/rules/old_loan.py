"""Loans from before the platform (存量贷款): a list of them as it is looked at and taken in, its loans put together from rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.funds.rules.loan import months_between
from services.funds.rules.old_loan_file import CONTRACT, LOAN_CLASS, OldLoanRow, Paid, Subsidised, Terms
from shared.cells import Fault
from shared.errors import Conflict, NotFound, Unprocessable


class OldListState(StrEnum):
    """A list is looked at, then taken in by another person, once."""

    DRAFT = "draft"
    TAKEN = "taken"
    DISCARDED = "discarded"


OLD_LIST_STATE_NAMES = {
    OldListState.DRAFT: "待接收",
    OldListState.TAKEN: "已接收",
    OldListState.DISCARDED: "已作废",
}


class AsOfInTheFuture(Unprocessable):
    """清单的截止日期在将来"""

    mend = "请填写银行出具清单的日期"


class NoSuchOldLoanList(NotFound):
    """没有这份存量贷款清单"""


class OldLoanListClosed(Conflict):
    """这份存量贷款清单已经接收或作废"""

    mend = "请查看其状态；如有遗漏的贷款，请另行提交清单"


class OldLoanListHasFaults(Conflict):
    """清单中还有未更正的行"""

    mend = "请更正退回的行后重新提交整份清单；先接收其余各笔的，写明 leave_out_refused"


class NoOldLoanSound(Conflict):
    """清单中没有可以接收的贷款"""

    mend = "请更正退回的行后重新提交"


class OldLoanListChanged(Conflict):
    """笔数或余额与所核对的不符"""

    mend = "请重新查看清单，并以最新的笔数和余额合计接收"


class ContractKnown(Conflict):
    """清单中的合同已经在平台登记"""

    mend = "请作废这份清单，去掉 contracts 所列的合同后重新提交"


@dataclass(frozen=True, slots=True)
class OldLoan:
    """A contract with all its rows."""

    rows: tuple[int, ...]
    contract: str
    terms: Terms
    paid: tuple[Paid, ...]
    subsidised: tuple[Subsidised, ...]
    says_none: bool

    @property
    def row(self) -> int:
        return self.rows[0]

    @property
    def first_due_on(self) -> date:
        return self.terms.first_due_on or self.terms.due_on

    @property
    def months(self) -> int:
        """The term of the contract, without what it was extended by."""
        return months_between(self.terms.drawn_on, self.first_due_on)


def together(rows: Sequence[OldLoanRow]) -> tuple[list[OldLoan], list[Fault]]:
    """The loans of a list, by contract as they come; and what is wrong with how its rows belong together."""
    by_contract: dict[str, list[OldLoanRow]] = {}
    for row in rows:
        by_contract.setdefault(row.contract, []).append(row)
    loans, faults = [], []
    for contract, mine in by_contract.items():
        head = mine[0]
        if head.terms is None:
            faults.append(
                Fault(head.row, LOAN_CLASS, "这份合同的第一行没有合同内容", "同一合同的第一行写全合同内容，其后可以留空")
            )
            continue
        other = next((row for row in mine[1:] if row.terms is not None and row.terms != head.terms), None)
        if other is not None:
            faults.append(Fault(other.row, CONTRACT, f"合同内容与第 {head.row} 行不同", "同一合同的各行合同内容须相同，或者留空"))
            continue
        loans.append(
            OldLoan(
                tuple(row.row for row in mine),
                contract,
                head.terms,
                tuple(row.paid for row in mine if row.paid),
                tuple(sorted((row.subsidised for row in mine if row.subsidised), key=lambda each: each.from_on)),
                any(row.says_none for row in mine),
            )
        )
    return loans, faults


def must_be_draft(state: OldListState) -> None:
    """Raises OldLoanListClosed."""
    if state is not OldListState.DRAFT:
        raise OldLoanListClosed(state=OLD_LIST_STATE_NAMES[state])


def must_be_takeable(
    state: OldListState, *, seen: tuple[int, int], there: tuple[int, int], refused: int, leaves_out_refused: bool
) -> None:
    """Whoever takes a list in says what they saw: loans, and what is owed of them in fen.

    Raises OldLoanListClosed, NoOldLoanSound, OldLoanListHasFaults, OldLoanListChanged.
    """
    must_be_draft(state)
    if there[0] == 0:
        raise NoOldLoanSound
    if refused and not leaves_out_refused:
        raise OldLoanListHasFaults(pointer="/leave_out_refused", refused=refused)
    if seen != there:
        raise OldLoanListChanged(loans=there[0], outstanding_fen=there[1])


def must_be_unknown(contracts: Sequence[str]) -> None:
    """Contracts of the list that the platform knows by now. Raises ContractKnown."""
    if contracts:
        raise ContractKnown(contracts=sorted(contracts))
