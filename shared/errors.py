"""Every way to say no.

Refusal              400  what was asked breaks a rule; the class names the rule
├── Unauthenticated  401  we do not know who is asking
├── Forbidden        403  we know who is asking, and they may not
├── NotFound         404  there is no such thing, or it is not theirs to see
├── Conflict         409  the thing is not in a state that allows this
├── TooLarge         413  more than we take in one piece
└── Unprocessable    422  well formed, and still makes no sense

A refusal's class is the law that was broken. Its docstring is the Chinese sentence that the clerk reads, `mend` says what
to do about it, `facts` say about what, and the class name in kebab-case is the stable code that machines compare.
This module is pure: how a refusal becomes an HTTP answer is `shared.problems`' business.
"""

import re
from typing import Any, ClassVar

from shared.money import yuan


class Refusal(Exception):
    """请求不符合规定"""

    status: ClassVar[int] = 400
    mend: ClassVar[str] = "请按提示更正后重新提交"

    def __init__(self, *, pointer: str | None = None, **facts: Any) -> None:
        """`pointer` is the JSON pointer of the offending field (`/lines/3/quantity`); `facts` are shown to the caller."""
        self.pointer = pointer
        self.facts = facts
        super().__init__(self.title)

    @property
    def title(self) -> str:
        return (type(self).__doc__ or "").strip()

    @property
    def told(self) -> dict[str, Any]:
        """The facts as a caller reads them: amounts in yuan, as everywhere on the wire (`owed_fen` is told as `owed_yuan`)."""
        return dict(_told(name, fact) for name, fact in self.facts.items())

    @property
    def code(self) -> str:
        return code_of(type(self))


class Unauthenticated(Refusal):
    """未提供有效的访问令牌"""

    status = 401
    mend = "请在 Authorization 头中携带有效的 Bearer 令牌"


class Forbidden(Refusal):
    """无权进行此操作"""

    status = 403
    mend = "请使用有相应角色和辖区权限的账号"


class NotFound(Refusal):
    """没有找到所指的对象"""

    status = 404
    mend = "请核对编号；不在本人权限范围内的对象同样显示为没有找到"


class Conflict(Refusal):
    """对象当前的状态不允许此操作"""

    status = 409
    mend = "请先查询对象的当前状态"


class TooLarge(Refusal):
    """提交的内容超过允许的大小"""

    status = 413
    mend = "请拆分后分批提交"


class Unprocessable(Refusal):
    """内容格式正确，但含义不成立"""

    status = 422


def _told(name: str, fact: Any) -> tuple[str, Any]:
    stem = name.removesuffix("_fen")
    return (f"{stem}_yuan", yuan(fact)) if stem != name and isinstance(fact, int) else (name, fact)


def code_of(law: type[Refusal]) -> str:
    """`AlreadySettled` -> `already-settled`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", law.__name__).lower()
