"""The guide on the documentation page is done as it says, step by step."""

import json
import re
from typing import Any

from services.medical.api.guide import GUIDE
from shared.security import Role

STEP = re.compile(r"^    (GET|POST) (\S+)\n((?:    (?!→).*\n)*)    → (\d+)((?:.*\n)(?:     .*\n)*)", re.MULTILINE)


async def test_a_hospital_that_follows_the_guide_settles_a_stay_and_takes_it_back(api: Any, frozen_at: Any) -> None:
    hospital = api.as_(Role.HOSPITAL, region="371311", org="H37131100001")
    known: dict[str, str] = {}

    def spoken(text: str) -> str:
        for name, value in known.items():
            text = text.replace("{" + name + "}", value)
        return text

    steps = STEP.findall(GUIDE)
    assert len(steps) == 11
    with frozen_at("2020-06-05T18:00:00+08:00"):
        for method, path, body, status, told in steps:
            answer = await hospital.request(method, spoken(path), json=json.loads(body) if body.strip() else None)
            assert answer.status_code == int(status), answer.text
            for name, value in json.loads(told.strip() or "{}").items():
                if match := re.fullmatch(r"\{(\w+)\}", str(value)):
                    known.setdefault(match[1], answer.json()[name])
                    value = known[match[1]]
                assert answer.json()[name] == value, name


async def test_a_hospital_that_lost_the_answer_and_the_key_finds_its_stay_again(api: Any, frozen_at: Any) -> None:
    hospital = api.as_(Role.HOSPITAL, region="371311", org="H37131100001")
    form = json.loads(next(body for _, path, body, *_ in STEP.findall(GUIDE) if path == "/admissions"))
    with frozen_at("2020-06-05T18:00:00+08:00"):
        first = (await hospital.post("/admissions", json=form)).json()
        again = (await hospital.post("/admissions", json=form)).json()
    assert (again["code"], again["admission_id"]) == ("already-admitted", first["id"])
