"""A bill shared out, with its reasons: the shape in which outcomes are stored, shown and quoted alike."""

from pydantic import Field

from services.medical.schemas.reference import ReferenceView
from shared.money import YuanShown
from shared.schemas import View


class PolicyView(View):
    """适用政策"""

    name: str = Field(title="政策代码")
    title: str = Field(title="政策名称")
    version: str = Field(title="文件版本", description="内容摘要;同一版本的规则完全相同")
    in_force_from: str = Field(title="生效日期")
    in_force_to: str | None = Field(title="失效日期")


class DeductibleView(View):
    """起付线"""

    rule_fen: YuanShown = Field(alias="rule_yuan", title="规定的起付线(元)")
    used_fen: YuanShown = Field(alias="used_yuan", title="本次扣除(元)")
    reference: ReferenceView | None = Field(title="依据", description="为空表示与本项相同")


class StepView(View):
    """分段"""

    from_fen: YuanShown = Field(alias="from_yuan", title="分段起点(元)")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="落在本段的费用(元)")
    ratio: str = Field(title="支付比例")


class LimitView(View):
    """占比上限"""

    share: str = Field(title="比例")
    of: str = Field(title="占何者的比例", description="in_policy_total 政策范围内总费用;total 医疗费总额")
    limit_fen: YuanShown = Field(alias="limit_yuan", title="上限(元)")
    cut_fen: YuanShown = Field(alias="cut_yuan", title="超出上限未支付(元)")
    beyond: str = Field(title="超出部分", description="patient 由个人负担;shortfall 列为待追补")
    reference: ReferenceView | None = Field(title="依据", description="为空表示与本项相同")


class CeilingView(View):
    """限额"""

    ceiling: str = Field(title="限额代码")
    title: str = Field(title="限额名称")
    per: str = Field(title="期间", description="stay 本次;year 本年度")
    limit_fen: YuanShown = Field(alias="limit_yuan", title="限额(元)")
    before_fen: YuanShown = Field(alias="before_yuan", title="支付前尚余(元)")
    after_fen: YuanShown = Field(alias="after_yuan", title="支付后尚余(元)")
    reference: ReferenceView | None = Field(title="依据", description="为空表示与本项相同")


class ShareView(View):
    """一个支付方的支付及其理由"""

    layer: str = Field(title="保障项目代码")
    title: str = Field(title="保障项目")
    payer: str = Field(title="支付方")
    paid_fen: YuanShown = Field(alias="paid_yuan", title="支付(元)")
    earlier_fen: YuanShown = Field(default=0, alias="earlier_yuan", title="此前中途结算已支付(元)")
    sentence: str = Field(title="计算说明")
    reference: ReferenceView = Field(title="依据", description="比例所依据的条款;起付线、限额另有依据的,各自注明")
    is_entitled: bool = Field(title="是否适用")
    is_given: bool = Field(title="是否为外部已支付")
    base: str = Field(title="计算基数", description="in_policy 政策范围内所余;out_of_policy 政策范围外所余;everything 全部所余")
    base_fen: YuanShown = Field(alias="base_yuan", title="基数(元)")
    base_before_fen: YuanShown = Field(alias="base_before_yuan", title="本年度此前累计基数(元)")
    deductible: DeductibleView | None = Field(title="起付线")
    steps: list[StepView] = Field(title="分段")
    scale_fen: YuanShown = Field(alias="scale_yuan", title="按比例应支付(元)", description="未计限额")
    rounding: str = Field(title="取整方式", description="half_up 四舍五入到分;down 分以下舍去")
    limit: LimitView | None = Field(title="占比上限")
    ceilings: list[CeilingView] = Field(title="限额")
    shortfall_fen: YuanShown = Field(alias="shortfall_yuan", title="待追补(元)")


class BurdenView(View):
    """年度个人负担"""

    before_fen: YuanShown = Field(alias="before_yuan", title="本次之前(元)")
    after_fen: YuanShown = Field(alias="after_yuan", title="本次之后(元)")
    line_fen: YuanShown | None = Field(alias="line_yuan", title="警戒线(元)")
    is_crossed: bool = Field(title="本次是否越过警戒线")
    reference: ReferenceView | None = Field(title="依据")


class EarlierView(View):
    """本次住院此前的中途结算"""

    total_fen: YuanShown = Field(alias="total_yuan", title="已结算的医疗费(元)")
    patient_fen: YuanShown = Field(alias="patient_yuan", title="其中个人负担(元)")


class OutcomeView(View):
    """分层支付结果"""

    policy: PolicyView = Field(title="适用政策")
    region: str = Field(title="参保地代码")
    level: str = Field(title="医疗机构等级")
    level_title: str = Field(title="医疗机构等级名称")
    persons: list[str] = Field(title="人员类别代码")
    person_titles: list[str] = Field(title="人员类别")
    total_fen: YuanShown = Field(alias="total_yuan", title="医疗费总额(元)")
    in_policy_fen: YuanShown = Field(alias="in_policy_yuan", title="政策范围内费用(元)")
    shares: list[ShareView] = Field(title="各方支付", description="按政策规定的次序")
    patient_fen: YuanShown = Field(alias="patient_yuan", title="个人负担(元)")
    patient_in_policy_fen: YuanShown = Field(alias="patient_in_policy_yuan", title="其中政策范围内(元)")
    patient_out_of_policy_fen: YuanShown = Field(alias="patient_out_of_policy_yuan", title="其中政策范围外(元)")
    shortfall_fen: YuanShown = Field(alias="shortfall_yuan", title="其中待追补(元)")
    earlier: EarlierView | None = Field(default=None, title="本次住院此前的中途结算", description="没有中途结算的为空")
    so_far: dict[str, YuanShown] = Field(title="本次之前的年度累计(元)")
    drawn: dict[str, YuanShown] = Field(title="本次计入的年度累计(元)")
