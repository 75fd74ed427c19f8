"""The trail of housing, as an auditor walks it."""

from shared.security import Role
from tests.builders.housing import an_accepted_house


async def test_a_house_is_followed_from_its_survey_to_its_acceptance(api, session):
    await an_accepted_house(session)
    await session.commit()
    rows = (await api.as_(Role.AUDITOR).get("/trail")).json()["rows"]

    assert {"住房安全排查", "改造验收"} <= {row["thing_name"] for row in rows}
    assert "改造验收" in (await api.as_(Role.AUDITOR).get("/trail/page")).text
