"""Whose account money may go to: what must be looked at, what is only said."""

from datetime import date

import pytest

from services.funds.rules import payee
from services.funds.rules.payee import (
    DecidedByItsRecorder,
    InvalidCard,
    Known,
    PayeeDecided,
    PayeeFinding,
    PayeeState,
    Standing,
    StartsBeforeTheLast,
    card_of,
    decide,
    findings_of,
    state_of,
)
from services.funds.rules.payee_file import read_card, rows_of
from shared.cells import Fault
from tests.builders.funds_payments import a_card, an_id

SOUND = a_card(1)
OWN = Known(Standing.MEMBER, (), 0)


def test_a_members_own_sound_card_is_good():
    assert findings_of(SOUND, "王小明", OWN) == []
    assert state_of([]) is PayeeState.GOOD


@pytest.mark.parametrize(
    ("known", "finding", "state"),
    [
        (Known(Standing.STRANGER, (), 0), PayeeFinding.HOLDER_NOT_MEMBER, PayeeState.LOOK),
        (Known(Standing.FORMER, (), 0), PayeeFinding.HOLDER_LEFT, PayeeState.LOOK),
        (Known(Standing.UNKNOWN, (), 0), PayeeFinding.HOUSEHOLD_UNKNOWN, PayeeState.LOOK),
        (Known(Standing.MEMBER, {"王晓明"}, 0), PayeeFinding.NAME_DIFFERS, PayeeState.LOOK),
        (Known(Standing.MEMBER, {"王小明"}, 2), PayeeFinding.CARD_OF_OTHERS, PayeeState.GOOD),
    ],
)
def test_who_holds_the_card_decides_whether_a_person_must_look(known, finding, state):
    assert findings_of(SOUND, "王小明", known) == [finding]
    assert state_of([finding]) is state


def test_a_wrong_check_digit_is_said_and_a_passbook_is_not_refused():
    wrong = SOUND[:-1] + str((int(SOUND[-1]) + 1) % 10)
    assert findings_of(wrong, "王小明", OWN) == [PayeeFinding.WEAK_NUMBER]
    assert findings_of("901234567890123", "王小明", OWN) == [PayeeFinding.UNUSUAL_NUMBER]


def test_a_card_is_read_as_people_write_it_and_never_repeated():
    assert card_of("6217 0012 3456-7890 127") == "6217001234567890127"
    assert card_of("６２１７００１２３４５６７８９０１２７") == "6217001234567890127"
    for wrong in ("62170012345", "6217O01234567890127", "6" * 33, "٦٢١٧٠٠١٢٣٤٥٦٧٨٩٠"):
        with pytest.raises(InvalidCard) as refused:
            card_of(wrong)
        assert wrong not in str(refused.value.facts)


def test_who_recorded_an_account_does_not_settle_its_doubts():
    with pytest.raises(DecidedByItsRecorder):
        decide(PayeeState.LOOK, is_current=True, recorded_by="甲", by="甲", is_good=True)
    assert decide(PayeeState.LOOK, is_current=True, recorded_by="甲", by="乙", is_good=False) is PayeeState.REFUSED
    with pytest.raises(PayeeDecided):
        decide(PayeeState.GOOD, is_current=True, recorded_by="甲", by="乙", is_good=True)
    with pytest.raises(PayeeDecided):
        decide(PayeeState.LOOK, is_current=False, recorded_by="甲", by="乙", is_good=True)


def test_accounts_follow_each_other_in_time():
    payee.must_follow(date(2020, 7, 1), date(2020, 7, 1))
    with pytest.raises(StartsBeforeTheLast):
        payee.must_follow(date(2020, 6, 30), date(2020, 7, 1))


def test_a_row_of_a_card_list_is_read_whatever_the_bank_calls_its_columns():
    grid = [["一卡通发卡名单"], ["持卡人", "证件号码", "开户行", "银行卡号"], ["王小明", an_id(1), "农商行", SOUND]]
    [row] = rows_of(grid)
    card = read_card(row, on=date(2020, 7, 1))
    assert (card.name, card.id_number, card.bank, card.card, card.bank_code) == ("王小明", an_id(1), "农商行", SOUND, "")


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("卡号", 6217001234567890127, "号码存成了数字"),
        ("卡号", "12345", "应为 12 至 32 位"),
        ("身份证号", an_id(1)[:-1] + ("1" if an_id(1)[-1] == "0" else "0"), "校验码不符"),
        ("姓名", "", "没有填写"),
        ("行号", "123", "12 位数字"),
        ("启用日期", "2030-01-01", "今天或以前"),
    ],
)
def test_a_wrong_cell_is_named_with_its_reason(column, value, reason):
    sound = {"身份证号": an_id(1), "姓名": "王小明", "开户银行": "农商行", "卡号": SOUND, "行号": "", "启用日期": ""} | {
        column: value
    }
    [row] = rows_of([list(sound), list(sound.values())])
    faults = read_card(row, on=date(2020, 7, 1))
    assert [type(fault) for fault in faults] == [Fault]
    assert (faults[0].row, faults[0].column) == (2, column)
    assert reason in faults[0].reason
