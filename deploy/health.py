"""Asks a server on this machine whether it is well: `python -m deploy.health PORT PAGE`; exit code 0 for yes."""

import sys

from deploy.embedded.ports import is_well

if __name__ == "__main__":
    sys.exit(not is_well(int(sys.argv[1]), sys.argv[2]))
