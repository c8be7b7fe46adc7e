"""The signing process (`python -m ledger.signer KEYFILE`): a message on its input, its Ed25519 signature by the newest key on its output.

A process of its own because the library weighs 6 MiB in a worker that signs once an hour. `--new` makes a key instead: seed, public key.
"""

import base64
import json
import secrets
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SEED = 32


def main() -> None:
    if sys.argv[1] == "--new":
        seed = secrets.token_bytes(SEED)
        key = Ed25519PrivateKey.from_private_bytes(seed)
        sys.stdout.buffer.write(seed + key.public_key().public_bytes_raw())
        return
    newest = json.loads(Path(sys.argv[1]).read_text(encoding="ascii"))["keys"][-1]
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(newest["seed"], validate=True))
    if base64.b64encode(key.public_key().public_bytes_raw()).decode() != newest["public"]:
        raise SystemExit("the key file contradicts itself")
    sys.stdout.buffer.write(key.sign(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
