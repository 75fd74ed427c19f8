"""What the engineer of a hospital's system reads first, on the documentation page; a test does what it says."""

GUIDE = """待遇资格、免押金入院、费用明细、分层结算与一站式结算单。每一分钱都注明支付方、条款和出处。

## 医院信息系统接入：一次住院

令牌的 `role` 为 `hospital`，`org` 为本院编号。以下各写操作都带 `Idempotency-Key`，一次一个新值。

**1. 查询待遇资格**（可省略，入院登记时同样判定）

    POST /eligibility-checks
    {"id_number": "11010519491231002X", "region": "371311001001", "hospital_level": "2", "cause": "illness"}
    → 200 {"is_without_deposit": false}

**2. 入院登记**，保存答复中的 `id`。是否收押金以 `is_without_deposit` 为准，理由见 `deposit_reason`。
免押金的随 `agreement` 提交先诊疗后付费协议（谁签、何时、出示了哪些材料），
或之后 `POST /admissions/{admission_id}/agreement` 补签。
县区已登记本院的，`hospital_level` 可不填；与登记不一致的退回。

    POST /admissions
    {"id_number": "11010519491231002X", "name": "王小明", "region": "371311001001", "hospital_level": "2",
     "cause": "illness", "admitted_on": "2020-06-01"}
    → 201 {"id": "{admission_id}", "status": "open", "is_without_deposit": false}

**3. 上传费用明细**，每天或每批一次，一批至多 2000 行。`line_no` 由医院编，在本次就诊内唯一；`amount_yuan` 等于数量乘以单价，
四舍五入到分。乙类（B）必填 `self_pay_ratio`，甲类（A）、丙类（C）不填。整批记入或整批退回；一次就诊至多 20000 行。
没有收到答复的，整批重传即可：内容相同的行不重复记入，列在 `repeated_line_nos`；
同一行号内容不同的，409 `line-already-recorded`。

    POST /admissions/{admission_id}/charges
    {"lines": [
      {"line_no": 1, "charged_on": "2020-06-01", "code": "331001001", "name": "阑尾切除术", "catalogue_class": "A",
       "unit_price": "2600", "quantity": "1", "amount_yuan": "2600.00"},
      {"line_no": 2, "charged_on": "2020-06-02", "code": "210300001", "name": "CT 平扫", "catalogue_class": "B",
       "unit_price": "320", "quantity": "1", "amount_yuan": "320.00", "price_ceiling": "280", "self_pay_ratio": "0.1"}]}
    → 201 {"recorded": 2, "line_count": 2, "total_yuan": "2920.00", "in_policy_yuan": "2852.00",
     "pre_pay_yuan": "28.00", "over_ceiling_yuan": "40.00", "out_of_policy_yuan": "0.00"}

记错的以负数行退回：`quantity` 与 `amount_yuan` 为负，`refunds_line_no` 写明所退的行号，其余与所退的行相同；各部分按比例退回，
退完时分毫不剩。退回后用新行号补记。

    POST /admissions/{admission_id}/charges
    {"lines": [
      {"line_no": 3, "charged_on": "2020-06-02", "code": "250101015", "name": "血细胞分析", "catalogue_class": "A",
       "unit_price": "15", "quantity": "2", "amount_yuan": "30.00"},
      {"line_no": 4, "charged_on": "2020-06-03", "code": "250101015", "name": "血细胞分析", "catalogue_class": "A",
       "unit_price": "15", "quantity": "-2", "amount_yuan": "-30.00", "refunds_line_no": 3}]}
    → 201 {"recorded": 2, "repeated_line_nos": [], "line_count": 4, "total_yuan": "2920.00"}

一日清单（当日各行、合计与各类小计），交患者或家属签字：

    GET /admissions/{admission_id}/days/2020-06-02/sheet
    → 200

**4. 预结算**，可做任意多次，不落账。每次用新键：同一个键只会重放上一次的答复。

    POST /admissions/{admission_id}/settlement-previews
    {"discharged_on": "2020-06-05"}
    → 200 {"id": null, "total_yuan": "2920.00", "patient_yuan": "1203.60"}

**5. 出院登记**，可与结算合为一步：结算时填写 `discharged_on` 即可。单独办理的，结算前可撤销
（`POST /admissions/{admission_id}/discharge-cancellation`），也仍可补传出院日及以前的费用。

    POST /admissions/{admission_id}/discharge
    {"discharged_on": "2020-06-05", "reason": "1", "diseases": ["K35.800"]}
    → 201 {"status": "discharged"}

**6. 出院结算**，保存答复中的 `id`。患者只付 `patient_yuan`；`result.shares` 逐项写明各支付方付多少、怎样算出、依据哪一条。

    POST /admissions/{admission_id}/settlement
    {}
    → 201 {"id": "{settlement_id}", "total_yuan": "2920.00", "patient_yuan": "1203.60"}

**7. 打印结算单**，答复是可直接打印的网页（A4）。

    GET /settlements/{settlement_id}/sheet
    → 200

**8. 冲正**（需要时），累计恢复，就诊回到结算之前，可退费、补记后重新结算。
此后在任何医疗机构的结算依它计算的，`later_settlements` 给出数目，由县区一次重新结算，
并以事件 `SettlementReversed`（`replaced_by`）与 `SettlementCompleted`（`replaces`）告知。

    POST /settlements/{settlement_id}/reversal
    {"reason": "漏记手术费,需补记后重新结算"}
    → 201 {"settlement_id": "{settlement_id}"}

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
  已中途结算的行要退费，先冲正该次结算。
- **付不起个人负担**：`POST /instalment-plans` 签订分期还款协议（担保人、村和镇街证明、各期到期日）；
  `POST /instalment-plans/{plan_id}/payments` 记录还款；逾期由事件 `InstalmentMissed` 告知。
  有偿还能力而不还的，`POST /default-listings` 提请，由县区确认；列入者再次住院不免押金，可申诉，还清自动移出。
- **登记错了人**：没有费用的，`POST /admissions/{admission_id}/cancellation` 撤销；有费用的先全部退回。
- **答复丢失，键也丢失**：重新登记会得到 409 `already-admitted`，其中 `admission_id` 就是已有的登记；
  `GET /admissions/{admission_id}` 给出状态、累计和 `settlement_id`；重传明细，已记入的行列在 `repeated_line_nos`。
- **日期**：入院日期 ≤ 费用日期 ≤ 出院日期 ≤ 今天，否则 422 `date-out-of-order`。政策与年度累计都按出院日期。
- **外地患者**：参保地不在令牌辖区内的，403 `patient-of-another-county`，按异地就医办理。
- **看不到的即不存在**：别院的就诊与结算一律 404。
"""
