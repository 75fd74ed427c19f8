"""A stay, call by call, as the engineer of a hospital's system copies it: once as told, once in curl, once in Python.

Tests run every line of it against the service.
"""

import json
from dataclasses import dataclass
from typing import Any

PATIENT = {"id_number": "11010519491231002X", "region": "371311001001", "hospital_level": "2", "cause": "illness"}
LINES = [
    {
        "line_no": 1, "charged_on": "2020-06-01", "code": "331001001", "name": "阑尾切除术", "catalogue_class": "A",
        "unit_price": "2600", "quantity": "1", "amount_yuan": "2600.00",
    },
    {
        "line_no": 2, "charged_on": "2020-06-02", "code": "210300001", "name": "CT 平扫", "catalogue_class": "B",
        "unit_price": "320", "quantity": "1", "amount_yuan": "320.00", "price_ceiling": "280", "self_pay_ratio": "0.1",
    },
]  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One call: what is sent, and the part of the answer that matters. `keeps` names what later calls need of it."""

    title: str
    note: str
    method: str
    path: str
    status: int
    body: dict[str, Any] | None = None
    answer: dict[str, Any] | None = None
    keeps: str | None = None

    @property
    def told(self) -> str:
        """As the documentation page shows it."""
        lines = [f"{self.method} {self.path}"]
        if self.body is not None:
            lines.append(_shown(self.body))
        lines.append(f"→ {self.status}{' ' + _shown(self.answer) if self.answer else ''}")
        return "\n".join(lines)

    @property
    def curl(self) -> str:
        """For a shell in which URL, TOKEN and RUN are set."""
        call = f'curl -sS --fail-with-body -X {self.method} "$URL{_in_shell(self.path)}" -H "Authorization: Bearer $TOKEN"'
        if self.method != "GET":
            call += f' \\\n  -H "Idempotency-Key: {self.key}-$RUN"'
        if self.body is not None:
            call += f" \\\n  -H \"Content-Type: application/json\" -d '{_shown(self.body)}'"
        if self.keeps:
            return f'{self.keeps.upper()}=$({call} | sed \'s/.*"id":"\\([^"]*\\)".*/\\1/\')'
        return call

    @property
    def python(self) -> str:
        """With the function `call` of the preface."""
        path = f'f"{self.path}"' if "{" in self.path else f'"{self.path}"'
        form = f", {_in_python(self.body)}" if self.body is not None else ""
        key = f', key=f"{self.key}-{{RUN}}"' if self.method != "GET" else ""
        call = f'call("{self.method}", {path}{form}{key})'
        return f'{self.keeps} = {call}["id"]' if self.keeps else call

    @property
    def key(self) -> str:
        """What the business is, for its idempotency key."""
        return self.path.rstrip("/").rpartition("/")[2]


def _shown(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False).replace('{"lines": [{', '{"lines": [\n  {').replace("}, {", "},\n  {")


def _in_shell(path: str) -> str:
    for name in ("admission_id", "settlement_id"):
        path = path.replace(f"{{{name}}}", f"${name.upper()}")
    return path


def _in_python(body: dict[str, Any]) -> str:
    """The same literal: there is neither null nor true in these bodies."""
    return _shown(body)


PYTHON_PREFACE = '''import json
import os
import time
import urllib.request

URL, TOKEN, RUN = os.environ["URL"], os.environ["TOKEN"], os.environ.get("RUN") or str(int(time.time()))


def call(method, path, form=None, key=None):
    """一笔业务一个 key。没有收到答复时，用同一个 key、同样的内容再调用一次。"""
    request = urllib.request.Request(URL + path, method=method, data=form and json.dumps(form).encode())
    request.add_header("Authorization", f"Bearer {TOKEN}")
    request.add_header("Content-Type", "application/json")
    if key:
        request.add_header("Idempotency-Key", key)
    with urllib.request.urlopen(request, timeout=30) as answer:
        body = answer.read()
    return json.loads(body) if "json" in answer.headers["Content-Type"] else body.decode()
'''

STEPS = (
    Step(
        "查询待遇资格", "可省略，入院登记时同样判定。", "POST", "/eligibility-checks", 200,
        body=PATIENT, answer={"is_without_deposit": False},
    ),
    Step(
        "入院登记",
        "保存答复中的 `id`。是否收押金以 `is_without_deposit` 为准，理由见 `deposit_reason`。"
        "免押金的随 `agreement` 提交先诊疗后付费协议，或之后补签。"
        "县区已登记本院的，`hospital_level` 可不填；与登记不一致的退回。",
        "POST", "/admissions", 201,
        body=PATIENT | {"name": "王小明", "admitted_on": "2020-06-01"},
        answer={"id": "{admission_id}", "status": "open", "is_without_deposit": False}, keeps="admission_id",
    ),
    Step(
        "上传费用明细",
        "每天或每批一次，一批至多 2000 行。`line_no` 由医院编，在本次就诊内唯一；`amount_yuan` 等于数量乘以单价，四舍五入到分。"
        "乙类（B）必填 `self_pay_ratio`，甲类（A）、丙类（C）不填。整批记入或整批退回；没有收到答复的，整批重传即可，"
        "内容相同的行不重复记入，列在 `repeated_line_nos`。",
        "POST", "/admissions/{admission_id}/charges", 201,
        body={"lines": LINES},
        answer={
            "recorded": 2, "line_count": 2, "total_yuan": "2920.00", "in_policy_yuan": "2852.00", "pre_pay_yuan": "28.00",
            "over_ceiling_yuan": "40.00", "out_of_policy_yuan": "0.00",
        },
    ),
    Step(
        "一日清单",
        "按日列出费用行与各目录类别小计，退费已冲减；地址后加 `/sheet` 是交患者签字的打印页。"
        "全部费用行用 `GET /admissions/{admission_id}/charges` 分页查询。",
        "GET", "/admissions/{admission_id}/days/2020-06-02", 200, answer={"next": None},
    ),
    Step(
        "出院登记", "离院方式 1 为医嘱离院。此后仍可补记出院日及以前的费用，直到结算；办错了用 `discharge-cancellation` 撤销。",
        "POST", "/admissions/{admission_id}/discharge", 201,
        body={"discharged_on": "2020-06-05", "reason": "1"}, answer={"status": "discharged"},
    ),
    Step(
        "预结算", "可做任意多次，不落账。每次用新键：同一个键只会重放上一次的答复。",
        "POST", "/admissions/{admission_id}/settlement-previews", 200,
        body={"discharged_on": "2020-06-05"}, answer={"id": None, "total_yuan": "2920.00", "patient_yuan": "1203.60"},
    ),
    Step(
        "出院结算",
        "保存答复中的 `id`。患者只付 `patient_yuan`；`result.shares` 逐项写明各支付方付多少、怎样算出、依据哪一条；"
        "`national` 是同一笔结算的国家字段。",
        "POST", "/admissions/{admission_id}/settlement", 201,
        body={"discharged_on": "2020-06-05"},
        answer={"id": "{settlement_id}", "total_yuan": "2920.00", "patient_yuan": "1203.60"}, keeps="settlement_id",
    ),
    Step(
        "打印结算单", "答复是可直接打印的网页（A4）；`sheet.pdf` 是内容相同的 PDF，带查验二维码，供盖章。",
        "GET", "/settlements/{settlement_id}/sheet", 200),
    Step(
        "冲正",
        "需要时。累计恢复，就诊回到结算之前，可退费、补记后重新结算。此后的结算依它计算的，`later_settlements` 给出数目，"
        "由县区一次重新结算。",
        "POST", "/settlements/{settlement_id}/reversal", 201,
        body={"reason": "漏记手术费，需补记后重新结算"}, answer={"settlement_id": "{settlement_id}"},
    ),
)  # fmt: skip
