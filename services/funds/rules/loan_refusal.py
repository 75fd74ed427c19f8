"""The laws of small loans, each a refusal by its name."""

from shared.errors import Conflict, Forbidden, NotFound, Unprocessable


class NoSuchLoan(NotFound):
    """没有这笔贷款"""


class LoanStateForbids(Conflict):
    """这笔贷款当前的状态不允许这样处理"""


class UnknownLoanClass(Unprocessable):
    """办法中没有这类贷款"""

    mend = "请从 allowed 中选择"


class UseRefused(Unprocessable):
    """贷款不得用于这一用途"""

    mend = "贴息贷款只用于发展生产；请改选用途，或由申请人另行商业贷款"


class LoanUseUnknown(Unprocessable):
    """办法中没有这种用途"""

    mend = "请从 allowed 中选择"


class BorrowerUnclear(Unprocessable):
    """借款人填写不完整"""

    mend = "农户和学生的贷款填户标识和借款人，经营主体的贷款填单位名称和统一社会信用代码，不混填"


class BorrowerElsewhere(Unprocessable):
    """借款人不是这一户的成员"""

    mend = "请选择本户成员：户借、户用、户还；刚入户的，请等登记下发后再办理"


class GradeMissing(Conflict):
    """该户没有有效的小额信贷评级授信"""

    mend = "请先在登记服务办理评级授信，审定后再申请"


class AboveLimit(Unprocessable):
    """超过可贷额度"""

    mend = "请核减金额：不超过办法的额度和授信额度，减去该户其他未结清的贷款"


class TermTooLong(Unprocessable):
    """超过最长期限"""

    mend = "请缩短期限"


class RateAboveBase(Unprocessable):
    """利率高于同期同档次的基准利率"""

    mend = "这类贷款按基准利率放款，请与银行核对合同利率"


class NotTheirStep(Forbidden):
    """这一步不由当前角色办理"""

    mend = "请由 step 所写的一级办理"


class StepTakenByTheSame(Forbidden):
    """上一步由同一人办理"""

    mend = "每一步由不同的人办理"


class StepsNotDone(Conflict):
    """审核程序没有走完"""

    mend = "请先办完 step 所写的一步"


class StepIsTheBanks(Conflict):
    """这一步由银行审定"""

    mend = "请按银行的审定结果登记合同（/loans/{loan_id}/approval）或未通过"


class AlreadyExtended(Conflict):
    """展期的次数已满"""

    mend = "到期须归还；仍有需要且符合条件的，可办理续贷"


class ExtensionTooLong(Unprocessable):
    """展期超过规定的时间"""

    mend = "请按 until_on 核减"


class OverdueLoan(Conflict):
    """贷款已经逾期"""

    mend = "请先归还逾期的本金"


class NotRenewable(Conflict):
    """这笔贷款不能续贷"""

    mend = "同一户、未逾期、未续过贷、未改变用途的在贷贷款才能续贷，续贷金额不少于未还本金"


class DrawnOutOfOrder(Unprocessable):
    """放款日期不在审定之后，或在将来"""


class EntryOutOfOrder(Unprocessable):
    """日期早于放款，或在将来"""

    mend = "请核对日期"


class RepaidTooMuch(Unprocessable):
    """还款超过未还本金"""

    mend = "请核对本金与利息的拆分"


class NoSuchLoanEntry(NotFound):
    """没有这笔发生额"""


class EntryStands(Conflict):
    """这笔发生额不能更正"""

    mend = "放款、续贷结清和更正本身不能更正；已更正过的不能再更正"


class MisuseNotDated(Unprocessable):
    """改变用途的，须写明自哪一天起"""

    mend = "日期不早于放款、不晚于检查"
