"""The page from which a hospital connects: every line of it works as it stands, and it needs nothing from elsewhere."""

import asyncio
import html
import json
import os
import re
import subprocess
import sys
from typing import Any

from deploy.demo.register import demo_register
from services.medical.api.steps import STEPS
from services.medical.rules.national.book import SandboxPerson
from services.medical.store.national.shelf import sandbox
from services.medical.store.policies import get_policy
from shared import clock, regions
from shared.money import fen, yuan
from shared.policy.clauses import Stay
from shared.policy.evaluate import settle
from shared.security import Role
from tests.conftest import Api, token
from tests.house.test_schemathesis import served


async def page_of(api: Api) -> str:
    answer = await api.get("/integration")
    assert answer.status_code == 200
    return answer.text


def blocks(page: str, kind: str) -> list[str]:
    return [html.unescape(block) for block in re.findall(rf'<pre class="{kind}">(.*?)</pre>', page, re.DOTALL)]


async def run(app: Any, api: Api, script: list[str], command: list[str]) -> str:
    """The script against the service behind a real server, as an engineer would run it; what it prints."""
    page = await page_of(api)
    await app.state.engine.dispose()
    with served(app) as address:
        surroundings = {"URL": address, "TOKEN": token(Role.HOSPITAL, org="H37131100001"), "RUN": "1", "PATH": os.environ["PATH"]}
        done = await asyncio.to_thread(
            subprocess.run,
            [*command, "\n".join(part for kind in script for part in blocks(page, kind))],
            env=surroundings,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


async def test_the_calls_in_curl_settle_a_stay_and_take_it_back(app: Any, api: Api) -> None:
    told = await run(app, api, ["curl"], ["bash", "-euo", "pipefail", "-c"])

    assert '"patient_yuan":"1203.60"' in told and "一站式结算单" in told and "漏记手术费" in told


async def test_the_calls_in_python_settle_a_stay_and_take_it_back(app: Any, api: Api) -> None:
    await run(app, api, ["preface", "python"], [sys.executable, "-I", "-c"])


async def test_the_envelope_on_the_page_is_taken_in(api: Api) -> None:
    [envelope] = blocks(await page_of(api), "envelope")

    answer = await api.as_(Role.HOSPITAL, org="H37131100001").post("/nhsa/1101", json=json.loads(envelope))

    assert answer.json()["infcode"] == "0", answer.text


async def test_every_call_and_every_refusal_that_a_hospital_meets_is_on_the_page(api: Api) -> None:
    page = await page_of(api)

    assert len(STEPS) == len(blocks(page, "curl")) == len(blocks(page, "python")) == 9
    for code in ("already-admitted", "key-used-for-another", "date-out-of-order", "amounts-differ", "message-id-used"):
        assert f'problems/{code}"' in page
    for name in ("psn_part_amt", "hifp_pay", "maf_pay", "hosp_part_amt"):
        assert f'<td class="code">{name}</td>' in page


async def test_the_page_needs_neither_a_token_nor_the_internet(api: Api) -> None:
    page = await page_of(api)

    assert re.findall(r'(?:src|href)="(?!#|data:|docs|problems/|/")([^"]*)"', page) == []
    assert "<script" not in page


def test_the_test_persons_are_of_the_demonstration_register() -> None:
    register = {str(row["证件号码"]).upper().strip(): row for row in demo_register()}
    for person in sandbox().persons:
        row = register.get(person.id_number)
        assert (row is not None) == bool(person.classes)
        if row:
            assert row["姓名"] == person.name
            assert regions.code_of(row["省"], row["市"], row["县"], row["乡"], row["村"]) == person.village
            asked = {"low-income": row["是否享受低保"], "extreme-poverty": row["是否特困供养人员"]}
            assert person.classes == ("enrolled", *(name for name, answer in asked.items() if answer == "是"))


def test_what_the_page_expects_of_them_is_what_the_policy_gives() -> None:
    for person in sandbox().persons:
        policy = get_policy(person.village, clock.today())
        bill = sandbox().bill
        stay = Stay(
            region=person.village,
            level=sandbox().hospital["level"],
            persons=frozenset(person.classes),
            total_fen=fen(bill["total_yuan"]),
            in_policy_fen=fen(bill["in_policy_yuan"]),
        )
        assert yuan(settle(policy, stay).patient_fen) == person.patient_yuan, person.name
        assert is_without_deposit(person) == person.is_without_deposit


def is_without_deposit(person: SandboxPerson) -> bool:
    rule = get_policy(person.village, clock.today()).deposit
    assert rule
    return rule.entitled.holds(Stay(person.village, "2", frozenset(person.classes), total_fen=0, in_policy_fen=0))
