"""A bill shared out, with its reasons: the shape in which outcomes are stored, shown and quoted alike."""

from pydantic import Field

from services.medical.schemas.counter import CountersShown
from services.medical.schemas.reference import ReferenceView
from shared.money import YuanShown
from shared.schemas import View


class PolicyView(View):
    """适用政策"""

    name: str = Field(title="政策代码")
    title: str = Field(title="政策名称")
    version: str = Field(title="文件版本", description="内容摘要；同一版本的规则完全相同")
    in_force_from: str = Field(title="生效日期")
    in_force_to: str | None = Field(title="失效日期")


class DeductibleView(View):
    """起付线"""

    rule_fen: YuanShown = Field(alias="rule_yuan", title="规定的起付线（元）")
    used_fen: YuanShown = Field(alias="used_yuan", title="本次扣除（元）")
    reference: ReferenceView | None = Field(title="依据", description="为空表示与本项相同")
    of: str | None = Field(default=None, title="按何种收入", description="起付线是收入的一定比例的")
    of_fen: YuanShown | None = Field(default=None, alias="of_yuan", title="该收入（元）")


class StepView(View):
    """分段"""

    from_fen: YuanShown = Field(alias="from_yuan", title="分段起点（元）")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="落在本段的费用（元）")
    ratio: str = Field(title="支付比例")
    of: str = Field(default="", title="所指的部分", description="分类计算时给出；空表示其余部分或不分类")
    deducted_fen: YuanShown = Field(default=0, alias="deducted_yuan", title="从这一部分扣除的起付线（元）")
    reference: ReferenceView | None = Field(default=None, title="依据", description="为空表示与本项相同")


class PayerView(View):
    """支付方及其承担的金额"""

    payer: str = Field(title="支付方")
    paid_fen: YuanShown = Field(alias="paid_yuan", title="支付（元）")
    earlier_fen: YuanShown = Field(default=0, alias="earlier_yuan", title="此前中途结算已支付（元）")


class LimitView(View):
    """占比上限"""

    share: str = Field(title="比例")
    of: str = Field(
        title="占何者的比例", description="in_policy_total 政策范围内总费用；total 医疗费总额；year_ 开头的为全年，含本次"
    )
    whole_fen: YuanShown | None = Field(default=None, alias="whole_yuan", title="总额（元）")
    earlier_fen: YuanShown | None = Field(
        default=None, alias="earlier_yuan", title="此前各项已支付（元）", description="上限连同此前各项合计时给出"
    )
    limit_fen: YuanShown = Field(alias="limit_yuan", title="本项至多支付（元）")
    cut_fen: YuanShown = Field(alias="cut_yuan", title="超出上限未支付（元）")
    beyond: str = Field(title="超出部分", description="patient 由个人负担；shortfall 列为待追补")
    reference: ReferenceView | None = Field(title="依据", description="为空表示与本项相同")


class CeilingView(View):
    """限额"""

    ceiling: str = Field(title="限额代码")
    title: str = Field(title="限额名称")
    per: str = Field(title="期间", description="stay 本次；year 本年度；life 终身")
    of: str = Field(default="person", title="属于谁", description="person 个人；family 全家共用")
    limit_fen: YuanShown = Field(alias="limit_yuan", title="限额（元）")
    before_fen: YuanShown = Field(alias="before_yuan", title="支付前尚余（元）")
    after_fen: YuanShown = Field(alias="after_yuan", title="支付后尚余（元）")
    reference: ReferenceView | None = Field(title="依据", description="为空表示与本项相同")


class ShareView(View):
    """一个支付方的支付及其理由"""

    layer: str = Field(title="保障项目代码")
    title: str = Field(title="保障项目")
    payer: str = Field(title="支付方")
    payers: list[PayerView] = Field(default=[], title="各支付方", description="几方分担的，逐方列出")
    paid_fen: YuanShown = Field(alias="paid_yuan", title="支付（元）", description="为负的，是此前中途结算多付、本次退回的")
    earlier_fen: YuanShown = Field(default=0, alias="earlier_yuan", title="此前中途结算已支付（元）")
    sentence: str = Field(title="计算说明")
    reference: ReferenceView = Field(title="依据", description="比例所依据的条款；起付线、限额另有依据的，各自注明")
    is_entitled: bool = Field(title="是否适用")
    is_given: bool = Field(title="是否为外部已支付")
    base: str = Field(
        title="计算基数",
        description="in_policy 政策范围内所余；out_of_policy 政策范围外所余；everything 全部所余；total 医疗费总额；"
        "in_policy_total 政策范围内总费用；items 所列项目所余；classes 所列目录类别所余",
    )
    base_fen: YuanShown = Field(alias="base_yuan", title="基数（元）")
    room_fen: YuanShown | None = Field(default=None, alias="room_yuan", title="尚未支付、至多可付（元）")
    entered_fen: YuanShown | None = Field(default=None, alias="entered_yuan", title="进入计算的基数（元）")
    due_before_fen: YuanShown | None = Field(
        default=None, alias="due_before_yuan", title="本年度此前已计（元）", description="全年统算的保障项目给出"
    )
    base_before_fen: YuanShown = Field(alias="base_before_yuan", title="本年度此前累计基数（元）")
    deductible: DeductibleView | None = Field(title="起付线")
    steps: list[StepView] = Field(title="分段")
    earlier_deducted_fen: YuanShown = Field(
        default=0, alias="earlier_deducted_yuan", title="其中此前中途结算已扣除的起付线（元）", description="含在 deductible 之内"
    )
    scale_fen: YuanShown = Field(alias="scale_yuan", title="按比例应支付（元）", description="未计限额")
    rounding: str = Field(
        title="取整方式", description="half_up 四舍五入到分；down 分以下舍去；up 分以下进一；jiao_、yuan_ 到角、到元"
    )
    limit: LimitView | None = Field(title="占比上限", description="有几个的，为起决定作用的一个")
    limits: list[LimitView] = Field(default=[], title="全部占比上限")
    ceilings: list[CeilingView] = Field(title="限额")
    shortfall_fen: YuanShown = Field(alias="shortfall_yuan", title="待追补（元）")


