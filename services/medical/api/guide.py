"""What the engineer of a hospital's system reads first, on the documentation page; a test does what it says."""

GUIDE = """待遇资格、免押金入院、费用明细、分层结算与一站式结算单。每一分钱都注明支付方、条款和出处。

## 医院信息系统接入：一次住院

令牌的 `role` 为 `hospital`，`org` 为本院编号。以下各写操作都带 `Idempotency-Key`，一次一个新值。

**1. 查询待遇资格**（可省略，入院登记时同样判定）

    POST /eligibility-checks
    {"id_number": "11010519491231002X", "region": "371311001001", "hospital_level": "2", "cause": "illness"}
    → 200 {"is_without_deposit": false}

**2. 入院登记**，保存答复中的 `id`。是否收押金以 `is_without_deposit` 为准，理由见 `deposit_reason`。

    POST /admissions
    {"id_number": "11010519491231002X", "name": "王小明", "region": "371311001001", "hospital_level": "2",
     "cause": "illness", "admitted_on": "2020-06-01"}
    → 201 {"id": "{admission_id}", "status": "open", "is_without_deposit": false}

**3. 上传费用明细**，每天或每批一次，一批至多 2000 行。`line_no` 由医院编，在本次就诊内唯一；`amount_yuan` 等于数量乘以单价，
四舍五入到分。乙类（B）必填 `self_pay_ratio`，甲类（A）、丙类（C）不填。整批记入或整批退回。

    POST /admissions/{admission_id}/charges
    {"lines": [
      {"line_no": 1, "charged_on": "2020-06-01", "code": "331001001", "name": "阑尾切除术", "catalogue_class": "A",
       "unit_price": "2600", "quantity": "1", "amount_yuan": "2600.00"},
      {"line_no": 2, "charged_on": "2020-06-02", "code": "210300001", "name": "CT 平扫", "catalogue_class": "B",
       "unit_price": "320", "quantity": "1", "amount_yuan": "320.00", "price_ceiling": "280", "self_pay_ratio": "0.1"}]}
    → 201 {"recorded": 2, "line_count": 2, "total_yuan": "2920.00", "in_policy_yuan": "2852.00",
     "pre_pay_yuan": "28.00", "over_ceiling_yuan": "40.00", "out_of_policy_yuan": "0.00"}

**4. 预结算**，可做任意多次，不落账。每次用新键：同一个键只会重放上一次的答复。

    POST /admissions/{admission_id}/settlement-previews
    {"discharged_on": "2020-06-05"}
    → 200 {"id": null, "total_yuan": "2920.00", "patient_yuan": "1203.60"}

**5. 出院结算**，保存答复中的 `id`。患者只付 `patient_yuan`；`result.shares` 逐项写明各支付方付多少、怎样算出、依据哪一条。

    POST /admissions/{admission_id}/settlement
    {"discharged_on": "2020-06-05"}
    → 201 {"id": "{settlement_id}", "total_yuan": "2920.00", "patient_yuan": "1203.60"}

**6. 打印结算单**，答复是可直接打印的网页（A4）。

    GET /settlements/{settlement_id}/sheet
    → 200

**7. 冲正**（需要时），年度累计恢复，就诊回到未结算，可补记费用后重新结算。同一患者同一年有多次结算的，从最后一次起逐次冲正。

    POST /settlements/{settlement_id}/reversal
    {"reason": "漏记手术费,需补记后重新结算"}
    → 201 {"settlement_id": "{settlement_id}"}

## 常见情形

- **答复丢失，键也丢失**：重新登记会得到 409 `already-admitted`，其中 `admission_id` 就是已有的登记；
  `GET /admissions/{admission_id}` 给出状态、累计和 `settlement_id`；
  重传明细得到 409 `line-already-recorded`，`line_nos` 列出已记入的行。
- **每日对账**：`POST /reconciliations` 提交当日每一笔结算（JSON，或以表格发到 `/reconciliations/file`），答复逐处列出差异。
- **应收与清算**：`GET /receivables`、`GET /receivables/ageing`、`GET /clearing-statements` 查询各支付方欠付与已付的款项。
- **记错的明细**：已记入的行不能修改或删除，也不收负数行；上传前请核对。补记用新的行号。
- **日期**：入院日期 ≤ 费用日期 ≤ 出院日期 ≤ 今天，否则 422 `date-out-of-order`。政策与年度累计都按出院日期。
- **外地患者**：参保地不在令牌辖区内的，403 `patient-of-another-county`，按异地就医办理。
- **看不到的即不存在**：别院的就诊与结算一律 404。
"""
