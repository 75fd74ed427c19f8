"""Who in a village's houses housing is about, and who acts there, as the journeys of houses need them."""

from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from deploy.demo.platform import COUNTY, Person
from deploy.demo.register import Line, demo_register, write_register
from deploy.demo.story import XLSX, Story, eventually
from services.housing.rules.mode import Mode
from services.housing.rules.renovation_paper import PaperKind
from services.housing.rules.works import STAGES_OF, Assurance
from shared import clock
from shared.events.housing import RenovationAgreed
from shared.security import Role
from tests.builders.funds_papers import a_pdf
from tests.builders.housing_papers import a_coloured_photo
from tests.journeys.notices import Notices

SOUND = dict.fromkeys(("site", "foundation", "walls", "roof", "enclosure"), "sound")
FEW = 3
"""So many people may have 40 square metres, whoever they are."""
_COLOURS = count(1)
"""No photo of a house is another one's."""


def on_this_day() -> str:
    return clock.today().isoformat()


@dataclass(frozen=True)
class Home:
    """A household of the register, and the officers of its place."""

    household_id: str
    code: str
    region: str
    village: Person
    town: Person
    county: Person
    head: Line

    def photo(self, about: str, about_id: str, kind: str, phase: str = "") -> str:
        told = {"title": kind, "kind": kind, "taken_on": on_this_day()} | ({"phase": phase} if phase else {})
        return self._file(about, about_id, told, ("照片.jpg", a_coloured_photo(next(_COLOURS)), "image/jpeg"))

    def paper(self, about: str, about_id: str, kind: str = "") -> str:
        told = {"title": kind or "签字材料", "kind": kind}
        return self._file(about, about_id, told, ("材料.pdf", a_pdf() + b"\n%" + uuid4().hex.encode(), "application/pdf"))

    def _file(self, about: str, about_id: str, told: dict[str, str], file: tuple[str, bytes, str]) -> str:
        asked = {"about": about, "about_id": about_id}
        filed = self.town.post("/housing/papers", params=asked, data=told, files={"file": file})
        return str(filed["paper_id"])

    def renovation(self, id: str) -> dict[str, Any]:
        told: dict[str, Any] = self.county.read(f"/housing/renovations/{id}")
        return told

    async def agree(self, renovation: dict[str, Any], notices: Notices) -> None:
        """Village, town and county, each with its notice."""
        at = f"/housing/renovations/{renovation['id']}"
        votes = {"present": 21, "agreed": 19}
        for who, more in ((self.village, votes), (self.town, {}), (self.county, {})):
            who.post(f"{at}/reviews", {"is_agreed": True, "said": "情况属实，同意"} | more)
            await notices.stand(RenovationAgreed, "renovation", renovation_id=renovation["id"])
            eventually(lambda: self.renovation(renovation["id"])["has_stood"], "公示期满")

    def found_dangerous(self) -> dict[str, Any]:
        """Somebody looked at its house because of what neighbours said, and found it to be of grade D."""
        told = {"household_id": self.household_id, "origin": "citizen", "why": "群众反映屋面塌陷"}
        survey = self.village.post("/housing/surveys", told)
        self.photo("survey", survey["id"], "front")
        seen = SOUND | {"roof": "failing", "walls": "failing"}
        found: dict[str, Any] = self.village.post(f"/housing/surveys/{survey['id']}/completion", seen)
        return found

    def apply(self, survey: dict[str, Any], **told: str) -> dict[str, Any]:
        asked = {"survey_id": survey["id"], "oldest": 55, "applied_on": on_this_day()} | told
        renovation: dict[str, Any] = self.village.post("/housing/renovations", asked)
        return renovation

    def sign_and_start(self, id: str) -> None:
        days = {"signed_on": on_this_day(), "starts_on": on_this_day(), "ends_on": on_this_day()}
        works = {"planned_cost_yuan": "42000", "planned_area_m2": "40", "retention_percent": "5"}
        self.town.post(f"/housing/renovations/{id}/agreement", days | works)
        self.village.post(f"/housing/renovations/{id}/start", {"on": on_this_day()})

    def build(self, id: str) -> None:
        """Every stage is looked at and found in order, the works are over, and the house is photographed."""
        for stage in STAGES_OF[Mode.REBUILD]:
            self.photo("renovation", id, stage, "during")
            seen = {
                "stage": stage,
                "inspected_on": on_this_day(),
                "inspectors": "镇村建所 刘",
                "answers": dict.fromkeys(Assurance, True),
            }
            self.town.post(f"/housing/renovations/{id}/inspections", seen)
        self.village.post(f"/housing/renovations/{id}/finish", {"on": on_this_day()})
        self.photo("renovation", id, "front", "after")

    def file(self, id: str) -> None:
        for kind in PaperKind:
            self.paper("renovation", id, kind)


def homes(story: Story, many: int) -> list[Home]:
    """So many households of the register that housing knows with all their people, and of whose house nobody has told yet."""
    story.import_register()
    county = story.platform.as_(Role.COUNTY, subject="区住建局")
    heads = {str(row["户编号"]): row for row in demo_register() if row["与户主关系"] == "户主"}
    found = list[Home]()
    for row in reversed(county.read("/registry/households", limit=500)["rows"]):
        if len(found) < many and row["household_code"] in heads and row["members"] <= FEW and _is_new(county, row):
            found.append(_home(story, county, row, heads[row["household_code"]]))
    assert len(found) == many
    return found


def homes_of(story: Story, county_code: str, families: list[list[Line]]) -> list[Home]:
    """These households go into the register of another county than the demonstration's."""
    county = story.platform.as_(Role.COUNTY, region=county_code, subject="住建局")
    for family, rows in enumerate(families, start=1):
        for person, row in enumerate(rows, start=1):
            code = f"{county_code}{family:08d}"
            row |= {"户编号": code, "人口编号": f"{code[:6]}{family:06d}{person:04d}"}
    with TemporaryDirectory() as folder:
        file = Path(folder) / "register.xlsx"
        write_register([row for rows in families for row in rows], file)
        sent = {"file": ("register.xlsx", file.read_bytes(), XLSX)}
        assert not county.post("/registry/imports", params={"commit": True}, files=sent)["refused"]
    heads = {str(row["户编号"]): row for rows in families for row in rows if row["与户主关系"] == "户主"}
    rows = [row for row in county.read("/registry/households", limit=500)["rows"] if row["household_code"] in heads]
    assert len(rows) == len(families) and all(_is_new(county, row, county_code) for row in rows)
    return [_home(story, county, row, heads[row["household_code"]]) for row in rows]


def _is_new(county: Person, row: dict[str, Any], county_code: str = COUNTY) -> bool:
    def known() -> bool:
        looked = county.post("/housing/disasters/preview", {"region": county_code, "households": [row["household_code"]]})
        return bool(looked["persons"] == row["members"])

    eventually(known, "住房服务知道这户和人口")
    return not county.read(f"/housing/households/{row['household_id']}/houses")


def _home(story: Story, county: Person, row: dict[str, Any], head: Line) -> Home:
    region = row["region"]
    return Home(
        row["household_id"],
        row["household_code"],
        region,
        story.platform.as_(Role.VILLAGE, region=region, subject="村干部"),
        story.platform.as_(Role.TOWN, region=region[:9], subject="镇村建办"),
        county,
        head,
    )
