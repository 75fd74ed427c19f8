"""Where a value comes from, as an answer shows it."""

from pydantic import Field

from shared.policy.clauses import Reference
from shared.policy.explain import reference_explained
from shared.schemas import View


class ReferenceView(View):
    """依据"""

    document: str = Field(title="文件")
    clause: str = Field(title="条款")
    address: str = Field(title="出处")
    trust: str = Field(title="可信程度", description="printed 公开文件原文；seed 种子文件原文；inferred 平台推断，理由见 reason")
    reason: str = Field(title="推断理由")

    @classmethod
    def of(cls, reference: Reference) -> "ReferenceView":
        return cls(**reference_explained(reference))
