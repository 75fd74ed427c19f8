"""What the bank reads: the same bytes for the same batch, whole sums, and a message that its schema knows."""

import csv
import io
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from services.funds.rules.bank_file import NAMESPACE, Batch, Order, Payer, as_csv, as_pain_001
from services.funds.rules.payment_batch import BankCodeMissing, batch_number, line_number
from shared import clock

GOLDEN = Path(__file__).with_name("pain.001.001.09.xml")
"""Valid against the schema of pain.001.001.09 (see services/funds/decisions.md, payments): who changes it proves that anew."""
PAYER = Payer("罗庄区财政局", "80101000000123456", "罗庄农村商业银行", "402473000018")


def a_batch(*, bank_code: str = "402473000018") -> Batch:
    orders = [
        Order("FF371311202000070001", "王小明", "6217001234567890127", "罗庄农商行", "402473000018", 1_400_000, "危房改造 2020"),
        Order("FF371311202000070002", "=HYPER<&>", "901234567890123", '行,"引号"', bank_code, 1, "专项补助 2020-06"),
    ]
    return Batch("FF-371311-2020-0007", PAYER, orders, datetime(2020, 7, 1, 10, 0, tzinfo=clock.CHINA), date(2020, 7, 2))


def test_numbers_are_what_the_bank_gives_back():
    assert batch_number("371311", 2020, 7) == "FF-371311-2020-0007"
    assert line_number("FF-371311-2020-0007", 12) == "FF371311202000070012"
    assert len(line_number(batch_number("371311", 2020, 99_999), 2_000)) <= 35


def test_a_csv_says_its_count_and_sum_before_its_lines():
    rows = list(csv.reader(io.StringIO(as_csv(a_batch()).decode("utf-8-sig"), newline="")))
    assert rows[1][:3] == ["FF-371311-2020-0007", "2", "14000.01"]
    assert rows[3] == [
        "1",
        "FF371311202000070001",
        "王小明",
        "6217001234567890127",
        "罗庄农商行",
        "402473000018",
        "14000.00",
        "危房改造 2020",
    ]
    assert rows[4][4] == '行,"引号"'
    assert as_csv(a_batch()) == as_csv(a_batch())


def test_a_message_is_the_golden_one_that_its_schema_was_held_against():
    assert as_pain_001(a_batch()) == GOLDEN.read_bytes()


def test_a_messages_sums_are_those_of_its_lines_at_both_levels():
    document = ET.fromstring(as_pain_001(a_batch()))  # noqa: S314  our own
    spaces = {"p": NAMESPACE}
    assert [each.text for each in document.iterfind(".//p:CtrlSum", spaces)] == ["14000.01", "14000.01"]
    assert [each.text for each in document.iterfind(".//p:NbOfTxs", spaces)] == ["2", "2"]
    assert [each.text for each in document.iterfind(".//p:InstdAmt", spaces)] == ["14000.00", "0.01"]


def test_a_message_needs_every_banks_clearing_number_and_names_the_lines_without():
    with pytest.raises(BankCodeMissing) as refused:
        as_pain_001(a_batch(bank_code=""))
    assert refused.value.facts == {"lines": [2]}
