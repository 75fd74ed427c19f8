"""Who owes a hospital what of a settlement."""

from services.medical.rules.claim import desk_of
from services.medical.rules.receivable import TREATING_HOSPITAL, owed_by

HOSPITAL = "H37131100001"


def a_share(layer, *payers, is_given=False):
    parts = [{"payer": payer, "paid_fen": paid_fen} for payer, paid_fen in payers]
    paid_fen = sum(part["paid_fen"] for part in parts)
    return {
        "layer": layer,
        "title": layer,
        "payer": parts[0]["payer"],
        "payers": parts,
        "paid_fen": paid_fen,
        "is_given": is_given,
    }


def owed(*shares, hospital=HOSPITAL):
    return [(one.layer, one.payer, one.amount_fen) for one in owed_by(shares, hospital=hospital)]


def test_each_of_several_payers_owes_its_own_part():
    split = a_share("zero", ("镇卫生院基金", 500), ("镇财政", 499))

    assert owed(split) == [("zero", "镇卫生院基金", 500), ("zero", "镇财政", 499)]


def test_nobody_owes_what_the_hospital_bears_itself_what_was_paid_elsewhere_or_nothing():
    shares = [
        a_share("reduction", (TREATING_HOSPITAL, 100)),
        a_share("aid", ("基金", 200), is_given=True),
        a_share("rest", ("基金", 0)),
    ]

    assert owed(*shares) == []


def test_a_bill_on_paper_was_paid_by_the_patient_so_nobody_owes_its_hospital():
    share = a_share("basic", ("基金", 1000))

    assert owed(share, hospital=desk_of("371311001001")) == []
    assert owed(share) == [("basic", "基金", 1000)]


def test_a_settlement_of_before_payers_were_told_apart_is_owed_by_its_one_payer():
    old = {name: value for name, value in a_share("basic", ("基金", 1000)).items() if name != "payers"}

    assert owed(old) == [("basic", "基金", 1000)]
