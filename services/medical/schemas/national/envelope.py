"""The envelope of every national transaction (交易头)."""

from typing import Any

from pydantic import ConfigDict, Field

from services.medical.rules.national.message import MSGID_LIMIT
from services.medical.schemas.national.field import NationalForm
from shared.schemas import View

EXAMPLE_ENVELOPE: dict[str, Any] = {
    "infno": "1101",
    "msgid": "H37131100001202006010800000001",
    "mdtrtarea_admvs": "371311",
    "insuplc_admdvs": "371311",
    "recer_sys_code": "JSY",
    "dev_no": "",
    "dev_safe_info": "",
    "cainfo": "",
    "signtype": "",
    "infver": "V1.0",
    "opter_type": "1",
    "opter": "0001",
    "opter_name": "张收费",
    "inf_time": "2020-06-01 08:00:00",
    "fixmedins_code": "H37131100001",
    "fixmedins_name": "罗庄区人民医院",
    "sign_no": "",
    "input": {
        "data": {
            "mdtrt_cert_type": "02",
            "mdtrt_cert_no": "11010519491231002X",
            "psn_cert_type": "01",
            "certno": "11010519491231002X",
            "psn_name": "王小明",
            "exp_content": {"village": "371311001001"},
        }
    },
}


class Envelope(NationalForm):
    """交易报文"""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_ENVELOPE]})

    infno: str = Field(title="交易编号", min_length=1, max_length=5)
    msgid: str = Field(
        title="发送方报文 ID",
        description="定点医药机构编号（12）+时间 yyyyMMddHHmmss(14)+顺序号（4）；重发同一笔用同一个",
        min_length=1,
        max_length=MSGID_LIMIT,
        pattern=r"^[!-~]+$",
    )
    mdtrtarea_admvs: str | None = Field(default=None, title="就医地医保区划", max_length=6)
    insuplc_admdvs: str | None = Field(default=None, title="参保地医保区划", max_length=6)
    recer_sys_code: str | None = Field(default=None, title="接收方系统代码", max_length=10)
    infver: str | None = Field(default=None, title="接口版本号", max_length=6)
    opter_type: str | None = Field(default=None, title="经办人类别", max_length=3)
    opter: str | None = Field(default=None, title="经办人", max_length=30)
    opter_name: str | None = Field(default=None, title="经办人姓名", max_length=50)
    inf_time: str | None = Field(default=None, title="交易时间", description="yyyy-MM-dd HH:mm:ss", max_length=30)
    fixmedins_code: str = Field(title="定点医药机构编号", description="与令牌的 org 一致", min_length=1, max_length=12)
    fixmedins_name: str | None = Field(default=None, title="定点医药机构名称", max_length=200)
    sign_no: str | None = Field(default=None, title="签到流水号", description="9001 给出", max_length=30)
    input: dict[str, Any] = Field(title="交易输入", description="各交易的节点见对接说明")


class Reply(View):
    """交易答复"""

    model_config = ConfigDict(extra="allow")

    infcode: str = Field(title="交易状态码", description="0 成功；-1 失败，没有生效")
    inf_refmsgid: str | None = Field(default=None, title="接收方报文 ID")
    refmsg_time: str = Field(title="接收报文时间", description="yyyyMMddHHmmssSSS")
    respond_time: str = Field(title="响应报文时间", description="yyyyMMddHHmmssSSS")
    err_msg: str = Field(title="错误信息", description="方括号内为稳定代码")
    warn_msg: str = Field(title="提示信息")
    output: dict[str, Any] | None = Field(default=None, title="交易输出")
    problem: dict[str, Any] | None = Field(default=None, title="退回说明", description="失败时给出，字段同 REST 接口的退回")
