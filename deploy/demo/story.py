"""The main story, told by the people it is about, over the gateway: each step acts and returns what its actor sees.

`make demo` prints it, the journey tests hold it to its promises: there is one story.
"""

import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from openpyxl import load_workbook

from deploy.demo.platform import COUNTY, Platform
from deploy.demo.register import Line, demo_register, id_number, write_register
from services.medical.store.national.shelf import sandbox
from shared import clock
from shared.security import Role

TOWN, VILLAGE = "371311001", "371311001001"
HOSPITAL = "H37131100001"
CITY_HOSPITAL = "H37130000001"
"""Of the third grade, where the heaviest bills are."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PATIENCE_S = 20
ASK_EVERY_S = 0.05
PARTS = ("medical-cover", "emergency-grant", "housing-survey", "work-orders")

Seen = TypeVar("Seen")


class NeverHappened(Exception):
    """What the story waits for did not come."""


def eventually(ask: Callable[[], Seen | None], what: str, *, within_s: float = PATIENCE_S) -> Seen:
    """Ask until there is something. Raises NeverHappened."""
    give_up_at = time.monotonic() + within_s
    while not (seen := ask()):
        if time.monotonic() > give_up_at:
            raise NeverHappened(what)
        time.sleep(ASK_EVERY_S)
    return seen


@dataclass(frozen=True)
class Imported:
    """What the officer gets back for a register."""

    summary: dict[str, Any]
    handed_back: bytes

    @property
    def refused_rows(self) -> int:
        return int(load_workbook(io.BytesIO(self.handed_back)).worksheets[0].max_row) - 1


@dataclass(frozen=True)
class Settled:
    """What the hospital gets for one stay."""

    eligibility: dict[str, Any]
    admission: dict[str, Any]
    preview: dict[str, Any]
    settlement: dict[str, Any]
    sheet: str


class Story:
    """The cast: a county that funds, a town that registers, a hospital that settles, a village officer who is told."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.county = platform.as_(Role.COUNTY, subject="罗庄区乡村振兴局")
        self.town = platform.as_(Role.TOWN, region=TOWN, subject="罗庄街道民政办")
        self.village = platform.as_(Role.VILLAGE, region=VILLAGE, subject="村级联络员")
        self.hospital = platform.as_(Role.HOSPITAL, org=HOSPITAL, subject="罗庄区人民医院")
        self.city_hospital = platform.as_(Role.HOSPITAL, org=CITY_HOSPITAL, subject="临沂市人民医院")
        self.random = Random()  # noqa: S311  picks a made-up patient, guards nothing

    def prepare(self) -> None:
        """Money in the town's reserve, somebody to tell in the village, the hospital and the catalogue of the sandbox.

        Sent again on the same day, it is done once.
        """
        today = clock.today().isoformat()
        self.county.post(
            "/funds/allocations",
            {"county": COUNTY, "amount_yuan": "500000.00", "memo": "临时救助备用金预算"},
            key=f"demo {today}",
        )
        self.county.post(
            "/funds/fills",
            {"town": TOWN, "amount_yuan": "100000.00", "memo": "街道救助备用金", "above_ceiling": "演示，每日补足"},
            key=f"demo {today}",
        )
        self.county.put(
            f"/notifier/posts/{VILLAGE}",
            {"name": "赵联络", "channels": [{"channel": "log", "address": "村值班室"}]},
            key=f"demo {today}",
        )
        trial = sandbox()
        title, level, region = (trial.hospital[field] for field in ("title", "level", "region"))
        self.county.put(f"/medical/hospitals/{HOSPITAL}", {"title": title, "level": level, "region": region}, key=f"demo {today}")
        items = [item.model_dump(exclude_none=True) for item in trial.catalogue]
        self.county.post("/medical/catalogue-items", {"region": COUNTY, "items": items}, key=f"demo {today}")

    def import_register(self, rows: list[Line] | None = None) -> Imported:
        """The officer imports the town's register, good rows and bad."""
        with TemporaryDirectory() as folder:
            file = Path(folder) / "register.xlsx"
            write_register(rows or demo_register(), file)
            return self.send_register(file.read_bytes())

    def send_register(self, workbook: bytes) -> Imported:
        summary = self.county.post(
            "/registry/imports", params={"commit": True}, files={"file": ("罗庄街道.xlsx", workbook, XLSX)}
        )
        errors = self.county.get(f"/registry/imports/{summary['import_id']}/errors.xlsx").content if summary["refused"] else b""
        return Imported(summary, errors)

    def an_enrolled_person(self) -> Line:
        """Somebody whose household went in."""
        return next(row for row in demo_register() if row["与户主关系"] == "户主" and str(row["证件号码"]).isdigit())

    def a_stranger(self) -> tuple[str, str]:
        """Somebody whom no register knows: ID number and name."""
        born = date(1960, 1, 1) + timedelta(days=self.random.randrange(9000))
        return id_number(born, self.random.randrange(1000)), "周有根"

    def treat(self, number: str, name: str, lines: list[dict[str, Any]], *, level: str = "2", village: str = VILLAGE) -> Settled:
        """Check, admit without deposit where the person may be, upload the charges day by day, preview, settle, print."""
        hospital = self.city_hospital if level == "3" else self.hospital
        discharged = clock.today()
        admitted = discharged - timedelta(days=6)
        asked = {"id_number": number, "region": village, "hospital_level": level}
        eligibility = hospital.post("/medical/eligibility-checks", asked)
        admission = hospital.post("/medical/admissions", asked | {"name": name, "admitted_on": admitted.isoformat()})
        at = f"/medical/admissions/{admission['id']}"
        for day, line in enumerate(lines):
            dated = line | {"line_no": day + 1, "charged_on": (admitted + timedelta(days=day % 7)).isoformat()}
            hospital.post(f"{at}/charges", {"lines": [dated]})
        leaving = {"discharged_on": discharged.isoformat()}
        preview = hospital.post(f"{at}/settlement-previews", leaving)
        settlement = hospital.post(f"{at}/settlement", leaving)
        sheet = hospital.get(f"/medical/settlements/{settlement['id']}/sheet").text
        return Settled(eligibility, admission, preview, settlement, sheet)

    def treat_enrolled(self) -> Settled:
        """A patient of the register: eventually known to the hospital as one who pays no deposit."""
        person = self.an_enrolled_person()
        village = self.village_of(person)
        asked = {"id_number": str(person["证件号码"]), "region": village, "hospital_level": "2"}

        def known() -> bool:
            return bool(self.hospital.post("/medical/eligibility-checks", asked)["is_without_deposit"])

        eventually(known, "医院查得到建档立卡身份")
        return self.treat(str(person["证件号码"]), str(person["姓名"]), A_FORTNIGHT, village=village)

    def village_of(self, person: Line) -> str:
        """Where the register says that the person's household lives."""
        for household in self.county.read("/registry/households", limit=500)["rows"]:
            if household["household_code"] == str(person["户编号"]):
                return str(household["region"])
        raise NeverHappened(f"{person['户编号']} 在登记中")

    def treat_stranger(self) -> tuple[str, Settled]:
        """A patient of no register whose bill is more than the household can bear; also the ID number."""
        number, name = self.a_stranger()
        return number, self.treat(number, name, A_CATASTROPHE, level="3")

    def case_of(self, settlement: dict[str, Any], *, before: set[str]) -> dict[str, Any]:
        """The case that a settlement opened, once every service has done its first act."""
        new = eventually(lambda: self.case_ids() - before, f"结算 {settlement['id']} 之后有了台账")
        return self.begun(new.pop())

    def begun(self, case_id: str) -> dict[str, Any]:
        """A case once every service has done its first act."""

        def seen() -> dict[str, Any] | None:
            case: dict[str, Any] = self.county.read(f"/registry/cases/{case_id}")
            return case if {step["part"] for step in case["steps"]} >= set(PARTS) else None

        return eventually(seen, f"台账 {case_id} 四个部门都已起步")

    def disclosed_grant(self, case: dict[str, Any]) -> dict[str, Any]:
        """The public entry of the case's grant, as a citizen without a login reads it."""
        grant = next(row for row in self.county.read("/funds/grants", limit=500)["rows"] if row["case_id"] == case["case_id"])
        entry_id = self.county.read(f"/funds/grants/{grant['id']}")["payment"]["disclosure_id"]
        rows = self.platform.anyone().read("/funds/disclosures.json", town=TOWN, limit=500)["rows"]
        return next(row for row in rows if row["id"] == entry_id)

    def day_proof(self) -> tuple[bytes, bytes]:
        """The day's proof and the offline checker, as a citizen downloads them."""
        citizen = self.platform.anyone()
        day = clock.today().isoformat()
        return citizen.get(f"/funds/disclosures/proofs/{day}").content, citizen.get("/funds/disclosures/check_proof.py").content

    def finish(self, case: dict[str, Any]) -> dict[str, Any]:
        """Everybody does what the case asks of them; the case as it stands once it is closed."""
        case_id = case["case_id"]
        for order in self.county.read("/notifier/orders", case_id=case_id, limit=500)["rows"]:
            desk = self.platform.as_(Role.DEPARTMENT, org=order["department"], subject=order["department_label"])
            desk.post(f"/notifier/orders/{order['id']}/acceptance")
            desk.post(f"/notifier/orders/{order['id']}/completion", {"result": "已入户办理，情况属实"})
        survey = next(row for row in self.county.read("/housing/surveys", limit=500)["rows"] if row["case_id"] == case_id)
        self.town.post(f"/housing/surveys/{survey['id']}/completion", A_SAFE_HOUSE)
        grant = next(row for row in self.county.read("/funds/grants", limit=500)["rows"] if row["case_id"] == case_id)
        papers = [paper["code"] for paper in self.county.read(f"/funds/grants/{grant['id']}")["required_papers"]]
        self.town.post(f"/funds/grants/{grant['id']}/papers", {"papers": papers})

        def closed() -> dict[str, Any] | None:
            seen: dict[str, Any] = self.county.read(f"/registry/cases/{case_id}")
            return seen if seen["closed_at"] else None

        return eventually(closed, "台账办结")

    def case_ids(self) -> set[str]:
        return {line["case_id"] for line in self.county.read("/registry/cases", region=VILLAGE, limit=500)["rows"]}


