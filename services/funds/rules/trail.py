"""The audit as an auditor reads it: what was done to which thing, and which of its fields changed from what to what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from shared.errors import NotFound
from shared.money import yuan_grouped

SECRET = ("_sealed", "_hash", "salt")
"""Endings of columns that hold what nobody reads here: an auditor asks for the thing itself, whose reading is traced."""
HIDDEN = "（密封，不显示）"


class NoSuchDeed(NotFound):
    """没有这条审计记录"""


class Action(StrEnum):
    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


ACTION_NAMES = {Action.INSERT: "新增", Action.UPDATE: "更改", Action.DELETE: "删除"}

THING_NAMES = {
    "account": "账户",
    "allocation": "分配方案",
    "allocation_share": "分配方案的份额",
    "asset": "帮扶资产",
    "asset_contract": "资产经营合同",
    "asset_deposit": "经营单位的保证金",
    "asset_disposal": "资产处置",
    "asset_draft": "待完善的资产登记",
    "asset_due": "资产收益应收",
    "asset_hand_over": "资产移交",
    "asset_inspection": "资产巡查",
    "asset_receipt": "资产收益到账",
    "asset_source": "资产的资金来源",
    "asset_title": "资产的权属",
    "asset_wear": "资产折旧",
    "bank_account": "银行账户",
    "bank_answer": "银行回执",
    "bank_difference": "银行对账差异",
    "bank_line": "银行对账单的行",
    "bank_match": "银行勾对",
    "bank_statement": "银行对账单",
    "batch_file": "发放批次的文件",
    "batch_line": "发放批次的流水",
    "book_period": "会计期间",
    "budget_adjustment": "预算调剂",
    "budget_line": "预算指标",
    "budget_move": "预算指标增减",
    "budget_plan": "年度安排的填报与审定",
    "budget_year": "年度预算",
    "clearing_payment": "医疗清算拨付",
    "committee": "评审组织",
    "committee_member": "评审组织成员",
    "compensation": "担保基金代偿",
    "cosignature": "见证签名",
    "credit_grade": "信用等级",
    "death": "人员死亡",
    "disclosure": "公示记录",
    "disposal_decision": "资产处置的审批",
    "distribution_list": "分配名单",
    "distribution_plan": "收益分配方案",
    "distribution_share": "收益分配的份额",
    "donation": "捐赠",
    "donation_draw": "捐赠支用的来源",
    "donation_fund": "捐赠资金",
    "donation_handing": "捐赠物资到户",
    "donation_statement": "捐赠基金年度收支",
    "donation_ticket": "公益捐赠票据",
    "donation_use": "捐赠使用",
    "double_dip": "疑似重复发放",
    "duty_proof": "张贴记录",
    "emergency_grant": "急难救助金",
    "flow": "公示条目的归集",
    "flow_name": "指标与项目名称",
    "flow_pending": "待归集的公示",
    "flow_total": "公示的合计",
    "generation": "光伏发电量",
    "grant_application": "临时救助申请",
    "grant_decision": "临时救助审批",
    "guarantee_fund": "担保基金",
    "guarantee_move": "担保基金存退",
    "head_place": "树头送达",
    "household_member": "户与成员",
    "household_statement": "户月度告知",
    "list_export": "导出记录",
    "loan": "小额贷款",
    "loan_check": "贷后检查",
    "loan_entry": "贷款发生额",
    "loan_extension": "贷款展期",
    "loan_file": "银行还款清单",
    "loan_instalment": "还款计划",
    "loan_recovery": "代偿追回",
    "loan_step": "贷款审核",
    "money_finding": "监督发现",
    "money_look": "资金核查",
    "money_receipt": "资金到账",
    "notice": "公示",
    "notice_line": "公示的行",
    "number_series": "编号序列",
    "objection": "异议",
    "objection_letter": "异议内容",
    "paper": "材料",
    "paper_content": "材料内容",
    "payee": "收款账户",
    "payee_file": "收款账户名单",
    "paying_account": "付款账户",
    "payment": "到户发放",
    "payment_batch": "发放批次",
    "payment_request": "发放申请",
    "payment_signature": "发放审核",
    "project": "项目",
    "project_amendment": "合同变更",
    "project_benefit": "项目受益",
    "project_contract": "项目合同",
    "project_duty": "管护责任",
    "project_duty_done": "管护记录",
    "project_event": "项目经过",
    "project_finding": "项目检查问题",
    "project_funding": "项目批复的资金安排",
    "project_hand_over": "项目移交",
    "project_inspection": "项目检查",
    "project_report": "项目进度",
    "project_source": "项目的资金来源",
    "project_step": "评审环节",
    "project_target": "绩效目标",
    "project_thing": "移交清单",
    "project_vote": "评审表决",
    "publishing_duty": "公开任务",
    "recovery_instalment": "追回的分期",
    "recovery_order": "追回通知",
    "recovery_receipt": "追回的到账",
    "reserve_account": "备用金月报",
    "reserve_fill": "备用金拨付",
    "reserve_refill": "备用金补充",
    "seal": "公示日封存",
    "subsidy_bill": "贴息清单",
    "subsidy_line": "贴息明细",
    "supplier_payment": "项目付款",
    "transfer": "款项",
    "village_figure": "村级季度数字",
    "year_end": "年终结转与收回",
}


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the audit."""

    position: int
    at: datetime
    by: str
    role: str
    region: str
    org: str
    why: str
    action: str
    thing: str
    thing_id: str | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after, in words."""

    field: str
    before: str
    after: str


def name_of_thing(thing: str) -> str:
    """A table of a newer release is called by its own name."""
    return THING_NAMES.get(thing, thing)


def changes_of(deed: Deed) -> list[Change]:
    """What changed; of a new thing all that it says, of one that is gone all that it said."""
    before, after = deed.before or {}, deed.after or {}
    fields = dict.fromkeys([*before, *after])
    told = []
    for field in fields:
        if before.get(field) != after.get(field):
            told.append(Change(field, spoken(field, before.get(field)), spoken(field, after.get(field))))
    return told


def spoken(field: str, value: Any) -> str:
    """A value as people read it; of what is secret, only that there is something."""
    if value is None or value == "":
        return ""
    if field.endswith(SECRET):
        return HIDDEN
    match value:
        case bool():
            return "是" if value else "否"
        case int() if field.endswith("_fen"):
            return f"{yuan_grouped(value)} 元"
        case list():
            return "、".join(spoken("", one) for one in value) or "（空）"
        case dict():
            return "；".join(f"{name}：{spoken(name, one)}" for name, one in value.items())
        case _:
            return str(value)
