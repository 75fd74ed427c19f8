"""Makes the keys and passwords for compose, each once: `python -m deploy.compose.prepare` prints the path of the env file.

Everything lands in the state folder (`.jishiyu` or `JISHIYU_STATE`), which only its owner may enter.
"""

import secrets

from deploy import SERVICES
from deploy.embedded.keys import Keys, write_once
from deploy.embedded.state import state_folder
from deploy.nats.users import every_user, password_variable


def main() -> None:
    """Write what is missing; what is there stays, for the volumes were made with it."""
    folder = state_folder()
    keys = Keys(folder / "keys")
    keys.provide()
    # The containers' user is not ours: it reads these files through a mount, nobody else can enter their folder.
    for file in (keys.jwks, keys.seal, keys.complaints, keys.log):
        file.chmod(0o644)
    variables = {
        "JISHIYU_KEYS": str(keys.folder),
        "JISHIYU_IDENTITY_KEY": keys.identity,
        "POSTGRES_PASSWORD": secrets.token_hex(16),
        **{f"JISHIYU_DATABASE_PASSWORD_{service.upper()}": keys.databases[service] for service in SERVICES},
        # A letter first: nats-server reads a value that begins with a digit as a number.
        **{password_variable(user): f"p{secrets.token_hex(16)}" for user in every_user()},
    }
    env = folder / "compose.env"
    kept = dict(line.split("=", 1) for line in env.read_text().splitlines()) if env.exists() else {}
    fresh = folder / "compose.env.new"
    fresh.unlink(missing_ok=True)
    write_once(fresh, "".join(f"{name}={value}\n" for name, value in (variables | kept).items()))
    fresh.rename(env)
    print(env)


if __name__ == "__main__":
    main()
