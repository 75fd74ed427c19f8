"""A bank's card list: each holder's household found, the same list changing nothing, wrong rows handed back."""

import json

from sqlmodel import select

from services.funds.operations.payee.import_payees import import_payees
from services.funds.rules.payee import PayeeState
from services.funds.tables import Payee
from shared.vault import unseal
from tests.builders.funds import COUNTY, OTHER_VILLAGE, TOWN
from tests.builders.funds_payments import BANK, CASHIER, JULY_1, RECORDER, a_card, a_member, an_id


def a_list(*rows: tuple[int, int]) -> bytes:
    lines = [f"{an_id(person)},王小明,{BANK},402473000018,{a_card(card)}" for person, card in rows]
    return "\n".join(["身份证号,姓名,开户银行,行号,卡号", *lines]).encode("gb18030")


async def test_each_holders_household_is_paid_there_and_the_same_list_changes_nothing(session):
    members = [await a_member(session, at) for at in (1, 2)]

    file = await import_payees(session, a_list((1, 1), (2, 2)), region=TOWN, by=RECORDER, at=JULY_1)
    again = await import_payees(session, a_list((1, 1), (2, 2)), region=TOWN, by=RECORDER, at=JULY_1)

    assert (file.taken, file.unchanged, file.refused) == (2, 0, 0)
    assert (again.taken, again.unchanged, again.refused) == (0, 2, 0)
    payees = (await session.exec(select(Payee))).all()
    assert {payee.household_id for payee in payees} == {member.household_id for member in members}
    assert {payee.state for payee in payees} == {PayeeState.GOOD}


async def test_a_new_card_replaces_the_old_one(session):
    await a_member(session, 1)
    await import_payees(session, a_list((1, 1)), region=TOWN, by=RECORDER, at=JULY_1)

    await import_payees(session, a_list((1, 9)), region=TOWN, by=RECORDER, at=JULY_1)

    payees = (await session.exec(select(Payee).order_by(Payee.id))).all()
    assert [payee.until_on is None for payee in payees] == [False, True]


async def test_wrong_rows_go_back_with_their_reasons_and_the_others_are_taken(session):
    member = await a_member(session, 1)
    await a_member(session, 2, household_id=member.household_id)
    await a_member(session, 3, village=OTHER_VILLAGE)
    content = a_list((1, 1), (2, 2), (3, 3), (4, 4)) + b"\n123,x,y,,12345"

    file = await import_payees(session, content, region=TOWN, by=RECORDER, at=JULY_1)

    assert (file.rows, file.taken, file.refused) == (5, 1, 4)
    reasons = {fault["row"]: fault["reason"] for fault in file.faults}
    assert reasons[3] == "与第 2 行的持卡人同属一户"
    assert reasons[4] == reasons[5] == "本辖区的登记中没有此人"
    back = json.loads(unseal(file.refused_rows_sealed))
    assert [row for row, _ in back] == [3, 4, 5, 6]
    assert an_id(2) not in json.dumps(file.faults)


async def test_one_card_of_two_households_in_a_list_is_said_of_the_second(session):
    for at in (1, 2):
        await a_member(session, at)

    await import_payees(session, a_list((1, 1), (2, 1)), region=COUNTY, by=CASHIER, at=JULY_1)

    findings = [payee.findings for payee in (await session.exec(select(Payee))).all()]
    assert sorted(findings) == [[], ["card-of-other-households"]]
