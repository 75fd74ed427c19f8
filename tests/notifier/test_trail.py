"""The trail of notifier, as an auditor walks it."""

from services.notifier.operations.post.put_post import put_post
from shared.deeds import HIDDEN
from shared.security import Role
from tests.builders.notifier import COUNTY, COUNTY_OFFICER, MONDAY, a_contact, by_log


async def test_an_auditor_sees_that_a_post_was_filled_and_not_by_whom(api, session):
    await put_post(session, COUNTY, None, a_contact(by_log()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
    await session.commit()
    auditor = api.as_(Role.AUDITOR, region=COUNTY)

    [deed] = (await auditor.get("/trail", params={"thing": "post"})).json()["rows"]
    changes = {change["field"]: change["after"] for change in deed["changes"]}
    assert (deed["thing_name"], deed["action_name"], changes["sealed_contact"]) == ("岗位", "新增", HIDDEN)
    page = (await auditor.get("/trail/page")).text
    assert "岗位" in page
    for service in ("registry", "medical", "housing", "funds"):
        assert f'href="../../{service}/trail/page?' in page
    assert (await api.as_(Role.COUNTY).get("/trail")).status_code == 403
