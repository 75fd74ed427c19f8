"""A settlement under its national names, as the REST door shows it beside ours."""

from decimal import Decimal

from pydantic import ConfigDict, Field

from shared.money import YuanShown
from shared.schemas import View


class _NationalView(View):
    """On the wire each field bears the national name; here its unit stands behind it."""

    model_config = ConfigDict(alias_generator=lambda name: name.removesuffix("_fen"))


class FundDetailView(_NationalView):
    """基金分项（setldetail）"""

    fund_pay_type: str = Field(title="基金支付类型", description="国家代码")
    fund_pay_type_name: str = Field(title="基金支付类型名称")
    inscp_scp_amt_fen: YuanShown = Field(title="符合政策范围金额（元）")
    crt_payb_lmt_amt_fen: YuanShown = Field(title="本次可支付限额金额（元）")
    fund_payamt_fen: YuanShown = Field(title="基金支付金额（元）")
    setl_proc_info: str = Field(title="结算过程信息", description="地方细类代码与计算说明")


class NationalView(_NationalView):
    """国家结算字段"""

    mdtrt_id: str = Field(title="就诊 ID", description="在国家交易中使用")
    setl_id: str | None = Field(title="结算 ID", description="在国家交易中使用；预结算没有")
    psn_no: str = Field(title="人员编号", description="在国家交易中使用")
    insutype: str = Field(title="险种类型")
    clr_optins: str = Field(title="清算经办机构")
    medfee_sumamt_fen: YuanShown = Field(title="医疗费总额（元）")
    fulamt_ownpay_amt_fen: YuanShown = Field(title="全自费金额（元）")
    overlmt_selfpay_fen: YuanShown = Field(title="超限价自费费用（元）")
    preselfpay_amt_fen: YuanShown = Field(title="先行自付金额（元）")
    inscp_scp_amt_fen: YuanShown = Field(title="符合政策范围金额（元）")
    act_pay_dedc_fen: YuanShown = Field(title="实际支付起付线（元）")
    hifp_pay_fen: YuanShown = Field(title="基本医疗保险统筹基金支出（元）")
    pool_prop_selfpay: Decimal = Field(title="统筹基金支付比例")
    cvlserv_pay_fen: YuanShown = Field(title="公务员医疗补助资金支出（元）")
    hifes_pay_fen: YuanShown = Field(title="企业补充医疗保险基金支出（元）")
    hifmi_pay_fen: YuanShown = Field(title="居民大病保险资金支出（元）")
    hifob_pay_fen: YuanShown = Field(title="职工大额医疗费用补助基金支出（元）")
    hifdm_pay_fen: YuanShown = Field(title="伤残人员医疗保障基金支出（元）")
    maf_pay_fen: YuanShown = Field(title="医疗救助基金支出（元）")
    oth_pay_fen: YuanShown = Field(title="其他支出（元）", description="商业补充、兜底等")
    fund_pay_sumamt_fen: YuanShown = Field(title="基金支付总额（元）")
    hosp_part_amt_fen: YuanShown = Field(title="医院负担金额（元）")
    psn_part_amt_fen: YuanShown = Field(title="个人负担总金额（元）")
    acct_pay_fen: YuanShown = Field(title="个人账户支出（元）")
    psn_cash_pay_fen: YuanShown = Field(title="个人现金支出（元）")
    setldetail: list[FundDetailView] = Field(title="基金分项")
