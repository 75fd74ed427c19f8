"""What the codes of other services are called in messages; one that is new to us is said by its code."""

from services.notifier.rules.department import Department

MATTER_NAMES = {
    "emergency-grant": "急难救助",
    "grant-application": "临时救助",
    "programme": "专项补助",
    "housing": "农村危房改造补助",
    "project": "项目补助",
    "distribution": "资产收益分配",
    "loan": "贷款贴息",
    "donation": "捐赠资助",
    "top-up": "医疗费用年终补足",
    "paper-claim": "医疗费用手工报销",
}
"""What funds pays households for; a matter that is new to us is called 补助."""
BANK_REASONS = {
    "AC01": "账号有误",
    "AC03": "账号无效",
    "AC04": "账户已销户",
    "AC06": "账户已冻结",
    "AC13": "账户类型不符",
    "AG01": "该账户不允许此类交易",
    "AM04": "付款账户余额不足",
    "AM05": "银行认为重复付款",
    "BE01": "户名与账号不符",
    "BE05": "银行无法识别付款单位",
    "MS03": "银行没有说明原因",
    "RC01": "开户行行号有误",
    "RC03": "开户行行号无效",
    "not-said": "银行没有给出原因代码",
}
"""ISO 20022 external status reason codes, in the words of a bank's counter; one that is new to us is said by its code."""
CONTENT_NAMES = {
    "allocation-result": "资金分配结果",
    "plan": "规划、项目库与年度计划",
    "project": "项目实施与完成情况",
    "household-money": "到户资金发放情况",
    "household-list": "到户资金发放对象公示",
    "loan": "小额信贷与贴息",
    "asset-income": "帮扶资产与收益分配",
    "donation": "社会帮扶资金",
    "correction": "更正与退回",
}
"""What funds' policy calls its contents; one that is new to us is called by its code."""
OUTLET_NAMES = {"board": "固定公开栏", "site": "政府门户网站"}
WHY_NAMES = {
    "papers-overdue": "手续逾期未补",
    "not-eligible": "经核查不符合条件",
    "case-retracted": "台账误建，已撤销",
    "other": "其他",
}
HELD_NAMES = {"overdrawn": "没有余额足够的备用金指标", "reserve-above-ceiling": "补充后将超过该镇街的限额"}
STEP_NAMES = {
    "first-aid": "先行救助（24 小时内）",
    "papers": "补齐救助手续",
    "medical-cover": "医疗保障",
    "housing-survey": "住房安全排查",
    "conclusion": "办结或移交识别程序",
}
"""What registry's deadlines are called; one that is new to us is called by its code."""
FINDING_LEVELS = {"fault": "疑似违规", "warning": "预警", "notice": "提示"}


def matter_name(about: str) -> str:
    """What money is for."""
    return MATTER_NAMES.get(about, "补助")


def bank_reason(code: str) -> str:
    """`账户已销户（AC04）`: in the words of a bank's counter, with the code that the bank gave."""
    if code == "not-said":
        return BANK_REASONS[code]
    reason = BANK_REASONS.get(code.upper())
    return f"{reason}（{code}）" if reason else f"原因代码 {code}"


def held_reason(code: str) -> str:
    """Why a town's reserve could not be filled."""
    return HELD_NAMES.get(code, f"原因代码 {code}")


def why_recovered(code: str) -> str:
    """Why aid is asked back."""
    return WHY_NAMES.get(code, WHY_NAMES["other"])


def department_name(code: str) -> str:
    """An office's own name, or its code."""
    return Department(code).label if code in list(Department) else code
