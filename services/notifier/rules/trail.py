"""What the audit of notifier is of, by the names of its tables."""

THING_NAMES = {
    "delivery": "送达记录",
    "dispatch": "派单",
    "errand": "村级任务",
    "escalation": "督办",
    "further_dispatch": "增派",
    "hand_over": "批量移交",
    "leave": "请假替班",
    "message": "消息",
    "order_act": "工单办理记录",
    "order_paper": "工单材料",
    "order_paper_content": "工单材料内容",
    "order_reader": "限定可见的人",
    "post": "岗位",
    "work_order": "工单",
}
