"""What the engineer of a hospital's system reads first, on the documentation page; a test does what it says."""

from services.medical.api.steps import STEPS

_BEGINNING = """待遇资格、免押金入院、费用明细、分层结算与一站式结算单。每一分钱都注明支付方、条款和出处。

**医院信息系统接入请从 [对接说明](integration) 开始**：
凭据、九个调用的 curl 与 Python、退回代码、重发规则、试用数据、国家医保交易。

## 医院信息系统接入：一次住院

令牌的 `role` 为 `hospital`，`org` 为本院编号。以下各写操作都带 `Idempotency-Key`，一次一个新值。
"""

_MORE = """## 退费

记错的以负数行退回：`quantity` 与 `amount_yuan` 为负，`refunds_line_no` 写明所退的行号，其余与所退的行相同；各部分按比例退回，
退完时分毫不剩。退回后用新行号补记。

    POST /admissions/{admission_id}/charges
    {"lines": [
      {"line_no": 3, "charged_on": "2020-06-02", "code": "250101015", "name": "血细胞分析", "catalogue_class": "A",
       "unit_price": "15", "quantity": "2", "amount_yuan": "30.00"},
      {"line_no": 4, "charged_on": "2020-06-03", "code": "250101015", "name": "血细胞分析", "catalogue_class": "A",
       "unit_price": "15", "quantity": "-2", "amount_yuan": "-30.00", "refunds_line_no": 3}]}
    → 201 {"recorded": 2, "repeated_line_nos": [], "line_count": 4, "total_yuan": "2920.00"}

## 门诊与慢特病：一次办理

登记、费用、结算在一次调用中完成，要么全部生效，要么全部不生效；不涉及押金。也可以分步：入院登记时填写 `visit`，其后与住院相同。

    POST /visits
    {"id_number": "11010519491231002X", "name": "王小明", "region": "371311001001", "hospital_level": "2",
     "visit": "chronic", "visited_on": "2020-06-05", "diseases": ["M03900"], "lines": [
      {"line_no": 1, "charged_on": "2020-06-05", "code": "XC08CAA236", "name": "苯磺酸氨氯地平片", "catalogue_class": "A",
       "unit_price": "2.25", "quantity": "28", "amount_yuan": "63.00"}]}
    → 201 {}

## 常见情形

- **不知道办成没有**：`GET /commands/{键}`，已办成的给出接口与当时的答复，`GET /commands/{键}/answer` 逐字节取回；
  404 为没有收到或没有生效，409 `still-running` 为正在办理。用同一个键重发，结果相同。
- **中途结算**：`POST /admissions/{admission_id}/interim-settlements`，`settled_on` 为截止日；结清已上传的费用，住院继续。
  每次都按全部费用计算再减去已付的，所以起付线、住院次数不重复计算，各次合计与一次结清相同。
  人员类别或政策变化，使某一方此前多付的，出院结算时自动退回：该方金额为负（预结算先列明），
  医疗机构按 `patient_yuan` 收取或退还患者。
  已中途结算的行要退费，先冲正该次结算。
- **付不起个人负担**：`POST /instalment-plans` 签订分期还款协议（担保人、村和镇街证明、各期到期日）；
  `POST /instalment-plans/{plan_id}/payments` 记录还款；逾期由事件 `InstalmentMissed` 告知。
  有偿还能力而不还的，`POST /default-listings` 提请，由县区确认；列入者再次住院不免押金，可申诉，还清自动移出。
- **登记错了人**：没有费用的，`POST /admissions/{admission_id}/cancellation` 撤销；有费用的先全部退回。
- **答复丢失，键也丢失**：重新登记会得到 409 `already-admitted`，其中 `admission_id` 就是已有的登记；
  `GET /admissions/{admission_id}` 给出状态、累计和 `settlement_id`；重传明细，已记入的行列在 `repeated_line_nos`。
- **每日对账**：`POST /reconciliations` 提交当日每一笔结算（JSON，或以表格发到 `/reconciliations/file`），答复逐处列出差异。
- **应收与清算**：`GET /receivables`、`GET /receivables/ageing`、`GET /clearing-statements` 查询各支付方欠付与已付的款项。
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
    return "\n".join([_BEGINNING, *calls, _MORE])


GUIDE = _told()
