"""What engineers and officers read first on the documentation page; tests do what it says."""

from shared.events.civil_affairs import ReliefNeedReported
from shared.events.registry import ReliefNeedAnswered

REGISTRY = """家庭与人员登记、全国导出表导入、即时帮扶台账、识别与退出程序及其公示、部门上报。

- **民政等部门的系统**：见下方“部门上报”，经 HTTP 或消息总线上报需要救助的家庭。
- **乡镇、县区的工作人员**：见“登记导入”。全国扶贫信息系统导出的 47 列表格（.xlsx 或 .csv）原样提交；答复说明录入几行、退回几行；
  `GET /imports/{import_id}/errors.xlsx` 下载退回的行，有误的单元格已标红并附批注，照最后四列的说明改好、原样再交，直到没有退回。
- **识别、退出、返贫与监测**：`POST /procedures` 受理，`GET /procedures/{procedure_id}` 看现在是哪一环节、要什么材料，
  `POST …/steps` 办理；公示环节用 `POST /notices` 张贴，期满次日 `POST /notices/{notice_id}/end`。任何人可对公示提出异议，
  提出即暂停，由没有经办过的人调查答复。
"""

RELIEF_NEEDS = f"""经 HTTP 提交与向消息总线发布等效：同一事件编号无论经哪个入口、发几次，只生效一次并得到同一答复。至多 64 KB。

**说明是谁** 二者之一：已建档的填 `household_code`（户编号）；未建档的说明身份：表单（application/json）填 `id_number` 与
`name`；CloudEvents（application/cloudevents+json 或消息总线）一律填 `sealed_person`，即用 `GET /keys` 的公钥加密的
`{{"id_number": "…", "name": "…"}}`（JWE，ECDH-ES，A256GCM）。总线上的消息不得出现明文身份。

- **受理**：201，`case_id` 是即时帮扶台账编号。该户已有进行中的台账时，记入原台账，返回原编号。
- **退回**：平台记住答复：同一事件编号再发，得到同样的退回。更正后请用**新的事件编号**（经 HTTP 的也换新的 `Idempotency-Key`）。

**经消息总线（NATS JetStream）** 凭据由平台运维按辖区签发，只能在本辖区的主题上发布和收听：

| | 主题（以 371311 为例） |
|---|---|
| 发布 | `{ReliefNeedReported.subject}.371311` |
| 收听答复 | `{ReliefNeedAnswered.subject}.371311` |

消息体与下方 CloudEvents 示例相同：`id` 为自编的 UUID，`type` 为 `{ReliefNeedReported.subject}`，`data.region` 与主题末段一致，
`time` 带时区且不晚于当前时间五分钟以上。收到 JetStream 的确认才算送达；没有收到就用同一 `id` 重发。收件箱前缀须为
`_INBOX_<用户名>`（多数客户端的 inbox prefix 选项）。答复也是 CloudEvents，其 `data`：

    {{"region": "371311", "report_id": "（上报的 id）", "is_accepted": true, "case_id": "…"}}
    {{"region": "371311", "report_id": "（上报的 id）", "is_accepted": false, "code": "unknown-region",
     "reason": "没有这个行政区划", "mend": "…"}}

答复只发一次；错过的，把同一事件经 HTTP 再提交即得。无法识别 `id` 的消息没有答复。
"""
