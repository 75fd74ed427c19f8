"""What the audit of housing is of, by the names of its tables."""

THING_NAMES = {
    "acceptance": "改造验收",
    "campaign": "住房排查行动",
    "contractor": "施工方",
    "defect": "施工检查发现的问题",
    "hazard": "危房台账",
    "hazard_file": "危房台账导入文件",
    "house": "住房",
    "household": "户（登记服务所告）",
    "inspection": "施工检查",
    "number_series": "编号",
    "occupancy": "居住",
    "paper": "照片和文件",
    "paper_content": "照片和文件的内容",
    "paper_read": "照片和文件的查看",
    "renovation": "危房改造",
    "renovation_event": "危房改造办理记录",
    "resident": "人员（登记服务所告）",
    "survey": "住房安全排查",
}
