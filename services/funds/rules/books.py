"""The books as a whole: what can be found wrong in them, and who can look."""

from shared.errors import Forbidden

FINDING_NAMES = {
    "account-sums": "账户余额与明细合计不符",
    "account-overdrawn": "账户透支",
    "line-balance": "明细行的余额不连续",
    "line-missing": "明细行号不连续",
    "transfer-lopsided": "款项借贷不平或与金额不符",
    "posting-elsewhere": "明细的日期、区划与款项、账户不符",
    "follower-strays": "入账、撤销或冲正与原款项不符",
    "house-part-unreserved": "危房改造预留与指标账户的预留不符",
    "house-reservation-strays": "指标账户的预留不属于任何一件危房改造",
    "house-asked-differs": "危房改造已请求发放的金额与发放记录不符",
    "house-promise-unheld": "危房改造承诺的金额与已请求、已预留之和不符",
}

COUNTY_DIGITS = 6


class NotAWholeCounty(Forbidden):
    """核对账簿须能看到整个区县的账"""

    mend = "请由区县及以上的审计人员办理"


def must_govern(region: str) -> None:
    """Raises NotAWholeCounty for somebody who sees a town or less."""
    if len(region) > COUNTY_DIGITS:
        raise NotAWholeCounty(region=region)
