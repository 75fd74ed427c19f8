"""Loans from before the platform, as tests say them: a bank's list, looked at by one person and taken in by another."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.old_loan.take_old_loans import take_old_loans
from services.funds.operations.old_loan.upload_old_loans import upload_old_loans
from services.funds.rules import old_loan_file as files
from services.funds.schemas.old_loan import OldLoansUpload, TakeOldLoans
from services.funds.tables import OldLoanList
from shared.money import yuan
from shared.security import Principal
from tests.builders.funds import COUNTY, COUNTY_OFFICER
from tests.builders.funds_loans import BANK, SECOND, at
from tests.builders.funds_payments import an_id

COLUMNS = files.COLUMNS
READ_ON = "2020-04-01"
AS_OF = date(2020, 3, 31)


def a_row(contract: str = "罗农商借字2019第0001号", **cells: str) -> str:
    """Fifty thousand lent to the first person on 10 June 2019 for a year at 4.35 %, subsidised until 20 December: 194 days."""
    told = {
        "借款合同号": contract,
        "身份证号": an_id(1),
        "姓名": "王小明",
        "贷款类别": "扶贫小额信贷",
        "用途": "养殖",
        "放款金额": "50000.00",
        "放款日期": "2019-06-10",
        "到期日期": "2020-06-09",
        "年利率": "4.35",
        "贷款余额": "50000.00",
        "贴息起": "2019-06-10",
        "贴息止": "2019-12-20",
        "已贴息金额": "1172.08",
    }
    return _line(told | cells)


def an_enterprises_row(contract: str = "罗农商借字2019第9001号", **cells: str) -> str:
    """A million lent to an enterprise at 5.22 %, of which three per cent are subsidised."""
    told = {
        "身份证号": "",
        "姓名": "",
        "经营主体": "某某农业科技有限公司",
        "统一社会信用代码": "91371311MA3C000003",
        "所在村代码": "371311001001",
        "贷款类别": "driver",
        "用途": "working-capital",
        "放款金额": "1000000.00",
        "贷款余额": "1000000.00",
        "年利率": "5.22",
        "已贴息金额": "16166.67",
    }
    return a_row(contract, **(told | cells))


def another_row(contract: str = "罗农商借字2019第0001号", **cells: str) -> str:
    """A further row of a contract: nothing but what is named."""
    return _line({"借款合同号": contract} | cells)


def _line(told: dict[str, str]) -> str:
    assert told.keys() <= set(COLUMNS), told.keys() - set(COLUMNS)
    return ",".join(told.get(column, "") for column in COLUMNS)


def a_list(*rows: str) -> bytes:
    return "\n".join([",".join(COLUMNS), *rows]).encode()


async def uploaded(session: AsyncSession, *rows: str, as_of_on: date = AS_OF, on: str = READ_ON) -> OldLoanList:
    form = OldLoansUpload(county=COUNTY, bank=BANK, as_of_on=as_of_on)
    return await upload_old_loans(session, a_list(*rows), form, by=COUNTY_OFFICER, at=at(on))


async def taken(
    session: AsyncSession, listed: OldLoanList, *, by: Principal = SECOND, on: str = READ_ON, leave_out_refused: bool = False
) -> OldLoanList:
    seen = TakeOldLoans(loans=listed.loans, outstanding_yuan=yuan(listed.outstanding_fen), leave_out_refused=leave_out_refused)
    return await take_old_loans(session, listed.id, seen, by=by, at=at(on))
