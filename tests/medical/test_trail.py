"""The trail of medical: an auditor sees who did what to a stay, and not what anybody suffers from."""

from shared.deeds import HIDDEN, UNTOLD
from shared.security import Role
from tests.builders.medical import a_stay


async def test_a_stay_is_followed_without_a_name_and_without_a_diagnosis(api, session):
    admission, *_ = [await a_stay(session)]
    await session.commit()
    auditor = api.as_(Role.AUDITOR)

    rows = (await auditor.get("/trail", params={"thing": "admission"})).json()["rows"]
    told = {change["field"]: change["after"] for change in rows[-1]["changes"]}
    assert rows and {row["thing_name"] for row in rows} == {"住院与就诊"}
    assert (told["name_sealed"], told["id_number_sealed"]) == (HIDDEN, HIDDEN)
    assert told.get("given") in (UNTOLD, "", None) and told.get("diseases") in (UNTOLD, "", None)
    charges = (await auditor.get("/trail", params={"thing": "charge", "limit": 1})).json()["rows"]
    for charge in charges:
        assert {change["after"] for change in charge["changes"] if change["field"] in ("name", "code")} == {UNTOLD}
    assert (await auditor.get("/trail/page")).status_code == 200
    assert admission
