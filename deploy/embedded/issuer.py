"""The laptop's issuer of access tokens: `python -m deploy.embedded.issuer ROLE [REGION] [ORG]` prints one.

A real installation points `JISHIYU_JWKS` at its own identity provider; the claims are the same.
"""

import argparse
import json
import sys
from datetime import timedelta

from joserfc import jwt
from joserfc.jwk import ECKey

from deploy.embedded.keys import Keys
from deploy.embedded.state import state_folder
from shared import clock
from shared.security import ROLE_NAMES, Role

LIFETIME = timedelta(hours=12)


def token(keys: Keys, role: Role, *, region: str = "*", org: str = "", subject: str = "", lifetime: timedelta = LIFETIME) -> str:
    """A signed token for one person or system; `region` is a code prefix, `*` for everywhere."""
    key = ECKey.import_key(json.loads(keys.issuer.read_text()))
    issued_at = clock.now()
    claims = {
        "iss": "jishiyu",
        "aud": "jishiyu",
        "sub": subject or "-".join(filter(None, (role.value, org or region.replace("*", "all")))),
        "role": role.value,
        "region": region,
        "org": org,
        "iat": int(issued_at.timestamp()),
        "exp": int((issued_at + lifetime).timestamp()),
    }
    return jwt.encode({"alg": "ES256", "kid": key.kid, "typ": "at+jwt"}, claims, key)


def main() -> None:
    """Print a token, and nothing else, so that it can be taken into a variable."""
    roles = "、".join(f"{role.value} {name}" for role, name in ROLE_NAMES.items())
    words = argparse.ArgumentParser(prog="make token", description="签发访问令牌 / issue an access token")
    words.add_argument("role", help=roles)
    words.add_argument("region", nargs="?", default="*", help="辖区代码前缀，如 371311，* 为全部 / region code prefix, * for all")
    words.add_argument("org", nargs="?", default="", help="医疗机构或部门代码 / code of the hospital or department")
    asked = words.parse_args()
    if asked.role not in list(Role):
        sys.exit(f"ROLE 应为其一 / ROLE is one of: {roles}\n例 / example: make token ROLE=county REGION=371311")
    if asked.role in (Role.HOSPITAL, Role.DEPARTMENT) and not asked.org:
        sys.exit(f"{asked.role} 还须写明 ORG / needs ORG too: make token ROLE=hospital REGION=371311 ORG=H37131100001")
    keys = Keys(state_folder() / "keys")
    keys.provide()
    print(token(keys, Role(asked.role), region=asked.region or "*", org=asked.org))


if __name__ == "__main__":
    main()
