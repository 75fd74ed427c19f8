import json
from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import loan_file as rules
from services.funds.rules.loan import EntryKind
from services.funds.rules.loan_file import BALANCE, NUMBER, PRINCIPAL, LoanRow
from services.funds.rules.loan_life import check_drawing, check_repaying
from services.funds.store.loan import lock_loans_numbered
from services.funds.store.loan_account import Noted, draw, repay
from services.funds.store.loan_telling import list_entries_by_loan
from services.funds.tables import Loan, LoanEntry, LoanFile
from shared.cells import Fault, text_of
from shared.clock import china
from shared.errors import Refusal
from shared.grid import read_grid
from shared.security import Principal
from shared.vault import seal


async def import_entries(
    session: AsyncSession, content: bytes, *, county: str, bank: str, by: Principal, at: datetime
) -> LoanFile:
    """Take in a bank's list of a month: what was lent and repaid on each loan. What is known already changes nothing; a row that
    is wrong goes back; the others are taken, the earliest day first.

    Raises OutsideRegion, the refusals of `shared.grid`, NotALoanList, NoLoanRows.
    """
    on = china(at).date()
    by.must_cover(county, pointer="/county")
    rows = rules.rows_of(read_grid(content, rows=rules.ROWS))
    read = [rules.read_row(row, on=on) for row in rows]
    sound = sorted((one for one in read if isinstance(one, LoanRow)), key=lambda row: (row.on, row.row))
    loans = await lock_loans_numbered(session, {row.number for row in sound}, bank=bank)
    known = await list_entries_by_loan(session, [loan.id for loan in loans.values()])

    file = LoanFile(
        region=county, bank=bank, rows=len(rows), taken=0, unchanged=0, refused=0, uploaded_by=by.subject, uploaded_at=at
    )
    faults = [fault for one in read if isinstance(one, list) for fault in one]
    taken: list[tuple[LoanRow, Loan]] = []
    unchanged = 0
    left = {loan.id: loan.outstanding_fen for loan in loans.values()}
    for row in sound:
        loan = loans.get(row.number)
        if loan is None or loan.county != county:
            faults.append(Fault(row.row, NUMBER, f"{bank}在本县区没有这个编号的贷款", "请核对贷款编号与银行"))
        elif _is_known(row, known[loan.id]):
            unchanged += 1
        elif fault := _fault(
            row, loan, left[loan.id], is_drawn=any(loan is drawn for each, drawn in taken if _draws(each)), on=on
        ):
            faults.append(fault)
        else:
            left[loan.id] += row.principal_fen if _draws(row) else -row.principal_fen
            taken.append((row, loan))

    wrong = {fault.row for fault in faults}
    back = [(row.number, {column: text_of(cell) for column, cell in row.cells.items()}) for row in rows if row.number in wrong]
    file.taken, file.unchanged, file.refused = len(taken), unchanged, len(wrong)
    file.faults = [vars(fault) for fault in sorted(faults, key=lambda fault: fault.row)]
    file.refused_rows_sealed = seal(json.dumps(back, ensure_ascii=False)) if back else None
    session.add(file)
    await session.flush()
    for row, loan in taken:
        noted = Noted(row.on, by.subject, at, row.reference, file.id)
        if _draws(row):
            await draw(session, loan, noted, amount_fen=row.principal_fen)
        else:
            await repay(session, loan, noted, principal_fen=row.principal_fen, interest_fen=row.interest_fen)
    return file


def _draws(row: LoanRow) -> bool:
    return row.kind is EntryKind.DRAWN


def _is_known(row: LoanRow, entries: Sequence[LoanEntry]) -> bool:
    """By the bank's own number of the movement; without one, by day, kind and amounts."""
    if row.reference:
        return any(entry.reference == row.reference for entry in entries)
    principal = row.principal_fen if _draws(row) else -row.principal_fen
    same = (row.on, row.kind, principal, row.interest_fen)
    taken_back = {entry.reverses_id for entry in entries}
    return any(
        (entry.on_day, entry.kind, entry.principal_fen, entry.interest_fen) == same
        for entry in entries
        if entry.id not in taken_back
    )


def _fault(row: LoanRow, loan: Loan, outstanding_fen: int, *, is_drawn: bool, on: date) -> Fault | None:
    """What only shows when the row is held against its loan and the rows before it."""
    if _draws(row) and loan.renews_id is not None:
        return Fault(row.row, NUMBER, "这是一笔续贷", "续贷的放款请在平台逐笔登记，原贷款随之结清")
    try:
        if _draws(row):
            check_drawing(
                state=loan.state,
                drawn_on=row.on,
                signed_on=loan.signed_on,
                amount_fen=row.principal_fen,
                granted_fen=loan.granted_fen,
                on=on,
            )
        elif not is_drawn:
            check_repaying(
                state=loan.state,
                repaid_on=row.on,
                drawn_on=loan.drawn_on,
                principal_fen=row.principal_fen,
                outstanding_fen=outstanding_fen,
                on=on,
            )
        elif row.principal_fen > outstanding_fen:
            return Fault(row.row, PRINCIPAL, "还款超过未还本金", "请核对本金与利息的拆分")
    except Refusal as refusal:
        return Fault(row.row, PRINCIPAL, refusal.title, refusal.mend or "请核对这笔贷款在平台上的情况")
    after = outstanding_fen + (row.principal_fen if _draws(row) else -row.principal_fen)
    if row.balance_fen is not None and row.balance_fen != after:
        return Fault(row.row, BALANCE, "余额与平台的账不符", "请核对此前的发生额是否都已提交，再核对本行")
    return None
