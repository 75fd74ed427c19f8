"""What becomes of each payer when a bill is settled anew."""

from services.medical.rules.difference import Difference, differences, summed


def test_what_one_pays_less_another_pays_more():
    told = differences({"basic": 100, "aid": 0, "patient": 50}, {"basic": 100, "aid": 30, "patient": 20})

    assert [(one.payer, one.difference_fen) for one in told] == [("basic", 0), ("aid", 30), ("patient", -30)]
    assert sum(one.difference_fen for one in told) == 0


def test_a_payer_that_the_old_bill_did_not_know_is_told_too():
    assert differences({"patient": 50}, {"aid": 30, "patient": 20})[1] == Difference("aid", 0, 30)


def test_several_bills_are_netted_payer_by_payer():
    assert summed([[Difference("aid", 0, 30)], [Difference("aid", 10, 5), Difference("patient", 1, 2)]]) == [
        Difference("aid", 10, 35), Difference("patient", 1, 2),
    ]  # fmt: skip
