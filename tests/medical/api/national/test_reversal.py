"""2601: a message whose outcome nobody knows is taken back, once, whether it arrived or not."""

from sqlalchemy import text

from tests.builders.national import a_certificate, a_message, a_msgid, a_settlement


async def standing(session, mdtrt_id: str | None = None) -> int:
    query = "SELECT count(*) FROM settlement s WHERE NOT EXISTS (SELECT FROM reversal r WHERE r.settlement_id = s.id)"
    return (await session.execute(text(query))).scalar_one()


def taking_back(omsgid: str, oinfno: str, psn_no: str | None = None):
    return {"data": {"psn_no": psn_no, "omsgid": omsgid, "oinfno": oinfno}}


async def test_a_settlement_is_taken_back_by_its_message(his, session):
    psn_no, mdtrt_id = await his.discharged()
    msgid = a_msgid()
    await his.output("2304", {"data": a_settlement(psn_no, mdtrt_id)}, msgid=msgid)

    first = await his.ask("2601", taking_back(msgid, "2304", psn_no))
    again = await his.ask("2601", taking_back(msgid, "2304", psn_no))

    assert (first["output"], first["warn_msg"]) == ({}, "结算已冲正")
    assert "此前已经撤销" in again["warn_msg"]
    assert await standing(session) == 0
    assert (await his.output("2304", {"data": a_settlement(psn_no, mdtrt_id)}))["setlinfo"]["psn_part_amt"]


async def test_what_never_arrived_is_said_so_and_may_not_arrive_later(his, session):
    psn_no, mdtrt_id = await his.discharged()
    late = a_message("2304", {"data": a_settlement(psn_no, mdtrt_id)})

    first = await his.ask("2601", taking_back(late["msgid"], "2304", psn_no))
    again = await his.ask("2601", taking_back(late["msgid"], "2304", psn_no))

    assert "没有到达" in first["warn_msg"] and first["warn_msg"] == again["warn_msg"]
    arrived = (await his.client.post("/nhsa/2304", json=late)).json()
    assert (arrived["infcode"], arrived["problem"]["code"]) == ("-1", "message-id-used")
    assert await standing(session) == 0


async def test_what_was_refused_needs_no_taking_back(his):
    psn_no, mdtrt_id = await his.discharged()
    msgid = a_msgid()
    await his.refused("2304", {"data": a_settlement(psn_no, mdtrt_id, "1.00")}, msgid=msgid)

    assert "已被退回" in (await his.ask("2601", taking_back(msgid, "2304", psn_no)))["warn_msg"]


async def test_the_same_2601_is_one_2601(his, session):
    psn_no, mdtrt_id = await his.discharged()
    msgid = a_msgid()
    await his.output("2304", {"data": a_settlement(psn_no, mdtrt_id)}, msgid=msgid)
    message = a_message("2601", taking_back(msgid, "2304", psn_no))

    first, again = [await his.client.post("/nhsa/2601", json=message) for _ in range(2)]

    assert first.content == again.content
    assert (await session.execute(text("SELECT count(*) FROM reversal"))).scalar_one() == 1


async def test_a_reversal_taken_back_restores_the_settlement_under_its_old_number(his, session):
    psn_no, mdtrt_id = await his.discharged()
    settled = (await his.output("2304", {"data": a_settlement(psn_no, mdtrt_id)}))["setlinfo"]
    back = {"data": {"psn_no": psn_no, "mdtrt_id": mdtrt_id, "setl_id": settled["setl_id"]}}
    msgid = a_msgid()
    await his.output("2305", back, msgid=msgid)

    await his.ask("2601", taking_back(msgid, "2305", psn_no))
    assert await standing(session) == 1
    again = await his.ask("2601", taking_back(msgid, "2305", psn_no))
    assert "此前已经撤销" in again["warn_msg"]

    shown = (await his.output("2305", back))["setlinfo"]
    assert shown["psn_part_amt"] == settled["psn_part_amt"]
    assert await standing(session) == 0


async def test_only_what_the_specification_lets_be_taken_back_is(his):
    msgid = a_msgid()
    await his.output("1101", {"data": a_certificate()}, msgid=msgid)

    assert (await his.refused("2601", taking_back(msgid, "1101")))["code"] == "not-reversible"
    assert (await his.refused("2601", taking_back(msgid, "2304")))["code"] == "another-transaction"


async def test_another_persons_message_is_not_taken_back(his):
    psn_no, mdtrt_id = await his.discharged()
    msgid = a_msgid()
    await his.output("2304", {"data": a_settlement(psn_no, mdtrt_id)}, msgid=msgid)

    assert (await his.refused("2601", taking_back(msgid, "2304", "A" * 26)))["code"] == "another-persons-message"
