"""A household's move over HTTP: a village, a town, a county and a department, each at its own door, and what anybody may see."""

import json

import pytest

from services.housing.verifier.verify_lot import main
from shared.events.funds import NoticeEnded
from shared.events.housing import RelocationNoticeAsked, ResettlementSupportAsked
from shared.ids import uuid7
from shared.security import Role
from tests.builders.funds_papers import a_pdf
from tests.builders.houses import a_change, an_enrolment
from tests.builders.housing import OTHER_TOWN, TOWN, VILLAGE
from tests.builders.housing_relocation import a_table
from tests.shared.test_papers import a_photo

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CODE = "H371311019999"
HOUSE_ADDRESS = "三组 12 号"


@pytest.fixture
def village(api):
    return api.as_(Role.VILLAGE, region=VILLAGE)


@pytest.fixture
def town(api):
    return api.as_(Role.TOWN, region=TOWN)


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY, region="371311")


@pytest.fixture
async def household_id(deliver):
    id = uuid7()
    await deliver(an_enrolment(id, region=VILLAGE))
    await deliver(a_change(id, region=VILLAGE, household_code=CODE))
    return id


class Walk:
    """The steps of a move, each on its day; whatever is refused is seen at once."""

    def __init__(self, frozen_at):
        self.frozen_at = frozen_at

    async def __call__(self, day, officer, path, form, *, status=201):
        with self.frozen_at(f"{day}T10:00:00+08:00"):
            answer = await officer.post(path, json=form)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def paper(self, day, officer, about, about_id, content):
        with self.frozen_at(f"{day}T10:00:00+08:00"):
            where = {"about": about, "about_id": str(about_id)}
            answer = await officer.post("/papers", params=where, data={"title": "材料"}, files={"file": ("材料", content)})
        assert answer.status_code == 201, answer.text
        return answer.json()["paper_id"]


@pytest.fixture
def walk(frozen_at):
    return Walk(frozen_at)


@pytest.fixture
async def drawn(walk, village, town, county, household_id, deliver, emitted, session, frozen_at):
    """A programme whose only household has drawn its home, with the ids of everything."""

    async def stand(about, day):
        asked = [each for each in await emitted(session) if isinstance(each, RelocationNoticeAsked) and each.about == about][-1]
        ended = {"about": about, "about_id": asked.matter_id, "region": asked.region, "has_stood": True, "ended_on": day}
        [delivery] = await deliver(NoticeEnded(notice_id=uuid7(), **ended))
        assert delivery.settled == ["ack"]

    opened = {"region": "371311", "kind": "poverty", "title": "2020年易地扶贫搬迁", "asked_by": "区发改局《实施方案》"}
    programme = await walk("2020-06-01", county, "/relocation-programmes", opened | {"opened_on": "2020-06-01"})
    path = f"/relocation-programmes/{programme['id']}"
    site = await walk("2020-06-05", county, f"{path}/sites", {"region": VILLAGE, "title": "幸福家园", "opened_on": "2020-06-05"})
    table = a_table(("1-1-101", 75, 2, 1, "是"), ("1-1-501", 75, 2, 5, "否"), ("1-1-601", 999, 2, 6, "否"))
    with frozen_at("2020-06-06T10:00:00+08:00"):
        entered = await county.post(f"/relocation-sites/{site['id']}/dwellings", files={"file": ("房源.xlsx", table, XLSX)})
    assert (entered.status_code, entered.json()["entered"], entered.json()["refused"]) == (201, 2, 1)
    house = {"region": VILLAGE, "address": HOUSE_ADDRESS, "household_id": str(household_id), "since_on": "2010-01-01"}
    old = await walk("2020-06-07", town, "/houses", house | {"tenure": "own"})
    need = {"programme_id": programme["id"], "household_id": str(household_id), "why": "geology", "persons": 3, "oldest": 66}
    need |= {"persons_reason": "两名子女户口在外", "has_disabled": False, "workers": 1, "pupils": 1, "named_on": "2020-06-08"}
    named = await walk("2020-06-08", village, "/relocations", need)
    paper = await walk.paper("2020-06-12", village, "relocation", named["id"], a_pdf())
    wish = {"is_willing": True, "site_id": site["id"], "asks": "low", "paper_id": paper, "wished_on": "2020-06-12"}
    await walk("2020-06-12", village, f"/relocations/{named['id']}/wishes", wish)
    await walk("2020-06-15", town, f"{path}/lists", {"region": VILLAGE, "shown_on": "2020-06-15"})
    await stand("relocation-list", "2020-06-26")
    announced = {"public_source": "现场代表依次报数", "announced_on": "2020-07-10"}
    lot = await walk("2020-07-10", county, f"/relocation-sites/{site['id']}/lots", announced)
    await stand("relocation-lot", "2020-07-14")
    draw = {"public_value": "7132296541", "witnesses": "搬迁户代表3人", "drawn_on": "2020-07-20"}
    await walk("2020-07-20", county, f"/lots/{lot['id']}/draw", draw)
    await stand("relocation-draw", "2020-07-31")
    return {"programme": programme, "site": site, "old": old, "named": named, "lot": lot, "paper": paper}


