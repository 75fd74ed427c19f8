"""The national door keeps every message, does each once, and undoes what it refuses."""

import asyncio
import json
from hashlib import sha256

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from shared import clock
from shared.security import Role
from shared.vault import unseal_bytes
from tests.builders.medical import COUNTY, HOSPITAL_CODE, ID_NUMBER, OTHER_HOSPITAL_CODE
from tests.builders.national import Sender, a_certificate, a_fee, a_message, a_msgid, a_settlement, an_admission


async def count(session, table: str) -> int:
    return (await session.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()


async def test_the_same_message_settles_once_and_answers_byte_for_byte(his, session):
    psn_no, mdtrt_id = await his.discharged()
    message = a_message("2304", {"data": a_settlement(psn_no, mdtrt_id)})

    first = await his.client.post("/nhsa/2304", json=message)
    again = await his.client.post("/nhsa/2304", json=message | {"inf_time": "2020-06-12 08:00:07"})

    assert first.json()["infcode"] == "0"
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert await count(session, "settlement") == 1


async def test_the_same_msgid_with_another_input_is_refused(his, session):
    psn_no, mdtrt_id = await his.discharged()
    msgid = a_msgid()
    await his.output("2303", {"data": a_settlement(psn_no, mdtrt_id)}, msgid=msgid)

    for infno, told in (("2304", a_settlement(psn_no, mdtrt_id)), ("2303", a_settlement(psn_no, mdtrt_id, "1.00"))):
        assert (await his.refused(infno, {"data": told}, msgid=msgid))["code"] == "message-id-used"
    assert await count(session, "settlement") == 0


async def test_one_message_at_a_time_under_one_msgid(his, session):
    psn_no, mdtrt_id = await his.discharged()
    message = a_message("2304", {"data": a_settlement(psn_no, mdtrt_id)})

    answers = await asyncio.gather(*(his.client.post("/nhsa/2304", json=message) for _ in range(5)))

    # Being carried out is no refusal: the status leaves the outcome open, and the same message asks again.
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert {answer.json()["infcode"] for answer in answers if answer.status_code == 200} == {"0"}
    assert await count(session, "settlement") == 1


async def test_a_refusal_undoes_the_work_and_keeps_the_message(his, session):
    """Two lines are numbered and one of them recorded before the third breaks a law."""
    psn_no, mdtrt_id = await his.admitted()
    of = {"psn_no": psn_no, "mdtrt_id": mdtrt_id}
    fees = [a_fee("1") | of, a_fee("2") | of, a_fee("3") | of | {"det_item_fee_sumamt": "2600.01"}]
    message = a_message("2301", {"feedetail": fees})

    refused = (await his.client.post("/nhsa/2301", json=message)).json()

    assert refused["infcode"] == "-1" and refused["output"] is None
    assert refused["problem"]["pointer"] == "/input/feedetail/2/det_item_fee_sumamt"
    assert refused["problem"]["feedetl_sn"] == "3"
    assert (await count(session, "charge"), await count(session, "national_line")) == (0, 0)
    kept = (await session.execute(text("SELECT * FROM national_message WHERE infno = '2301'"))).one()
    assert (kept.msgid, kept.infcode, kept.made_id) == (message["msgid"], "-1", None)
    assert json.loads(unseal_bytes(kept.body_sealed)) == message
    assert json.loads(unseal_bytes(kept.answer_sealed)) == refused


async def test_a_refused_message_is_answered_the_same_again(his):
    psn_no, mdtrt_id = await his.discharged()
    message = a_message("2304", {"data": a_settlement(psn_no, mdtrt_id, "1.00")})

    first, again = [await his.client.post("/nhsa/2304", json=message) for _ in range(2)]

    assert first.json()["problem"]["code"] == "amounts-differ"
    assert first.content == again.content


async def test_a_failure_that_is_no_refusal_leaves_nothing_and_the_same_message_is_done_later(his, session):
    """The machine dies between the work and its commit: neither work nor message is there, and the outcome is told as unknown."""
    psn_no, mdtrt_id = await his.discharged()
    message = a_message("2304", {"data": a_settlement(psn_no, mdtrt_id)})
    await session.execute(
        text(
            "CREATE CONSTRAINT TRIGGER dies AFTER INSERT ON national_message DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
            " EXECUTE FUNCTION forbid_change()"
        )
    )
    await session.commit()
    died = await his.client.post("/nhsa/2304", json=message)
    assert died.status_code == 500
    assert (await count(session, "settlement"), await count(session, "outbox")) == (0, 2)  # admitted and discharged
    assert await count(session, "national_message WHERE infno = '2304'") == 0

    await session.execute(text("DROP TRIGGER dies ON national_message"))
    await session.commit()
    assert (await his.client.post("/nhsa/2304", json=message)).json()["infcode"] == "0"


async def test_messages_are_only_ever_added(his, session):
    await his.person()

    for statement in ("UPDATE national_message SET infcode = '0'", "DELETE FROM national_message"):
        with pytest.raises(Exception, match="only ever added"):
            async with session.begin_nested():
                await session.execute(text(statement))


async def test_nothing_that_is_kept_names_anybody_in_the_clear(his, session):
    await his.discharged()

    for table in ("national_message", "national_person", "national_stay", "national_line", "inbox", "audit", "outbox"):
        rows = (await session.execute(text(f"SELECT to_jsonb({table})::text FROM {table}"))).scalars().all()
        assert rows, table
        assert ID_NUMBER not in "".join(rows) and "王小明" not in "".join(rows), table


async def test_a_hospital_speaks_for_itself_alone(his, api):
    told = await his.refused("1101", {"data": a_certificate()}, fixmedins_code=OTHER_HOSPITAL_CODE)
    assert told["code"] == "other-institution"

    _, mdtrt_id = await his.discharged()
    other = Sender(api.as_(Role.HOSPITAL, region=COUNTY, org=OTHER_HOSPITAL_CODE), OTHER_HOSPITAL_CODE)
    psn_no = await other.person()
    assert (await other.refused("2303", {"data": a_settlement(psn_no, mdtrt_id)}))["code"] == "no-such-admission"


async def test_the_same_msgid_of_two_hospitals_is_two_messages(api, his):
    """A place may number its messages by time alone."""
    first, other = "H44060100001", "H44060100002"
    msgid = "202006120800000001"
    for code in (first, other):
        sender = Sender(api.as_(Role.HOSPITAL, region=COUNTY, org=code), code)
        await sender.output("1101", {"data": a_certificate()}, msgid=msgid)


@pytest.mark.parametrize(
    "msgid", ["202006120800000001", f"{OTHER_HOSPITAL_CODE}202006120800000001", f"{HOSPITAL_CODE}2020061208"]
)
async def test_a_msgid_begins_with_the_hospitals_code_and_ends_with_time_and_number(his, msgid):
    assert (await his.refused("1101", {"data": a_certificate()}, msgid=msgid))["code"] == "message-id-malformed"


async def test_transactions_that_there_are_not_are_refused_with_those_that_there_are(his):
    told = await his.refused("4101", {"data": {}})
    assert told["code"] == "transaction-unknown" and "2304" in told["supported"]

    answer = await his.client.post("/nhsa/2304", json=a_message("1101", {"data": a_certificate()}))
    assert answer.json()["problem"]["code"] == "transaction-mismatch"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"1101"',
        "王小明".encode("gbk"),
        b'{"infno": "1101"}',
        b'{"infno": "1101", "msgid": "1", "input": 3}',
    ],
)
async def test_what_cannot_be_read_is_answered_in_the_envelope(his, session, body):
    answer = await his.client.post("/nhsa/1101", content=body, headers={"Content-Type": "application/json"})

    told = answer.json()
    assert (answer.status_code, told["infcode"], told["problem"]["code"]) == (200, "-1", "message-unreadable")
    assert await count(session, "national_message") == 0


