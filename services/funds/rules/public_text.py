"""What may stand in a public text: a type, not a string, so that a name or a number cannot get into one by accident.

A person's name comes in masked (`MaskedName`), words come in checked (`PublicText`), a small count comes in hidden (`counted`).
Nothing that is none of these is ever written where anyone may read it.

Law: 《关于完善扶贫资金项目公告公示制度的指导意见》 (2018) wants sums, projects and who benefits in the open; 《政府信息公开条例》
第十五条 keeps personal privacy out of it, and notices of help name no ID, telephone, account, and no state of health.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from shared.errors import Unprocessable
from shared.identity import masked_name

SMALL = 5
"""A class of fewer households is not counted aloud: in a village everyone would know who they are."""


class NumberInPublicText(Unprocessable):
    """公示文字中含有证件、电话或账户号码"""

    mend = "请删去号码；日期写成 2020-06-01，金额写成 1,000.00 元"


class DetailInPublicText(Unprocessable):
    """公示文字中含有健康、证件或家庭情况"""

    mend = "请只写公示事项、标准和金额，不写病情、残疾、婚姻、联系方式等个人情况"


class NameInPublicText(Unprocessable):
    """公示文字中含有未遮盖的姓名"""

    mend = "请用平台遮盖后的姓名，例如 张*三"


class TextTooLong(Unprocessable):
    """公示文字过长或为空"""

    mend = "标题和每行说明至多 200 字，异议的答复至多 500 字，都不能为空"


PUBLIC_TEXT_LAWS = (NumberInPublicText, DetailInPublicText, NameInPublicText, TextTooLong)
"""For the doors whose forms become public text: `responses=refuses(*PUBLIC_TEXT_LAWS)`."""

TEXT_LIMIT = 200
_NUMERALS = str.maketrans("〇○零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺", "00012345678912345678" + "91")
_MASKED = re.compile(r"[^*\s\d]?\*+[^*\s\d]?")
_ALLOWED = (
    re.compile(r"(?<![0-9])[12]\d{3}[-./][01]?\d[-./][0-3]?\d(?![0-9])"),
    re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,3}-\d{6}-\d{4}-\d{1,4}(?!\d)"),
    re.compile(r"(?<![\d,.])(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,10})(?:\.\d{1,2})?(?=\s*[万亿]?元)"),
)
"""Days, the numbers of our own projects, and amounts: taken out before numbers are looked for."""
_LONG_RUN = re.compile(r"\d{7,}")
_PARTED_RUN = re.compile(r"\d(?:[\s\-_.·・‐-―]{0,2}\d){10,}")
"""An ID (15, 18), a telephone (11) or a card (16 to 19), however it is parted."""
_LABELS = re.compile(r"身份证|证件号|残疾证|病历|住院号|诊断|银行卡|卡号|账号|帐号|手机|电话|微信|住址|门牌")
_DISEASES = re.compile(r"癌|肿瘤|白血病|尿毒症|艾滋|精神病|精神障碍|精神分裂|智力障碍|瘫痪|患有|确诊")
_OF_A_PERSON = re.compile(r"病|残|瘫|盲|聋|哑|孕|产妇|离婚|离异|丧偶|单亲|孤儿|失独|服刑|吸毒|上访|欠债|负债")
"""What must not be said beside somebody's name, masked or not."""


@dataclass(frozen=True, slots=True)
class MaskedName:
    """A person as a notice shows them: `张*三`, `张*`. Raises NameInPublicText for anything that is not masked."""

    text: str

    def __post_init__(self) -> None:
        if self.text != NAMELESS and not _MASKED.fullmatch(self.text):
            raise NameInPublicText

    @classmethod
    def of(cls, name: str | None) -> "MaskedName":
        """First and last character at most; someone nameless is shown as such."""
        told = "".join((name or "").replace("*", "").split())
        if not told:
            return cls(NAMELESS)
        edges = masked_name(told)
        # A name with a digit or a sign at its ends shows nothing at all.
        is_name = _MASKED.fullmatch(edges) and all(sign.isalpha() for sign in edges.replace("*", ""))
        return cls(edges if is_name else "*" * len(told))


NAMELESS = "（待核实）"


@dataclass(frozen=True, slots=True)
class PublicText:
    """Words that anyone may read: no number of a person, no label of one, no illness.

    Raises NumberInPublicText, DetailInPublicText or TextTooLong.
    """

    text: str

    def __post_init__(self) -> None:
        must_be_public(self.text)

    @classmethod
    def of(cls, text: str, *, names: Iterable[str] = (), pointer: str | None = None) -> "PublicText":
        """The text, if it may be read by anyone; `names` are those of people whom its writer knows to be concerned.

        Raises what the class raises, with the pointer, and NameInPublicText.
        """
        must_be_public(text, pointer=pointer)
        bare = "".join(text.split())
        if any(name and "".join(name.split()) in bare for name in names):
            raise NameInPublicText(pointer=pointer)
        return cls(text)


def must_be_public(text: str, *, pointer: str | None = None, limit: int = TEXT_LIMIT) -> None:
    """Raises NumberInPublicText, DetailInPublicText or TextTooLong."""
    if not 0 < len(text.strip()) <= len(text) <= limit:
        raise TextTooLong(pointer=pointer, limit=limit)
    told = unicodedata.normalize("NFKC", "".join(sign for sign in text if unicodedata.category(sign) != "Cf"))
    if _LABELS.search(told) or _DISEASES.search(told):
        raise DetailInPublicText(pointer=pointer)
    told = told.translate(_NUMERALS)
    for allowed in _ALLOWED:
        told = allowed.sub("数", told)
    if _LONG_RUN.search(told) or _PARTED_RUN.search(told):
        raise NumberInPublicText(pointer=pointer)


def counted(households: int, *, of: str = "户") -> PublicText:
    """`12 户`; a class of fewer than five is `不足 5 户`, and none is said as none."""
    return PublicText(f"不足 {SMALL} {of}" if 0 < households < SMALL else f"{households} {of}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a notice: whom or what it is about, what is proposed, and how much.

    Raises DetailInPublicText where it says of a person what no one needs to know.
    """

    who: MaskedName | PublicText
    says: PublicText
    amount_fen: int | None = None

    def __post_init__(self) -> None:
        if isinstance(self.who, MaskedName) and _OF_A_PERSON.search(self.says.text):
            raise DetailInPublicText
