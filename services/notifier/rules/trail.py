"""What the audit of notifier is of, by the names of its tables."""

THING_NAMES = {
    "complaint": "监督举报",
    "complaint_letter": "举报内容（密）",
    "complaint_reading": "举报查看记录",
    "complaint_task": "举报转办件",
    "delivery": "送达记录",
    "dispatch": "派单",
    "errand": "村级任务",
    "escalation": "督办",
    "further_dispatch": "增派",
    "message": "消息",
    "post": "岗位",
    "push": "事件推送",
    "subscriber": "订阅系统",
    "subscription": "事件订阅",
    "work_order": "工单",
}
