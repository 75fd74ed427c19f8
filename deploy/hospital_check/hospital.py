"""A hospital's system, as small as it can be: it sends, with a key per piece of business, and keeps what it sent."""

import base64
import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import uuid4

import httpx

from deploy.demo.register import id_number
from deploy.hospital_check.report import Unmet, must
from shared import clock
from shared.money import fen

ANSWER_WITHIN_S = 60


@dataclass
class Hospital:
    """Where the platform is, and what the token says of us."""

    client: httpx.Client
    token: str
    village: str
    org: str = ""
    level: str | None = None
    numbers: int = 0
    dice: Random = field(default_factory=Random)

    @classmethod
    def of(cls, url: str, token: str, village: str) -> "Hospital":
        # A proxy of the machine knows no loopback address.
        client = httpx.Client(base_url=url.rstrip("/"), timeout=ANSWER_WITHIN_S, trust_env=False)
        return cls(client, token, village, org=str(claims_of(token).get("org", "")))

    def send(self, method: str, path: str, form: Any = None, *, key: str | None = None, keyless: bool = False) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        if method != "GET" and not keyless:
            headers["Idempotency-Key"] = key or str(uuid4())
        return self.client.request(method, path, json=form, headers=headers)

    def get(self, path: str) -> Any:
        return answered(self.send("GET", path), 200)

    def post(self, path: str, form: Any = None, *, key: str | None = None, status: int = 201) -> Any:
        return answered(self.send("POST", path, form, key=key), status)

    def refused(self, answer: httpx.Response, status: int, code: str) -> Any:
        """The problem, which says what is wrong and how to mend it."""
        must(answer.status_code == status, f"{answer.status_code} {answer.text}")
        told = answer.json()
        must(told.get("code") == code and told.get("title") and told.get("mend"), told)
        return told

    def stranger(self) -> dict[str, Any]:
        """Somebody whom no register knows, so that every run begins with an empty year."""
        born = date(1950, 1, 1) + timedelta(days=self.dice.randrange(18_000))
        number = id_number(born, self.dice.randrange(1000), county=self.village[:6])
        level = {"hospital_level": self.level} if self.level else {}
        return {"id_number": number, "name": "周有根", "region": self.village} | level

    # The national door.

    def msgid(self) -> str:
        self.numbers += 1
        return f"{self.org}{clock.china(clock.now()):%Y%m%d%H%M%S}{self.numbers:04d}"

    def message(self, infno: str, told: dict[str, Any], **changes: Any) -> dict[str, Any]:
        return {
            "infno": infno,
            "msgid": self.msgid(),
            "mdtrtarea_admvs": self.village[:6],
            "insuplc_admdvs": self.village[:6],
            "recer_sys_code": "JSY",
            "infver": "V1.0",
            "opter_type": "1",
            "opter": "0001",
            "opter_name": "联调自检",
            "inf_time": f"{clock.china(clock.now()):%Y-%m-%d %H:%M:%S}",
            "fixmedins_code": self.org,
            "fixmedins_name": "联调自检",
            "input": told,
        } | changes

    def transact(self, message: dict[str, Any]) -> httpx.Response:
        return self.send("POST", f"/nhsa/{message['infno']}", message, keyless=True)

    def output(self, infno: str, told: dict[str, Any], **changes: Any) -> dict[str, Any]:
        answer = self.transact(self.message(infno, told, **changes))
        must(answer.status_code == 200 and answer.json()["infcode"] == "0", f"{infno}: {answer.status_code} {answer.text}")
        output: dict[str, Any] = answer.json()["output"]
        return output

    def turned_down(self, message: dict[str, Any], code: str) -> dict[str, Any]:
        answer = self.transact(message)
        must(answer.status_code == 200, f"{answer.status_code} {answer.text}")
        told: dict[str, Any] = answer.json()
        must(told["infcode"] == "-1" and told["err_msg"].startswith(f"[{code}]"), told)
        return told


def answered(answer: httpx.Response, status: int) -> Any:
    must(answer.status_code == status, f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}")
    return answer.json()


def claims_of(token: str) -> dict[str, Any]:
    """What a token says, unverified: the platform verifies it. Raises Unmet."""
    try:
        payload = token.split(".")[1]
        claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError) as wrong:
        raise Unmet("TOKEN 不是 JWT") from wrong
    return claims


def days_ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def a_line(line_no: int, amount: str, *, kind: str = "A", day: date | None = None, **changes: Any) -> dict[str, Any]:
    """One piece at this price."""
    line = {
        "line_no": line_no, "charged_on": (day or days_ago(5)).isoformat(), "code": "331001001", "name": "阑尾切除术",
        "catalogue_class": kind, "unit_price": amount, "quantity": "1", "amount_yuan": amount,
    }  # fmt: skip
    return line | ({"self_pay_ratio": "0.1"} if kind == "B" else {}) | changes


def sums_hold(national: dict[str, Any]) -> None:
    """The sums among the national fields, to the fen. Raises Unmet."""
    amount = {name: fen(value) for name, value in national.items() if name.endswith(AMOUNTS) and isinstance(value, str)}
    funds = ("hifp_pay", "cvlserv_pay", "hifes_pay", "hifmi_pay", "hifob_pay", "hifdm_pay", "maf_pay", "oth_pay")
    must(amount["fund_pay_sumamt"] == sum(amount[fund] for fund in funds), national)
    must(amount["psn_part_amt"] == amount["acct_pay"] + amount["psn_cash_pay"], national)
    must(amount["medfee_sumamt"] == amount["fund_pay_sumamt"] + amount["psn_part_amt"] + amount["hosp_part_amt"], national)
    parts = ("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt")
    must(amount["medfee_sumamt"] == sum(amount[part] for part in parts), national)


AMOUNTS = ("_pay", "_amt", "_sumamt", "_dedc", "overlmt_selfpay")
