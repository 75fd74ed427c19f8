"""2303 to 2305 and 2601: settling, and taking back."""

from pydantic import Field

from services.medical.schemas.national.field import Amount, Code, NationalForm, Number


class Settle(NationalForm):
    """住院、门诊预结算与结算（2303、2304、2206、2207）"""

    mdtrt_id: Number = Field(title="就诊 ID")
    psn_no: Number = Field(title="人员编号")
    insutype: Code | None = Field(default=None, title="险种类型")
    mdtrt_cert_type: Code | None = Field(default=None, title="就诊凭证类型")
    med_type: Code | None = Field(default=None, title="医疗类别")
    chrg_bchno: str | None = Field(default=None, title="收费批次号", max_length=30)
    mid_setl_flag: str = Field(default="0", title="中途结算标志", max_length=3)
    medfee_sumamt: Amount = Field(title="医疗费总额")
    fulamt_ownpay_amt: Amount | None = Field(default=None, title="全自费金额")
    overlmt_selfpay: Amount | None = Field(default=None, title="超限价自费费用")
    preselfpay_amt: Amount | None = Field(default=None, title="先行自付金额")
    inscp_scp_amt: Amount | None = Field(default=None, title="符合政策范围金额")


class Unsettle(NationalForm):
    """结算撤销（2305、2208）"""

    setl_id: Number = Field(title="结算 ID")
    mdtrt_id: Number = Field(title="就诊 ID")
    psn_no: Number = Field(title="人员编号")


class TakeBack(NationalForm):
    """冲正交易（2601）"""

    psn_no: str | None = Field(default=None, title="人员编号", max_length=36)
    omsgid: str = Field(title="原发送方报文 ID", min_length=1, max_length=30, pattern=r"^[!-~]+$")
    oinfno: str = Field(title="原交易编号", min_length=1, max_length=5)