def _line(name: str, code: str, kind: str, price: str, quantity: str, amount: str, **more: str) -> dict[str, Any]:
    return {
        "name": name,
        "code": code,
        "catalogue_class": kind,
        "unit_price": price,
        "quantity": quantity,
        "amount_yuan": amount,
    } | more


A_SAFE_HOUSE = dict.fromkeys(("site", "foundation", "walls", "roof", "enclosure"), "sound")
A_FORTNIGHT = [
    _line("床位费", "110900001", "A", "30", "6", "180.00"),
    _line("注射用青霉素钠", "XJ01CEQ094B001", "A", "1.283333", "36", "46.20"),
    _line("头孢呋辛酯片", "XJ01DCT074A001", "B", "18.5", "12", "222.00", self_pay_ratio="0.1"),
    _line("CT 平扫", "210300001", "B", "320", "1", "320.00", price_ceiling="280", self_pay_ratio="0.1"),
    _line("静脉输液", "120400006", "A", "8", "24", "192.00"),
    _line("阑尾切除术", "331001001", "A", "2600", "1", "2600.00"),
    _line("一次性麻醉包", "C0101", "B", "380", "1", "380.00", self_pay_ratio="0.2"),
    _line("陪护床", "F0001", "C", "20", "6", "120.00"),
]
A_CATASTROPHE = [
    _line("重症监护", "110200005", "A", "1680", "22", "36960.00"),
    _line("心脏支架", "C0202", "B", "11800", "2", "23600.00", price_ceiling="9800", self_pay_ratio="0.2"),
    _line("冠状动脉搭桥术", "330802003", "A", "28600", "1", "28600.00"),
    _line("人血白蛋白", "XB05AA", "B", "420", "30", "12600.00", self_pay_ratio="0.1"),
    _line("进口抗菌药", "Z0001", "C", "980", "14", "13720.00"),
]
