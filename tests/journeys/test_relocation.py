"""A household moves off a slope over five processes: need, wish, a lot that anybody draws again, keys, the old house, orders."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from deploy.demo.platform import COUNTY, Refused
from deploy.demo.story import XLSX, Story, eventually
from shared.events.housing import RelocationNoticeAsked
from tests.builders.housing_relocation import a_table
from tests.journeys.notices import Notices
from tests.journeys.village import Home, homes, on_this_day

pytestmark = pytest.mark.journey


async def test_a_household_draws_a_home_that_anybody_can_draw_again_and_its_old_house_goes(
    story: Story, notices: Notices, tmp_path: Path
) -> None:
    [home] = homes(story, 1)
    county, town = home.county, home.town
    what = {"kind": "poverty", "title": "易地扶贫搬迁", "asked_by": "区发改局《实施方案》", "opened_on": on_this_day()}
    programme = county.post("/housing/relocation-programmes", {"region": COUNTY} | what)
    where = {"region": home.region, "title": "幸福家园", "says": "距镇驻地2公里", "opened_on": on_this_day()}
    site = county.post(f"/housing/relocation-programmes/{programme['id']}/sites", where)
    table = ("房源.xlsx", a_table(("1-1-101", 74, 2, 1, "是"), ("1-1-201", 75, 2, 2, "否"), ("x", 900, 9, 1, "也许")), XLSX)
    entered = county.post(f"/housing/relocation-sites/{site['id']}/dwellings", files={"file": table})
    assert (entered["entered"], entered["refused"]) == (2, 1)

    relocation = _named_and_willing(home, programme["id"], site["id"])
    town.post(f"/housing/relocation-programmes/{programme['id']}/lists", {"region": home.region, "shown_on": on_this_day()})
    await notices.stand(RelocationNoticeAsked, "relocation-list", about="relocation-list", region=home.region)
    lot = await _drawn(home, site["id"], notices)

    got = _state(home, relocation["id"], "allotted")
    assert got["dwelling"] in {"1-1-101", "1-1-201"}
    _is_drawn_again(story, lot, tmp_path)

    old = _moved(home, relocation["id"])
    _old_house_goes(home, relocation["id"], old)
    _orders_are_answered(home, relocation["id"])


def _is_drawn_again(story: Story, lot: dict[str, Any], folder: Path) -> None:
    """By anybody, with what is public and the program that is public, and what they wrote down before."""
    public = story.platform.anyone()
    told, program = folder / "lot.json", folder / "verify_lot.py"
    told.write_bytes(public.get(f"/housing/resettlement/lots/{lot['id']}/lot.json").content)
    program.write_bytes(public.get("/housing/resettlement/verify_lot.py").content)
    command = [sys.executable, "-I", str(program), str(told), "--pledge", lot["pledge"], "--digest", lot["digest"]]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout.startswith("相符")) == (0, True), checked.stdout + checked.stderr


def _named_and_willing(home: Home, programme_id: str, site_id: str) -> dict[str, Any]:
    whose = {"programme_id": programme_id, "household_id": home.household_id, "why": "geology", "named_on": on_this_day()}
    who = {"persons": 3, "persons_reason": "按常住人口", "oldest": 48, "has_disabled": False, "workers": 1, "pupils": 1}
    relocation: dict[str, Any] = home.village.post("/housing/relocations", whose | who)
    wish = {"is_willing": True, "site_id": site_id, "wished_on": on_this_day()}
    wish["paper_id"] = home.paper("relocation", relocation["id"])
    home.village.post(f"/housing/relocations/{relocation['id']}/wishes", wish)
    return relocation


async def _drawn(home: Home, site_id: str, notices: Notices) -> dict[str, Any]:
    """Announced once the list has stood, drawn by a value from the hall once that has stood, and final in the end."""
    announced = {"public_source": "搬迁户代表3人现场依次报数", "announced_on": on_this_day()}
    lot = eventually(lambda: _unless_refused(home, f"/housing/relocation-sites/{site_id}/lots", announced), "名单公示期满")
    hall = {"public_value": "7132296541", "witnesses": "搬迁户代表3人，村监督员1人", "drawn_on": on_this_day()}
    with pytest.raises(Refused, match="lot-notice-not-stood"):
        home.county.post(f"/housing/lots/{lot['id']}/draw", hall)
    await notices.stand(RelocationNoticeAsked, "relocation-lot", about="relocation-lot")
    eventually(lambda: _unless_refused(home, f"/housing/lots/{lot['id']}/draw", hall), "抽签公示期满")
    await notices.stand(RelocationNoticeAsked, "relocation-draw", about="relocation-draw")
    return lot


def _unless_refused(home: Home, path: str, form: dict[str, Any]) -> dict[str, Any] | None:
    """None while the notice before it stands."""
    try:
        answer: dict[str, Any] = home.county.post(path, form)
    except Refused as refused:
        if " 409 " not in str(refused):
            raise
        return None
    return answer


def _state(home: Home, id: str, state: str) -> dict[str, Any]:
    def come() -> dict[str, Any] | None:
        now: dict[str, Any] = home.county.read(f"/housing/relocations/{id}")
        return now if now["state"] == state else None

    return eventually(come, f"搬迁户到了 {state}")


def _moved(home: Home, id: str) -> str:
    """Its old house was entered late, after the household had been named; the contract promises that it goes all the same."""
    old = {"region": home.region, "address": "坡上老屋", "structure": "earth", "household_id": home.household_id, "tenure": "own"}
    house = home.village.post("/housing/houses", old)
    at = f"/housing/relocations/{id}"
    contract = {"signed_on": on_this_day(), "contribution_yuan": "8000", "contract_paper_id": home.paper("relocation", id)}
    with pytest.raises(Refused, match="old-house-agreement-missing"):
        home.town.post(f"{at}/contract", contract)
    home.town.post(f"{at}/contract", contract | {"demolition_paper_id": home.paper("relocation", id)})
    home.town.post(f"{at}/keys", {"on": on_this_day(), "keys": 3, "water_m3": "1.2", "power_kwh": "15.6"})
    moved = home.town.post(f"{at}/moving-in", {"on": on_this_day()})
    assert moved["demolish_by"] is not None
    return str(house["id"])


def _old_house_goes(home: Home, id: str, old: str) -> None:
    before, after = (home.photo("house", old, "front") for _ in range(2))
    gone = {"on": on_this_day(), "photo_before_id": before, "photo_after_id": after}
    home.town.post(f"/housing/relocations/{id}/demolition", gone)
    home.town.post(f"/housing/relocations/{id}/reclamation", {"on": on_this_day(), "as": "cropland", "area_m2": "180"})
    assert home.county.read(f"/housing/houses/{old}")["state"] == "demolished"


def _orders_are_answered(home: Home, id: str) -> None:
    """Work, school and registration are errands at notifier until housing is told what came of them."""

    def errand_of(support_id: str, *, is_open: bool) -> bool:
        state = "open" if is_open else "done"
        rows = home.county.read("/notifier/errands", state=state, limit=500)["rows"]
        return any(row["source_id"] == support_id for row in rows)

    supports = [row for row in home.county.read("/housing/supports", limit=500)["rows"] if row["relocation_id"] == id]
    assert {row["code"] for row in supports} == {"employment", "schooling", "registration"}
    for row in supports:
        eventually(lambda row=row: errand_of(row["id"], is_open=True), "通知服务已派任务")
        home.town.post(f"/housing/supports/{row['id']}/answer", {"on": on_this_day(), "is_done": True, "says": "已办妥"})
        eventually(lambda row=row: errand_of(row["id"], is_open=False), "通知服务的任务随之办结")
