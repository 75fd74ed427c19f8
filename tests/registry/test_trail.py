"""The trail of registry: who changed what of a person, without a name and without anybody's health."""

from services.registry.operations.person.change_person import change_person
from services.registry.schemas.fields import PersonFacts
from services.registry.schemas.move import ChangePerson
from shared.deeds import HIDDEN, UNTOLD
from shared.security import Role
from tests.builders.registry_file import JUNE_10, OFFICER, TODAY, WHY, a_file


async def test_a_change_of_somebodys_file_is_seen_and_what_it_says_of_them_is_not(api, session):
    _, [head, *_] = await a_file(session, **{"健康状况": "健康"})
    form = ChangePerson(facts=PersonFacts(health=["残疾"]), happened_on=JUNE_10, **WHY)
    await change_person(session, form, person_id=head.id, by=OFFICER, on=TODAY)
    await session.commit()

    asked = {"thing": "person", "thing_id": str(head.id)}
    rows = (await api.as_(Role.AUDITOR).get("/trail", params=asked)).json()["rows"]
    told = {change["field"]: change["after"] for row in rows for change in row["changes"]}
    assert rows and {row["thing_name"] for row in rows} == {"人口"}
    assert (told["particulars"], told["name_sealed"]) == (UNTOLD, HIDDEN)
    assert "残疾" not in str(rows)
    assert (await api.as_(Role.AUDITOR).get("/trail/page")).status_code == 200