async def test_a_household_goes_the_whole_way_to_its_new_home(walk, api, town, county, drawn, emitted, session):
    path = f"/relocations/{drawn['named']['id']}"
    papers = [await walk.paper("2020-08-09", town, "relocation", drawn["named"]["id"], a_pdf() + sign) for sign in (b"1", b"2")]
    contract = {"signed_on": "2020-08-10", "contribution_yuan": "8000.00", "contract_paper_id": papers[0]}
    await walk("2020-08-10", town, f"{path}/contract", contract | {"demolition_paper_id": papers[1]})
    keys = {"on": "2020-09-01", "keys": 3, "water_m3": "1.20", "power_kwh": "15.60"}
    await walk("2020-09-01", town, f"{path}/keys", keys)
    moved = await walk("2020-09-15", town, f"{path}/moving-in", {"on": "2020-09-15"})
    assert (moved["state_name"], moved["demolish_by"], moved["allotted"]["storey"]) == (
        "已入住，待后续事项办结",
        "2021-03-15",
        1,
    )
    asked = [each for each in await emitted(session) if isinstance(each, ResettlementSupportAsked)]
    [school] = [each for each in asked if each.support == "schooling"]
    stranger = api.as_(Role.DEPARTMENT, region="371311", org="health")
    education = api.as_(Role.DEPARTMENT, region="371311", org="education")
    answer = {"on": "2020-10-10", "is_done": True, "says": "转入镇中心小学"}
    refused = await walk("2020-10-10", stranger, f"/supports/{school.support_id}/answer", answer, status=403)
    assert refused["code"] == "not-your-support"
    assert [each["title"] for each in (await education.get("/supports")).json()["rows"]] == ["子女转学"]
    answered = await walk("2020-10-10", education, f"/supports/{school.support_id}/answer", answer)
    assert (answered["state_name"], answered["is_late"]) == ("已办到", False)
    photos = [await walk.paper("2020-11-30", town, "house", drawn["old"]["id"], a_photo(turned)) for turned in (1, 6)]
    gone = {"on": "2020-12-01", "photo_before_id": photos[0], "photo_after_id": photos[1]}
    await walk("2020-12-01", town, f"{path}/demolition", gone)
    await walk("2020-12-15", town, f"{path}/checks", {"on": "2020-12-15", "is_well": True, "says": "稳定居住"})
    shown = await walk("2021-03-10", town, f"{path}/reclamation", {"on": "2021-03-10", "as": "cropland", "area_m2": "180"})

    assert [each["act_name"] for each in shown["record"]] == [
        "认定需要搬迁",
        "签字愿意搬迁",
        "列入公示名单",
        "名单公示期满无异议",
        "抽签分房",
        "签订搬迁协议",
        "交房",
        "入住",
        "拆除旧房",
        "旧宅基地复垦",
    ]
    left = await walk("2021-03-11", county, f"{path}/closing", {"on": "2021-03-11", "why": "已办结"}, status=409)
    assert left["code"] == "not-all-followed"
    board = (await county.get(f"/relocation-programmes/{drawn['programme']['id']}/board")).json()
    assert (board["total"]["moved"], board["total"]["households"], board["checks_made"]) == (1, 1, 1)


