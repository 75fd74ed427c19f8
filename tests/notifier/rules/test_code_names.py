"""What officers read of codes: the bank's reason in Chinese, or its code as it came."""

import pytest

from services.funds.rules.bank_answer import ACCOUNT_CODES
from services.notifier.rules.code_names import BANK_REASONS, bank_reason, department_name, held_reason, matter_name, why_recovered


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("AC04", "账户已销户（AC04）"),
        ("ac06", "账户已冻结（ac06）"),
        ("not-said", "银行没有给出原因代码"),
        ("ZZ99", "原因代码 ZZ99"),
    ],
)
def test_the_bank_s_reason_is_said_in_chinese_or_by_its_code(code, said):
    assert bank_reason(code) == said


def test_every_reason_that_blames_the_account_has_its_chinese_words():
    assert ACCOUNT_CODES - BANK_REASONS.keys() == set()


def test_a_code_that_is_new_to_us_is_not_hidden():
    assert matter_name("winter-heating") == "补助"
    assert (held_reason("no-such"), department_name("no-such")) == ("原因代码 no-such", "no-such")
    assert why_recovered("no-such") == "其他"
