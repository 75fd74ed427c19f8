"""Whatever a stranger may send, sound or not, each door answers as its own documentation says, and never falls over."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
import uvicorn
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.operations.settlement.settle_admission import settle_admission
from services.registry.operations.case.open_case import open_case
from services.registry.operations.register.import_register import import_register
from services.registry.rules.case import Origin
from services.registry.rules.poverty import ProcedureKind
from services.registry.rules.sighting import Sighting
from shared import clock
from shared.events.civil_affairs import Trigger
from shared.security import Principal, Role
from shared.vault import hash_identity
from tests.builders import funds_donations
from tests.builders.funds import COUNTY_OFFICER, a_filled_reserve
from tests.builders.funds_budget import a_line
from tests.builders.health import a_file
from tests.builders.houses import a_family
from tests.builders.housing_appraisals import a_dispute, a_signed_appraisal, an_asked_appraisal
from tests.builders.housing_disasters import a_disaster, a_shelter, sheltered
from tests.builders.judging import a_seated, opened, posted, walked
from tests.builders.medical import (
    HOSPITAL,
    HOSPITAL_CODE,
    JUNE_12,
    VILLAGE,
    a_detection,
    a_discharge,
    a_plan,
    a_stay,
    an_id_number,
)
from tests.builders.registry import a_household, an_xlsx
from tests.builders.roster import a_register, an_enrolment_file, confirmed, insured
from tests.builders.walking import a_walk
from tests.conftest import Deliver, token
from tests.house.test_doors import Way, ways_through
from tests.house.tree import SERVICES

LUOZHUANG_HEALTH = Principal("罗庄区卫健局", Role.HEALTH, "371311")
EXAMPLES_PER_DOOR = 6
"""Of sound requests, and as many again of unsound ones."""
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
NEED_A_BROKER = {"/readyz"}
NEVER_END = {"/inbox/events"}
"""A stream goes on until whoever listens hangs up: tests/notifier/test_inbox_live.py does."""
NAMES_IN_PATHS = {
    "default_listing": "listing",
    "disaster_list": "list",
    "disclosure": "entry",
    "enrolment_file": "file",
    "grade_dispute": "dispute",
    "instalment_plan": "plan",
    "paper_claim": "claim",
    "register_import": "import",
    "shelter_stay": "stay",
    "spot_check": "check",
    "visit_problem": "problem",
    "work_order": "order",
}
PATIENCE_S = 60
"""A door that hangs is found; one on a machine that is busy with the rest of the suite is waited for."""
SAME_EVERY_TIME = settings(
    max_examples=EXAMPLES_PER_DOOR,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The house behind a real server in a thread of its own; its background work, which needs a broker, is not started."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()  # whoever knocks before the server is up waits, and is not turned away
        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None, access_log=False))

        async def serve() -> None:
            await server.serve(sockets=[listening])
            await app.state.engine.dispose()

        thread = threading.Thread(target=asyncio.run, args=(serve(),))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


async def somebody_in_need(service: str, session: AsyncSession, deliver: Deliver) -> None:
    """Something behind every door, so that not every answer is that there is nothing."""
    if service == "registry":
        await import_register(session, an_xlsx(a_household(2)), by=COUNTY_OFFICER, on=clock.today())
        number = an_id_number(born="19650318")
        seen = Sighting(Origin.OFFICER, Trigger.ACCIDENT, VILLAGE, identity_hash=hash_identity(number))
        await open_case(session, seen, by="测试员")
        applied = await opened(
            session, ProcedureKind.IDENTIFICATION, await a_seated(session, VILLAGE, first=401), on=clock.today()
        )
        await walked(session, applied, to="village-notice", on=clock.today())
        await posted(session, applied, on=clock.today())
        await a_walk(session, on=clock.today())
    elif service == "medical":
        settled = await a_stay(session, id_number=an_id_number(3))
        settlement = await settle_admission(session, a_discharge(), admission_id=settled.id, by=HOSPITAL, on=JUNE_12)
        await a_plan(session, settlement, (JUNE_12, 1))
        await a_stay(session)
        await a_file(session, region=VILLAGE, programme="hypertension", by=LUOZHUANG_HEALTH, hospital=HOSPITAL_CODE)
        await a_register(session, 2)
        await confirmed(session)
        await an_enrolment_file(session, [*insured(1), {"身份证号": "错"}])
    elif service == "funds":
        await a_filled_reserve(session)
        await a_line(session)
        await funds_donations.given(session, await funds_donations.a_fund(session), 100_00)
    elif service == "housing":
        await a_dispute(session, await a_signed_appraisal(session))
        await an_asked_appraisal(session)
        family = await a_family(session)
        disaster = (await a_disaster(session, at=(now := clock.now()), happened_at=now)).disaster
        await sheltered(session, disaster, family.id, await a_shelter(session), at=now)
    await session.commit()
    if service != "registry":
        await deliver(a_detection(at=clock.now()))


async def known_ids(session: AsyncSession) -> dict[str, str]:
    """An id of each table under the name that paths give it: `order_id`, `admission_id`."""
    tables = await session.execute(
        text("SELECT table_name FROM information_schema.columns WHERE column_name = 'id' AND data_type = 'uuid'")
    )
    known = {}
    for table in tables.scalars().all():
        found = (await session.execute(text(f'SELECT id FROM "{table}" ORDER BY id DESC LIMIT 1'))).scalar()
        if found:
            known[f"{NAMES_IN_PATHS.get(table, table)}_id"] = str(found)
    return known


@pytest.mark.parametrize("service", SERVICES)
async def test_every_door_answers_as_its_documentation_says(
    service: str, app: FastAPI, session: AsyncSession, deliver: Deliver
) -> None:
    await somebody_in_need(service, session, deliver)
    known = await known_ids(session)
    await session.close()
    await app.state.engine.dispose()  # its connections belong to this thread's loop
    roles = {way.name: role_for(way) for way in ways_through(app)}
    documented = schemathesis.openapi.from_dict(app.openapi())
    broken: list[str] = []
    with served(app) as address:
        for found in documented.get_all_operations():
            operation = found.ok()
            if operation.path in NEED_A_BROKER | NEVER_END:
                continue
            there = {name: id for name, id in known.items() if f"{{{name}}}" in operation.path}
            headers = credentials(roles[f"{operation.method.upper()} {operation.path}"])
            for requests in (operation.as_strategy(path_parameters=there), operation.as_strategy(GenerationMode.NEGATIVE)):
                broken += await asyncio.to_thread(knock, operation.label, requests, address, headers)
    assert broken == [], "\n\n".join(broken)


def role_for(way: Way) -> Role | None:
    """Somebody who may enter; nobody in particular where anyone may."""
    return min((role for rule in way.rules for role in rule.roles), default=None)


def credentials(role: Role | None) -> dict[str, str]:
    org = {Role.HOSPITAL: HOSPITAL_CODE, Role.DEPARTMENT: "civil-affairs"}.get(role, "") if role else ""
    return {"Authorization": f"Bearer {token(role, org=org)}"} if role else {}


def knock(door: str, requests: Any, address: str, headers: dict[str, str]) -> list[str]:
    """What the checks complain of."""

    @given(case=requests)
    @SAME_EVERY_TIME
    def examples(case: schemathesis.Case) -> None:
        keyed = headers | {"Idempotency-Key": str(uuid4())}
        case.call_and_validate(base_url=address, headers=keyed, checks=CHECKS, timeout=PATIENCE_S)

    try:
        examples()
    except BaseExceptionGroup as failures:
        return [f"{door}: {failure}" for failure in failures.exceptions]
    except AssertionError as failure:
        return [f"{door}: {failure}"]
    except Unsatisfiable:  # a door that takes nothing cannot be given anything wrong
        return []
    return []