class BurdenView(View):
    """年度个人负担"""

    before_fen: YuanShown = Field(alias="before_yuan", title="本次之前（元）")
    after_fen: YuanShown = Field(alias="after_yuan", title="本次之后（元）")
    line_fen: YuanShown | None = Field(alias="line_yuan", title="警戒线（元）")
    is_crossed: bool = Field(title="本次是否越过警戒线")
    reference: ReferenceView | None = Field(title="依据")


class EarlierView(View):
    """本次住院此前的中途结算"""

    total_fen: YuanShown = Field(alias="total_yuan", title="已结算的医疗费（元）")
    patient_fen: YuanShown = Field(alias="patient_yuan", title="其中个人负担（元）")
    given_back_fen: YuanShown = Field(
        default=0,
        alias="given_back_yuan",
        title="本次退回合计（元）",
        description="各支付方与患者此前多付、本次退回的；逐方见为负的金额",
    )


class ShareOfBurdenView(View):
    """年度个人负担占比"""

    in_policy_fen: YuanShown = Field(alias="in_policy_yuan", title="年度累计政策范围内费用（元）")
    burden_fen: YuanShown = Field(alias="burden_yuan", title="其中个人负担（元）")
    share_per_mille: int = Field(title="占比（千分之）")
    line_per_mille: int | None = Field(title="警戒线（千分之）", description="为空表示该地或该类人员没有规定")
    is_over: bool = Field(title="是否达到警戒线")
    reference: ReferenceView | None = Field(title="依据")


class OutcomeView(View):
    """分层支付结果"""

    policy: PolicyView = Field(title="适用政策")
    region: str = Field(title="参保地代码")
    level: str = Field(title="医疗机构等级")
    level_title: str = Field(title="医疗机构等级名称")
    persons: list[str] = Field(title="人员类别代码")
    person_titles: list[str] = Field(title="人员类别")
    scheme: str = Field(default="resident", title="险种代码")
    scheme_title: str = Field(default="", title="险种")
    visit: str = Field(default="inpatient", title="就诊类别代码")
    visit_title: str = Field(default="", title="就诊类别")
    place: str = Field(default="in_county", title="就医地代码")
    place_title: str = Field(default="", title="就医地")
    diseases: list[str] = Field(default=[], title="病种代码")
    disease_titles: list[str] = Field(default=[], title="病种")
    traits: list[str] = Field(default=[], title="医疗机构与转诊情形代码")
    trait_titles: list[str] = Field(default=[], title="医疗机构与转诊情形")
    total_fen: YuanShown = Field(alias="total_yuan", title="医疗费总额（元）")
    in_policy_fen: YuanShown = Field(alias="in_policy_yuan", title="政策范围内费用（元）")
    shares: list[ShareView] = Field(title="各方支付", description="按政策规定的次序")
    patient_fen: YuanShown = Field(alias="patient_yuan", title="个人负担（元）")
    patient_in_policy_fen: YuanShown = Field(alias="patient_in_policy_yuan", title="其中政策范围内（元）")
    patient_out_of_policy_fen: YuanShown = Field(alias="patient_out_of_policy_yuan", title="其中政策范围外（元）")
    shortfall_fen: YuanShown = Field(alias="shortfall_yuan", title="其中待追补（元）")
    earlier: EarlierView | None = Field(default=None, title="本次住院此前的中途结算", description="没有中途结算的为空")
    so_far: CountersShown = Field(title="本次之前的累计（元）", description="year.stays 为住院次数")
    drawn: CountersShown = Field(title="本次计入的累计（元）", description="year.stays 为住院次数")
