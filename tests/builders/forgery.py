"""How somebody with all of the database, and sometimes the key, would change history."""

import json
from datetime import datetime
from typing import Any

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.funds.rules.head import Head, commit, key_id, public_of, signed_note, written_key
from services.funds.rules.log_tree import grown, leaf_of

ORIGIN = "linyi.test"


class Forger:
    """Works as the database's superuser with every trigger off, so that nothing but arithmetic is in the way."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.db = connection

    @classmethod
    async def at(cls, url: str) -> "Forger":
        connection = await asyncpg.connect(url)
        await connection.execute("SET session_replication_role = replica")
        return cls(connection)

    async def rows(self) -> list[asyncpg.Record]:
        return list(
            await self.db.fetch(
                "SELECT e.*, d.canonical FROM log_entry e JOIN disclosure d ON d.id = e.disclosure_id ORDER BY e.position"
            )
        )

    async def rewrite(self, position: int, **said: Any) -> str:
        """Let a record say something else, in the text and in the columns that the totals are made of; the new text."""
        row = (await self.rows())[position]
        entry = json.loads(row["canonical"]) | said
        text = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        await self.db.execute(
            "UPDATE disclosure SET canonical = $2, amount_fen = $3 WHERE id = $1", row["disclosure_id"], text, entry["amount_fen"]
        )
        return text

    async def commit_anew(self) -> None:
        """Make every commitment fit its text again."""
        for row in await self.rows():
            fresh = commit(row["salt"], row["canonical"])
            await self.db.execute("UPDATE log_entry SET commitment = $2 WHERE position = $1", row["position"], fresh)

    async def sign_anew(self, key: Ed25519PrivateKey, *, first: int = 1) -> None:
        """Make every head from this one on fit the log again."""
        leaves = [leaf_of(row["commitment"]) for row in await self.rows()]
        for row in await self.db.fetch("SELECT * FROM log_head WHERE number >= $1 ORDER BY number", first):
            root, _ = grown(0, leaves[: row["size"]], {})
            head = Head(ORIGIN, row["number"], row["size"], root, row["signed_at"])
            await self.db.execute(
                "UPDATE log_head SET root = $2, note = $3, key_id = $4 WHERE number = $1",
                row["number"],
                root,
                signed_note(head, key),
                key_id(ORIGIN, public_of(key)),
            )

    async def replace_key(self, key: Ed25519PrivateKey) -> None:
        public = public_of(key)
        await self.db.execute("UPDATE log_key SET public = $1, key_id = $2", written_key(ORIGIN, public), key_id(ORIGIN, public))

    async def insert(self, like: int, *, published_on: str, id: Any, at: datetime, logged: bool) -> None:
        """A record of a day that is over, at the end of the log or beside it."""
        row = (await self.rows())[like]
        entry = json.loads(row["canonical"]) | {"id": str(id), "published_on": published_on}
        text = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        await self.db.execute(
            "INSERT INTO disclosure (id, kind, region, amount_fen, published_on, canonical) VALUES ($1, $2, $3, $4, $5, $6)",
            id,
            entry["kind"],
            entry["region"],
            entry["amount_fen"],
            datetime.fromisoformat(published_on).date(),
            text,
        )
        if logged:
            size = len(await self.rows())
            await self.db.execute(
                "INSERT INTO log_entry VALUES ($1, $2, $3, $4, $5)", size, id, b"s" * 32, commit(b"s" * 32, text), at
            )
            await self.db.execute("UPDATE log_head SET size = size + 1 WHERE number = (SELECT max(number) FROM log_head)")
