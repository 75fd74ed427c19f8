"""What lists of money are narrowed by."""

from typing import Annotated

from fastapi import Query

HospitalFilter = Annotated[
    str | None,
    Query(title="医疗机构编号", description="为空表示全部", pattern=r"^[0-9A-Za-z-]{1,32}$", examples=["H37131100001"]),
]
PayerFilter = Annotated[
    str | None,
    Query(title="支付方", description="与政策文件所写一致", pattern=r"^[^\x00-\x1f]{1,60}$", examples=["医疗救助基金"]),
]
YearFilter = Annotated[int | None, Query(title="年度", ge=2010, le=2100)]
