"""National messages as a hospital's system writes them, and a hospital that sends them."""

from itertools import count
from typing import Any

import httpx

from shared.security import Role
from tests.builders.medical import COUNTY, HOSPITAL_CODE, ID_NUMBER, OTHER_HOSPITAL_CODE, VILLAGE

GUANGZHOU_HOSPITAL = "H44010600001"
"""Its code says whose way of writing it has; its token says whom it may treat."""
FOSHAN_HOSPITAL = "H44060400001"
HOSPITALS = (HOSPITAL_CODE, OTHER_HOSPITAL_CODE, GUANGZHOU_HOSPITAL, FOSHAN_HOSPITAL)
CATALOGUE = [
    {"code": "331001001", "title": "阑尾切除术", "catalogue_class": "A", "charge_type": "06"},
    {
        "code": "210300001", "title": "CT 平扫", "catalogue_class": "B", "self_pay_ratio": "0.1", "price_ceiling": "280",
        "charge_type": "03",
    },
    {"code": "F0001", "title": "陪护床", "catalogue_class": "C", "charge_type": "14"},
]  # fmt: skip
_numbers = count(1)


def a_msgid(code: str = HOSPITAL_CODE) -> str:
    return f"{code}20200612080000{next(_numbers) % 10000:04d}"


def a_message(infno: str, told: dict[str, Any], *, code: str = HOSPITAL_CODE, **changes: Any) -> dict[str, Any]:
    return {
        "infno": infno,
        "msgid": a_msgid(code),
        "mdtrtarea_admvs": COUNTY,
        "insuplc_admdvs": COUNTY,
        "recer_sys_code": "JSY",
        "infver": "V1.0",
        "opter_type": "1",
        "opter": "0001",
        "opter_name": "张收费",
        "inf_time": "2020-06-12 08:00:00",
        "fixmedins_code": code,
        "fixmedins_name": "罗庄区人民医院",
        "input": told,
    } | changes


def a_fee(serial: str, amount: str = "2600.00", *, code: str = "331001001", cnt: Any = "1", **changes: Any) -> dict[str, Any]:
    return {
        "feedetl_sn": serial,
        "chrg_bchno": "B1",
        "fee_ocur_time": "2020-06-02 09:00:00",
        "med_list_codg": code,
        "medins_list_codg": code,
        "det_item_fee_sumamt": amount,
        "cnt": cnt,
        "pric": amount,
        "bilg_dept_codg": "A01",
    } | changes


class Sender:
    """A hospital's system: sends envelopes, returns what stands in them."""

    def __init__(self, client: Any, code: str = HOSPITAL_CODE, **changes: Any) -> None:
        self.client, self.code, self.changes = client, code, changes

    async def send(self, infno: str, told: dict[str, Any], **changes: Any) -> httpx.Response:
        message = a_message(infno, told, code=self.code, **{**self.changes, **changes})
        return await self.client.post(f"/nhsa/{infno}", json=message, headers={"Idempotency-Key": None})

    async def ask(self, infno: str, told: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """The whole answer of a message that must succeed."""
        answer = await self.send(infno, told, **changes)
        assert (answer.status_code, answer.json()["infcode"]) == (200, "0"), answer.text
        return answer.json()

    async def output(self, infno: str, told: dict[str, Any], **changes: Any) -> dict[str, Any]:
        return (await self.ask(infno, told, **changes))["output"]

    async def refused(self, infno: str, told: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """The problem of a message that must be refused."""
        answer = await self.send(infno, told, **changes)
        assert (answer.status_code, answer.json()["infcode"]) == (200, "-1"), answer.text
        told = answer.json()
        assert told["err_msg"].startswith(f"[{told['problem']['code']}]")
        return told["problem"]

    async def person(self, number: str = ID_NUMBER, name: str = "王小明", village: str | None = VILLAGE) -> str:
        shown = await self.output("1101", {"data": a_certificate(number, name, village)})
        return shown["baseinfo"]["psn_no"]

    async def admitted(self, psn_no: str | None = None) -> tuple[str, str]:
        """Numbers of the person and of the stay."""
        psn_no = psn_no or await self.person()
        told = {"mdtrtinfo": an_admission(psn_no), "diseinfo": []}
        return psn_no, (await self.output("2401", told))["result"]["mdtrt_id"]

    async def charged(self, *fees: dict[str, Any]) -> tuple[str, str]:
        psn_no, mdtrt_id = await self.admitted()
        of = {"psn_no": psn_no, "mdtrt_id": mdtrt_id}
        await self.output("2301", {"feedetail": [fee | of for fee in fees or BILL]})
        return psn_no, mdtrt_id

    async def discharged(self, *fees: dict[str, Any]) -> tuple[str, str]:
        """Charged, and gone home on the 12th."""
        psn_no, mdtrt_id = await self.charged(*fees)
        await self.output("2402", {"dscginfo": a_discharge(psn_no, mdtrt_id), "diseinfo": []})
        return psn_no, mdtrt_id


BILL = (a_fee("1", "18000.00"), a_fee("2", "2000.00", code="F0001"))


def a_certificate(number: str = ID_NUMBER, name: str = "王小明", village: str | None = VILLAGE) -> dict[str, Any]:
    told = {"mdtrt_cert_type": "02", "mdtrt_cert_no": number, "psn_cert_type": "01", "certno": number, "psn_name": name}
    return told | ({"exp_content": {"village": village}} if village else {})


def an_admission(psn_no: str, **changes: Any) -> dict[str, Any]:
    return {
        "psn_no": psn_no,
        "insutype": "390",
        "med_type": "21",
        "begntime": "2020-06-01 08:30:00",
        "mdtrt_cert_type": "02",
        "ipt_no": "Z0001",
    } | changes


def a_discharge(psn_no: str, mdtrt_id: str, **changes: Any) -> dict[str, Any]:
    told = {"psn_no": psn_no, "mdtrt_id": mdtrt_id, "insutype": "390", "endtime": "2020-06-12 08:00:00", "dscg_way": "1"}
    return told | changes


def a_settlement(psn_no: str, mdtrt_id: str, total: Any = "20000.00", **changes: Any) -> dict[str, Any]:
    return {
        "psn_no": psn_no,
        "mdtrt_id": mdtrt_id,
        "mdtrt_cert_type": "02",
        "medfee_sumamt": total,
        "psn_setlway": "01",
        "insutype": "390",
        "acct_used_flag": "0",
        "mid_setl_flag": "0",
    } | changes


async def a_catalogue(api: Any) -> None:
    """The county has laid down what the codes are, and registered the hospitals."""
    county = api.as_(Role.COUNTY, region=COUNTY)
    for code in HOSPITALS:
        put = await county.put(f"/hospitals/{code}", json={"title": "罗庄区人民医院", "level": "2", "region": COUNTY})
        assert put.status_code == 200, put.text
    answer = await county.post("/catalogue-items", json={"region": COUNTY, "items": CATALOGUE})
    assert answer.status_code == 201, answer.text
