"""2301, 2302, 2204, 2205: charge lines in, and out again."""

from decimal import Decimal

from pydantic import Field, field_validator

from services.medical.schemas.national.field import Amount, Day, NationalForm, Number, Price, Quantity


class FeeDetail(NationalForm):
    """费用明细（feedetail）"""

    feedetl_sn: str = Field(title="费用明细流水号", min_length=1, max_length=30)
    init_feedetl_sn: str | None = Field(default=None, title="原费用流水号", description="退费时填写", max_length=30)
    mdtrt_id: Number = Field(title="就诊 ID")
    psn_no: Number = Field(title="人员编号")
    chrg_bchno: str = Field(default="", title="收费批次号", max_length=30)
    fee_ocur_time: Day = Field(title="费用发生时间")
    med_list_codg: str = Field(title="医疗目录编码", min_length=1, max_length=50)
    medins_list_name: str | None = Field(default=None, title="医药机构目录名称", max_length=200)
    det_item_fee_sumamt: Amount = Field(title="明细项目费用总额")
    cnt: Quantity = Field(title="数量", description="退费为负数")
    pric: Price = Field(title="单价")

    @field_validator("cnt")
    @classmethod
    def _is_something(cls, value: Decimal) -> Decimal:
        if not value:
            raise ValueError("数量不能为 0")
        return value


class WithdrawLine(NationalForm):
    """住院费用明细撤销（2302）"""

    feedetl_sn: str = Field(title="费用明细流水号", description="0000 为全部未结算明细", min_length=1, max_length=30)
    mdtrt_id: Number = Field(title="就诊 ID")
    psn_no: Number = Field(title="人员编号")


class WithdrawBatch(NationalForm):
    """门诊费用明细撤销（2205）"""

    chrg_bchno: str = Field(title="收费批次号", description="0000 为全部未结算明细", min_length=1, max_length=30)
    mdtrt_id: Number = Field(title="就诊 ID")
    psn_no: Number = Field(title="人员编号")
