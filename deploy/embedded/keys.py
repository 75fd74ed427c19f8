"""The platform's keys on a laptop: made once, kept in one folder that only its owner may read."""

import base64
import json
import os
import secrets
from pathlib import Path

from joserfc.jwk import ECKey, KeySet, OKPKey

from deploy import SERVICES


def write_once(path: Path, content: str) -> None:
    """Write a secret unless it is there already: a key that changes makes what it sealed unreadable."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as file:
        file.write(content)


class Keys:
    """The files of the key folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.issuer = folder / "issuer.json"
        """The private key (JWK) that signs tokens."""
        self.jwks = folder / "jwks.json"
        """The public key set by which services check tokens."""
        self.seal = folder / "seal.json"
        """registry's private key (JWK) for identities that outsiders sealed."""
        self.seal_public = folder / "seal.public.json"
        """What an outsider seals an identity with."""
        self.complaints = folder / "complaints.json"
        """notifier's private key (JWK) for what people say to 12317; its desk alone reads it."""
        self.log = folder / "log.json"
        """funds' private key (JWK set) that signs the public log's heads."""
        self._identity = folder / "identity.key"
        self._databases = folder / "databases.json"

    def provide(self) -> None:
        """Make every key that is missing."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_once(self.issuer, json.dumps(_fresh("sig", "ES256")))
        write_once(self.seal, json.dumps(_fresh("enc", "ECDH-ES+A256KW")))
        write_once(self.complaints, json.dumps(_fresh("enc", "ECDH-ES+A256KW")))
        write_once(self._identity, base64.b64encode(secrets.token_bytes(32)).decode())
        write_once(self._databases, json.dumps({service: secrets.token_hex(16) for service in SERVICES}, indent=1))
        write_once(self.log, json.dumps({"keys": [OKPKey.generate_key("Ed25519", private=True).as_dict(private=True)]}))
        public = KeySet([ECKey.import_key(json.loads(self.issuer.read_text()))]).as_dict(private=False)
        write_once(self.jwks, json.dumps(public))
        write_once(self.seal_public, json.dumps(ECKey.import_key(json.loads(self.seal.read_text())).as_dict(private=False)))

    @property
    def identity(self) -> str:
        """32 bytes in base64: seals and hashes ID numbers."""
        return self._identity.read_text()

    @property
    def databases(self) -> dict[str, str]:
        """Each service's database password."""
        passwords: dict[str, str] = json.loads(self._databases.read_text())
        return passwords


def _fresh(use: str, algorithm: str) -> dict[str, object]:
    key = ECKey.generate_key("P-256", parameters={"use": use, "alg": algorithm}, private=True)
    key.ensure_kid()
    return dict(key.as_dict(private=True))
