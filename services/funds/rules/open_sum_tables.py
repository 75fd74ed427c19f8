"""The tables of the open data that sum what households were given, lent and gave back."""

from services.funds.rules.loan_policy import BORROWER_NAMES
from services.funds.rules.open_column import REGION as _REGION
from services.funds.rules.open_column import SMALL_SAID as _SMALL
from services.funds.rules.open_column import text as _text
from services.funds.rules.open_column import whole as _whole
from services.funds.rules.open_column import word as _word
from services.funds.rules.open_column import yuan as _yuan
from services.funds.rules.open_sums import BACK_NAMES, GRANT_NAMES
from services.funds.rules.open_table import Table

_MONTH = r"\d{4}-(0[1-9]|1[0-2])"
_QUARTER = r"\d{4}Q[1-4]"
GRANTS = Table(
    "grants",
    "急难与临时救助",
    "已发放、未退回的救助金，按镇街、种类和月份合计。一个镇街当月同类不足 5 户的，并入本县区各小镇街的合计。",
    (
        *_REGION,
        _word("kind", "种类", list(GRANT_NAMES.values())),
        _text("month", "公布月份", pattern=_MONTH, is_required=True),
        _whole("households", "户数", _SMALL),
        _whole("grants", "笔数", "户数不公布的，笔数也不公布"),
        _yuan("amount", "金额"),
    ),
    ("region", "kind", "month"),
    year_of="公布",
)
LOANS = Table(
    "loans",
    "小额信贷",
    "已公示的放款，按镇街、类别和季度合计。农户、学生不足 5 户的镇街并入本县区合计，仍不足 5 户的只写有放款；经营主体不受此限。",
    (
        *_REGION,
        _word("borrower", "借款人", list(BORROWER_NAMES.values())),
        _text("class", "贷款类别", is_required=True),
        _text("quarter", "放款季度", pattern=_QUARTER, is_required=True),
        _whole("borrowers", "户（单位）数", _SMALL),
        _whole("loans", "笔数", "户数不公布的，笔数也不公布"),
        _yuan("amount", "金额", "户数不公布的，金额也不公布", is_required=False),
    ),
    ("region", "borrower", "class", "quarter"),
    year_of="放款",
)
GUARANTEE_FUNDS = Table(
    "guarantee_funds",
    "担保基金",
    "各县区与合作银行的担保（风险补偿）基金，按现状。",
    (
        *_REGION,
        _text("bank", "合作银行", is_required=True),
        _whole("multiple", "放大倍数", is_required=True),
        _text("fund_share", "基金分担", "损失中由基金承担的部分", is_required=True),
        _yuan("balance", "基金余额"),
        _yuan("guaranteed", "在保金额", "借款人不足 5 户的不公布", is_required=False),
        _yuan("paid", "累计代偿"),
        _yuan("recovered", "代偿后收回基金"),
    ),
    ("region", "bank"),
)
RECOVERIES = Table(
    "recoveries",
    "追回的资金",
    "收回的救助金、贴息和代偿款，按县区、种类和季度合计。",
    (
        *_REGION,
        _word("kind", "种类", list(BACK_NAMES.values())),
        _text("quarter", "收回季度", pattern=_QUARTER, is_required=True),
        _whole("households", "户（单位）数", _SMALL),
        _yuan("amount", "金额", "救助金的每一笔另有公示；贴息和代偿不足 5 户的不公布", is_required=False),
    ),
    ("region", "kind", "quarter"),
    year_of="收回",
)