async def test_only_a_hospital_with_a_token_enters(api):
    message = a_message("1101", {"data": a_certificate()})

    assert (await api.post("/nhsa/1101", json=message)).status_code == 401
    assert (await api.as_(Role.COUNTY).post("/nhsa/1101", json=message)).status_code == 403
    nameless = await api.as_(Role.HOSPITAL, region=COUNTY).post("/nhsa/1101", json=message)
    assert nameless.json()["problem"]["code"] == "hospital-unknown"


async def test_a_patient_of_another_county_is_refused_as_at_the_other_door(his):
    psn_no = await his.person(village="371302001001")

    told = await his.refused("2401", {"mdtrtinfo": an_admission(psn_no), "diseinfo": []})

    assert told["code"] == "patient-of-another-county"


async def test_an_answer_that_was_lost_is_read_again_by_the_number_of_its_message(his, api):
    psn_no, mdtrt_id = await his.discharged()
    message = a_message("2304", {"data": a_settlement(psn_no, mdtrt_id)})
    answer = (await his.client.post("/nhsa/2304", json=message)).json()

    found = (await his.client.get(f"/nhsa-messages/{message['msgid']}")).json()

    assert (found["infno"], found["infcode"], found["answer"]) == ("2304", "0", answer)
    assert (await his.client.get(f"/nhsa-messages/{a_msgid()}")).json()["code"] == "no-such-message"
    other = api.as_(Role.HOSPITAL, region=COUNTY, org=OTHER_HOSPITAL_CODE)
    assert (await other.get(f"/nhsa-messages/{message['msgid']}")).status_code == 404


def signed(token: str, timestamp: int, nonce: str = "n1") -> dict[str, str]:
    signature = sha256(f"{timestamp}{token}{nonce}{timestamp}".encode()).hexdigest()
    return {"x-tif-paasid": "his", "x-tif-timestamp": str(timestamp), "x-tif-nonce": nonce, "x-tif-signature": signature}


async def test_where_the_gateway_signs_an_unsigned_message_is_not_taken_in(his, app, session):
    app.state.settings = app.state.settings.model_copy(update={"tif_token": SecretStr("paas")})
    now = int(clock.now().timestamp())
    message = a_message("1101", {"data": a_certificate()})

    for headers in ({}, signed("other", now), signed("paas", now - 301), signed("paas", now) | {"x-tif-nonce": "n2"}):
        answer = await his.client.post("/nhsa/1101", json=message, headers=headers)
        assert answer.json()["problem"]["code"] == "gateway-signature-wrong"
    assert await count(session, "national_message") == 0
    assert (await his.client.post("/nhsa/1101", json=message, headers=signed("paas", now))).json()["infcode"] == "0"