async def test_anybody_draws_the_lot_again_from_the_public_file(api, drawn, tmp_path, capsys):
    lot = drawn["lot"]
    file = await api.get(f"/resettlement/lots/{lot['id']}/lot.json")
    program = await api.get("/resettlement/verify_lot.py")
    proof = tmp_path / "lot.json"
    proof.write_bytes(file.content)

    assert "def faults_of" in program.text
    assert main([str(proof), "--pledge", lot["pledge"], "--digest", lot["digest"]]) == 0
    assert "相符" in capsys.readouterr().out
    changed = file.json()
    changed["result"][0]["dwelling"] = "1-1-501" if changed["result"][0]["dwelling"] == "1-1-101" else "1-1-101"
    proof.write_text(json.dumps(changed), encoding="utf-8")
    assert main([str(proof)]) == 1
    assert "公布的是" in capsys.readouterr().out
    proof.write_text("[]", encoding="utf-8")
    assert main([str(proof)]) == 2


async def test_no_open_door_says_whose_home_it_is(api, drawn, household_id):
    ids = drawn["programme"]["id"], drawn["site"]["id"], drawn["lot"]["id"]
    doors = [
        "/resettlement/page",
        f"/resettlement/programmes/{ids[0]}/page",
        f"/resettlement/sites/{ids[1]}/page",
        f"/resettlement/lots/{ids[2]}/page",
        f"/resettlement/lots/{ids[2]}/lot.json",
    ]
    secrets = [str(household_id), CODE, drawn["named"]["id"], drawn["old"]["id"], drawn["old"]["number"], drawn["paper"]]
    secrets += [HOUSE_ADDRESS, "两名子女户口在外", "搬迁户代表3人", "测试员"]
    for door in doors:
        answer = await api.get(door)
        assert answer.status_code == 200, door
        assert [each for each in secrets if each in answer.text] == [], door
    assert drawn["named"]["number"] in answer.text


async def test_the_hidden_value_is_hidden_until_the_lot_is_drawn(api, walk, county, village, town, drawn):
    drawn_lot = (await api.get(f"/resettlement/lots/{drawn['lot']['id']}/lot.json")).json()
    assert len(drawn_lot["hidden"]) == 64
    assert drawn["lot"].keys().isdisjoint({"hidden", "hidden_sealed"})


async def test_officers_see_pages_and_take_a_workbook_and_a_slip(town, drawn):
    programme, named = drawn["programme"]["id"], drawn["named"]["id"]
    for page, words in (
        ("/relocation-programmes/page", "2020年易地扶贫搬迁"),
        (f"/relocation-programmes/{programme}/page", drawn["named"]["number"]),
        (f"/relocation-programmes/{programme}/page?state=allotted", "已分房，待签约"),
        (f"/relocations/{named}/page", "名单公示期满无异议"),
        ("/supports/page", "没有待办的后续扶持"),
    ):
        answer = await town.get(page)
        assert (answer.status_code, words in answer.text) == (200, True), page
    book = await town.get(f"/relocation-programmes/{programme}/relocations.xlsx")
    slip = await town.get(f"/relocations/{named}/slip.pdf")
    assert (book.headers["content-type"], slip.content[:5]) == (XLSX, b"%PDF-")


async def test_another_towns_officer_sees_the_programme_and_none_of_its_households(api, drawn):
    stranger = api.as_(Role.TOWN, region=OTHER_TOWN)

    assert len((await stranger.get("/relocation-programmes")).json()["rows"]) == 1
    assert (await stranger.get("/relocations")).json()["rows"] == []
    assert (await stranger.get(f"/relocations/{drawn['named']['id']}")).json()["code"] == "no-such-relocation"


async def test_words_that_everybody_reads_take_no_telephone(county):
    form = {"region": "371311", "kind": "poverty", "title": "联系 13800138000", "asked_by": "方案", "opened_on": "2020-06-01"}
    answer = await county.post("/relocation-programmes", json=form)

    assert answer.status_code == 422
    assert "不写电话" in answer.text
