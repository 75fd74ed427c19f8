"""The gateway's signature (TIF headers), checked where this installation has been given a token for it."""

import hmac
from hashlib import sha256

from fastapi import Request

from services.medical.rules.national.message import GatewaySignatureWrong
from shared import clock

SKEW_S = 300


def must_be_signed(request: Request) -> None:
    """`hex(SHA256(timestamp + token + nonce + timestamp))`. It vouches for the way, not for the body: the bearer token still
    says who asks. Raises GatewaySignatureWrong."""
    token = request.app.state.settings.tif_token.get_secret_value()
    if not token:
        return
    timestamp, nonce = request.headers.get("x-tif-timestamp", ""), request.headers.get("x-tif-nonce", "")
    signed = sha256(f"{timestamp}{token}{nonce}{timestamp}".encode()).hexdigest()
    if not hmac.compare_digest(signed.encode(), request.headers.get("x-tif-signature", "").lower().encode()):
        raise GatewaySignatureWrong(reason="签名与时间戳、随机串不符")
    if not (timestamp.isascii() and timestamp.isdigit()) or abs(int(timestamp[:12]) - clock.now().timestamp()) > SKEW_S:
        raise GatewaySignatureWrong(reason="时间戳相差超过 5 分钟")
