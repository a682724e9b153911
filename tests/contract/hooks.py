"""Makes idempotency keys what they are among clients: new ones, and now and then a known one."""

import random
import secrets

import schemathesis

KEY = "Idempotency-Key"
ROOM = 255 - 33


@schemathesis.hook
def before_call(context, case, kwargs):
    key = (case.headers or {}).get(KEY)
    # What is no key is sent as it is, to be refused.
    is_key = isinstance(key, str) and 0 < len(key) <= ROOM and all("!" <= c <= "~" for c in key)
    if is_key and random.random() < 0.8:
        case.headers[KEY] = f"{key}/{secrets.token_hex(16)}"
