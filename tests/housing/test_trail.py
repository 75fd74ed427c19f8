"""The trail of housing, as an auditor walks it."""

from services.housing import schemas
from services.housing.rules.trail import COLUMN_NAMES, THING_NAMES
from services.housing.tables import Row
from shared.security import Role
from shared.trail import _Names
from tests.builders.housing import an_accepted_house


async def test_a_house_is_followed_from_its_survey_to_its_acceptance(api, session):
    await an_accepted_house(session)
    await session.commit()
    rows = (await api.as_(Role.AUDITOR).get("/trail")).json()["rows"]

    assert {"住房安全排查", "改造验收"} <= {row["thing_name"] for row in rows}
    assert "改造验收" in (await api.as_(Role.AUDITOR).get("/trail/page")).text


def test_an_auditor_reads_every_column_in_chinese():
    names = _Names(THING_NAMES, schemas, {}, COLUMN_NAMES)
    unnamed = {
        f"{thing}.{column.name}"
        for thing, table in Row.metadata.tables.items()
        for column in table.columns
        if column.name not in names.titles(thing)
    }

    assert unnamed == set()


def test_what_no_form_names_is_a_column_of_ours():
    columns = {column.name for table in Row.metadata.tables.values() for column in table.columns}
    assert set(COLUMN_NAMES) - columns == set()
