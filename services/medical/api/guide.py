"""What the engineer of a hospital's system reads first, on the documentation page; a test does what it says."""

from services.medical.api.steps import STEPS

_BEGINNING = """待遇资格、免押金入院、费用明细、分层结算与一站式结算单。每一分钱都注明支付方、条款和出处。

**医院信息系统接入请从 [对接说明](integration) 开始**：
凭据、九个调用的 curl 与 Python、退回代码、重发规则、试用数据、国家医保交易。

## 医院信息系统接入：一次住院

令牌的 `role` 为 `hospital`，`org` 为本院编号。以下各写操作都带 `Idempotency-Key`，一次一个新值。
"""

_CASES = """## 常见情形

- **答复丢失**：用同一个键原样重发；或 `GET /commands/{键}` 查询办理结果。
- **键也丢失**：重新登记会得到 409 `already-admitted`，其中 `admission_id` 就是已有的登记；
  `GET /admissions/{admission_id}` 给出状态、累计和 `settlement_id`；重传相同的明细不会重复记入，见 `repeated_line_nos`。
- **记错的明细**：已记入的行不修改、不删除，用数量和金额为负的退费行冲减，`refunds_line_no` 写所退的行号；补记用新的行号。
- **日期**：入院日期 ≤ 费用日期 ≤ 出院日期 ≤ 今天，否则 422 `date-out-of-order`。政策与年度累计都按出院日期。
- **外地患者**：参保地不在令牌辖区内的，403 `patient-of-another-county`，按异地就医办理。
- **看不到的即不存在**：别院的就诊与结算一律 404。
- **已经会说国家医保交易的系统**：用 `POST /nhsa/{infno}`，同一次就诊可以在两边接着办；结算答复的 `national` 给出两边通用的编号。
"""


def _told() -> str:
    calls = [
        f"**{number}. {step.title}**，{step.note}\n\n" + "".join(f"    {line}\n" for line in step.told.splitlines())
        for number, step in enumerate(STEPS, 1)
    ]
    return "\n".join([_BEGINNING, *calls, _CASES])


GUIDE = _told()
