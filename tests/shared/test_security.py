"""Tokens: who is believed, who is not, and what changes of keys mean."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, OKPKey

from shared import clock
from shared.security import Gatekeeper, OutsideRegion, Principal, Role, TokenNotOurs
from shared.settings import Settings


def a_token(key: OKPKey, **changes: object) -> str:
    claims = {
        "iss": "jishiyu",
        "aud": "jishiyu",
        "sub": "李镇长",
        "role": "town",
        "region": "371311100",
        "exp": int((clock.now() + timedelta(hours=1)).timestamp()),
    } | changes
    return jwt.encode({"alg": "Ed25519", "kid": key.kid}, claims, key, algorithms=["Ed25519"])


@pytest.fixture
def key() -> OKPKey:
    return OKPKey.generate_key("Ed25519", {"kid": "one"})


@pytest.fixture
def gatekeeper(key: OKPKey, tmp_path: Path) -> Gatekeeper:
    (tmp_path / "jwks.json").write_text(json.dumps(KeySet([key]).as_dict(private=False)))
    return Gatekeeper(Settings(database_url="postgresql://unused/x", jwks=str(tmp_path / "jwks.json")))


def test_a_good_token_says_who_it_is(gatekeeper: Gatekeeper, key: OKPKey) -> None:
    assert gatekeeper.identify(f"Bearer {a_token(key)}") == Principal("李镇长", Role.TOWN, "371311100")


def test_nobody_is_nobody(gatekeeper: Gatekeeper) -> None:
    assert gatekeeper.identify(None) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another"},
        {"iss": "another"},
        {"role": "emperor"},
        {"region": ""},
        {"region": "3713%"},
        {"region": "37131"},
        {"exp": "tomorrow"},
        {"sub": 5},
    ],
)
def test_a_token_with_a_wrong_claim_is_not_ours(gatekeeper: Gatekeeper, key: OKPKey, changes: dict[str, object]) -> None:
    with pytest.raises(TokenNotOurs):
        gatekeeper.identify(f"Bearer {a_token(key, **changes)}")


@pytest.mark.parametrize("header", ["Basic abc", "Bearer ", "Bearer not.a.token"])
def test_what_is_no_token_is_not_ours(gatekeeper: Gatekeeper, header: str) -> None:
    with pytest.raises(TokenNotOurs):
        gatekeeper.identify(header)


def test_why_a_token_is_not_believed_is_said_in_chinese(gatekeeper: Gatekeeper, key: OKPKey) -> None:
    forged, unknown = (
        a_token(OKPKey.generate_key("Ed25519", {"kid": "one"})),
        a_token(OKPKey.generate_key("Ed25519", {"kid": "x"})),
    )
    weak = jwt.encode({"alg": "HS256"}, {"sub": "李镇长"}, OctKey.generate_key(256))
    told = {forged: "签名不符", unknown: "密钥（kid）不在", weak: "签名算法应为 Ed25519 或 ES256", "é": "不是完整的令牌"}
    for token, reason in told.items():
        with pytest.raises(TokenNotOurs) as refused:
            gatekeeper.identify(f"Bearer {token}")
        assert reason in refused.value.facts["reason"]


def test_an_unsigned_token_is_not_ours(gatekeeper: Gatekeeper, key: OKPKey) -> None:
    head, body, _ = a_token(key).split(".")
    with pytest.raises(TokenNotOurs):
        gatekeeper.identify(f"Bearer {head}.{body}.")


def test_a_new_key_of_the_issuer_is_found_without_a_restart(gatekeeper: Gatekeeper, key: OKPKey, tmp_path: Path) -> None:
    gatekeeper.identify(f"Bearer {a_token(key)}")
    newer = OKPKey.generate_key("Ed25519", {"kid": "two"})
    (tmp_path / "jwks.json").write_text(json.dumps(KeySet([newer]).as_dict(private=False)))
    assert gatekeeper.identify(f"Bearer {a_token(newer)}") is not None


def test_a_region_is_covered_by_its_prefix_alone() -> None:
    town = Principal("甲", Role.TOWN, "371311100")
    assert town.covers("371311100201")
    assert not town.covers("371311101201")
    assert not town.covers("371311")
    with pytest.raises(OutsideRegion):
        town.must_cover("371312100")
