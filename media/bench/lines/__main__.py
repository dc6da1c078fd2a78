"""``python -m lines KIND --server ADDRESS:PORT``: one meeting, one line of JSON on standard output."""

import argparse
import asyncio
import json
import sys

from lines.meeting import play
from lines.plans import PLANS


def main() -> int:
    parser = argparse.ArgumentParser(prog="lines")
    parser.add_argument("kind", choices=PLANS)
    parser.add_argument("--server", required=True, metavar="ADDRESS:PORT")
    options = parser.parse_args()
    port = int(options.server.rpartition(":")[2])
    try:
        figures = asyncio.run(play(PLANS[options.kind], port))
    except RuntimeError as error:
        print(f"lines: {error}", file=sys.stderr)
        return 1
    print(json.dumps({"scenario": options.kind, "lines": figures}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
