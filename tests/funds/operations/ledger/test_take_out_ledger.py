import pytest
from sqlmodel import select

from services.funds.operations.ledger.take_out_ledger import take_out_ledger
from services.funds.rules.books import NotAWholeCounty
from services.funds.rules.ledger_file import LedgerForm, line_of
from services.funds.tables import LedgerExport
from shared.security import OutsideRegion, Principal, Role
from tests.builders.funds import COUNTY, TOWN, a_filled_pool
from tests.builders.funds_payments import JULY_1

AUDITOR = Principal("审计员", Role.AUDITOR, COUNTY)


async def test_whoever_takes_it_out_leaves_a_trace_of_where_every_account_stood(session):
    await a_filled_pool(session)
    snapshot = await take_out_ledger(session, COUNTY, LedgerForm.CSV, reason="年度审计", by=AUDITOR, at=JULY_1)

    [trace] = await session.exec(select(LedgerExport))
    assert (trace.taken_by, trace.reason, trace.accounts, trace.postings) == ("审计员", "年度审计", 2, 2)
    assert len(trace.accounts_sha256) == 64
    assert sorted(snapshot.last_lines.values()) == [1, 1]


async def test_neither_another_county_nor_a_part_of_one_is_taken_out(session):
    with pytest.raises(OutsideRegion):
        await take_out_ledger(session, "371312", LedgerForm.CSV, reason="审计", by=AUDITOR, at=JULY_1)
    of_town = Principal("审计员", Role.AUDITOR, TOWN)
    with pytest.raises((OutsideRegion, NotAWholeCounty)):
        await take_out_ledger(session, COUNTY, LedgerForm.CSV, reason="审计", by=of_town, at=JULY_1)


@pytest.mark.parametrize(
    ("value", "written"),
    [("平", "平"), ("a,b", '"a,b"'), ('说"好"', '"说""好"""'), ("两\n行", '"两\n行"'), (None, ""), (True, "true"), (-5, "-5")],
)
def test_a_value_is_written_so_that_programs_read_it_back(value, written):
    assert line_of(LedgerForm.CSV, ("a", "b"), (value, 1)).decode() == f"{written},1\r\n"
