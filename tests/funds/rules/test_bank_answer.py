"""What the bank may say of a line, and what is made of it; nothing it says pays anybody twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.funds.rules.bank_answer import (
    Line,
    NoAnswers,
    NotAnAnswer,
    Said,
    Taken,
    Trouble,
    blames_account,
    judge,
    read_rows,
    without_doubled,
)
from services.funds.rules.pain_002 import WholeBatch, read_report
from services.funds.rules.payment import PaymentState
from services.funds.rules.payment_batch import LineState

PAID, FAILED, WAITING = Said(2, "N1", True), Said(2, "N1", False), Said(2, "N1", None)


def a_line(state: LineState, payment: PaymentState, *, is_last: bool = True) -> Line:
    return Line(state, 100, payment, is_last)


@pytest.mark.parametrize(
    ("said", "line", "made"),
    [
        (PAID, None, Trouble.UNKNOWN),
        (PAID, a_line(LineState.SENT, PaymentState.SENT), Taken.PAID),
        (FAILED, a_line(LineState.SENT, PaymentState.SENT), Taken.FAILED),
        (WAITING, a_line(LineState.SENT, PaymentState.SENT), Taken.WAITING),
        (PAID._replace(amount_fen=99), a_line(LineState.SENT, PaymentState.SENT), Trouble.AMOUNT),
        (PAID, a_line(LineState.PAID, PaymentState.PAID), Taken.SAID_BEFORE),
        (FAILED, a_line(LineState.PAID, PaymentState.PAID), Trouble.CONTRADICTS),
        (FAILED, a_line(LineState.FAILED, PaymentState.FAILED), Taken.SAID_BEFORE),
        (PAID, a_line(LineState.CANCELLED, PaymentState.APPROVED), Trouble.CANCELLED),
        (PAID, a_line(LineState.FAILED, PaymentState.FAILED), Taken.PAID),
        (PAID, a_line(LineState.FAILED, PaymentState.APPROVED), Taken.PAID),
        (PAID, a_line(LineState.FAILED, PaymentState.SENT, is_last=False), Trouble.PAID_TWICE),
        (PAID, a_line(LineState.FAILED, PaymentState.FAILED, is_last=False), Trouble.PAID_TWICE),
        (PAID, a_line(LineState.FAILED, PaymentState.PAID, is_last=False), Trouble.PAID_TWICE),
        (PAID, a_line(LineState.FAILED, PaymentState.WITHDRAWN), Trouble.WITHDRAWN),
    ],
)
def test_a_line_of_an_answer_is_held_against_what_is_known(said, line, made):
    assert judge(said, line) is made


@given(st.sampled_from(LineState), st.sampled_from(PaymentState), st.booleans(), st.sampled_from([True, False, None]))
def test_no_answer_pays_what_is_paid_withdrawn_or_on_its_way_again(state, payment, is_last, is_paid):
    made = judge(Said(1, "N1", is_paid), Line(state, 100, payment, is_last))
    if made is Taken.PAID:
        assert state is LineState.SENT or (payment in (PaymentState.FAILED, PaymentState.APPROVED) and is_last)


def test_an_answer_that_says_both_of_a_line_is_believed_in_neither():
    sound, doubled = without_doubled([PAID, FAILED, Said(4, "N2", True), Said(5, "N2", True)])
    assert [one.row for one in sound] == [4]
    assert [one.row for one in doubled] == [2, 2]


def test_a_table_is_read_as_banks_write_it():
    grid = [["回执"], ["流水号", "金额", "处理结果", "失败原因"], ["N1", "1,000.00", "成功", ""], ["N2", 5, "退票", "户名不符"]]
    said, wrong = read_rows(grid)
    assert said == [Said(3, "N1", True, 100_000), Said(4, "N2", False, 500, "", "户名不符")]
    assert wrong == []
    assert read_rows([["流水号", "结果"], ["N1", "也许"], ["", "成功"]]) == ([], [2, 3])
    with pytest.raises(NotAnAnswer):
        read_rows([["姓名", "金额"]])
    with pytest.raises(NoAnswers):
        read_rows([["流水号", "结果"]])


def test_the_banks_reason_says_whether_the_account_is_at_fault():
    assert blames_account("AC04", "") and blames_account("", "户名不符") and blames_account("be01", "")
    assert not blames_account("MS03", "账户") and not blames_account("", "系统繁忙")


def a_report(body: str) -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>R1</MsgId></GrpHdr>
{body}</CstmrPmtStsRpt></Document>""".encode()


GROUP = "<OrgnlGrpInfAndSts><OrgnlMsgId>FF-371311-2020-0001</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>"
REASON = "<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>账户已销户</AddtlInf></StsRsnInf>"


def test_an_iso_report_is_read_line_by_line():
    said, wrong = read_report(
        a_report(f"""{GROUP}</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>P</OrgnlPmtInfId>
        <TxInfAndSts><OrgnlEndToEndId>N1</OrgnlEndToEndId><TxSts>ACSC</TxSts>
          <OrgnlTxRef><Amt><InstdAmt Ccy="CNY">12.34</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>
        <TxInfAndSts><OrgnlEndToEndId>N2</OrgnlEndToEndId><TxSts>RJCT</TxSts>{REASON}</TxInfAndSts>
        <TxInfAndSts><OrgnlEndToEndId>N3</OrgnlEndToEndId><TxSts>PDNG</TxSts></TxInfAndSts>
        <TxInfAndSts><TxSts>ACSC</TxSts></TxInfAndSts></OrgnlPmtInfAndSts>""")
    )
    assert said == [Said(1, "N1", True, 1234), Said(2, "N2", False, None, "AC04", "账户已销户"), Said(3, "N3", None)]
    assert wrong == [4]


def test_a_batch_rejected_whole_is_a_failure_of_each_line_and_one_accepted_whole_says_nothing():
    said, _ = read_report(a_report(f"{GROUP}<GrpSts>RJCT</GrpSts>{REASON}</OrgnlGrpInfAndSts>"))
    assert isinstance(said[0], WholeBatch)
    assert (said[0].number, said[0].is_paid, said[0].code) == ("FF-371311-2020-0001", False, "AC04")
    with pytest.raises(NoAnswers):
        read_report(a_report(f"{GROUP}<GrpSts>ACCP</GrpSts></OrgnlGrpInfAndSts>"))


@pytest.mark.parametrize(
    "content",
    [
        b"<not closed",
        b"<Document/>",
        b'<!DOCTYPE lol [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><Document><CstmrPmtStsRpt>&b;</CstmrPmtStsRpt></Document>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><Document/>'.encode("utf-16"),
        b'<?xml version="1.0" encoding="nowhere"?><Document/>',
    ],
)
def test_what_is_no_report_is_refused_before_anything_in_it_unfolds(content):
    with pytest.raises(NotAnAnswer):
        read_report(content)
