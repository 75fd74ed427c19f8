"""What officers read of a payment: the bank's reason in Chinese, or its code as it came."""

from datetime import date

import pytest
from services.notifier.rules.payment_words import BANK_REASONS, household_paid, payment_failed

from services.funds.rules.bank_answer import ACCOUNT_CODES

DAY = date(2020, 6, 1)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("AC04", "银行的原因：账户已销户（AC04）。"),
        ("ac06", "银行的原因：账户已冻结（ac06）。"),
        ("not-said", "银行的原因：银行没有给出原因代码。"),
        ("ZZ99", "银行的原因：原因代码 ZZ99。"),
    ],
)
def test_the_bank_s_reason_is_said_in_chinese_or_by_its_code(code, said):
    text = payment_failed(
        place="罗庄街道", about="housing", code=code, failed_on=DAY, task="更正账户", due_on=DAY, link="https://x"
    )
    assert said in text.body.splitlines()


def test_every_reason_that_blames_the_account_has_its_chinese_words():
    assert ACCOUNT_CODES - BANK_REASONS.keys() == set()


def test_a_matter_that_is_new_to_us_is_called_a_subsidy():
    text = household_paid(place="罗庄街道", about="winter-heating", amount_fen=1, paid_on=DAY, link="https://x")
    assert "一户家庭的补助 0.01 元" in text.body
