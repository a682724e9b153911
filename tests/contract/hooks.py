"""Makes random requests a little more like those of clients."""

import collections
import os
import random
import secrets

import schemathesis

KEY = "Idempotency-Key"
ROOM = 255 - 33

# The campaign of the examples, and those that are changed and stopped in its place: after that, it
# could answer nothing any more.
EXAMPLE = "SUM"
INSTEAD = {
    "changeCampaign": "ALTER",
    "pauseCampaign": "PAUSE",
    "resumeCampaign": "PAUSE",
    "endCampaign": "END",
}

# The hold of the examples is redeemed: the one that is released in its place is another.
EXAMPLE_HOLD = os.environ["TESSERA_EXAMPLE_HOLD"]
SPARE_HOLD = os.environ["TESSERA_SPARE_HOLD"]


# How many requests of each operation came with a key of their own.
with_new_key = collections.Counter()


@schemathesis.hook
def before_call(context, case, kwargs):
    use_new_keys(case)
    spare_the_example(case)


def use_new_keys(case):
    """Idempotency keys are new at first, and known now and then later."""
    key = (case.headers or {}).get(KEY)
    # What is no key is sent as it is, to be refused.
    is_key = isinstance(key, str) and 0 < len(key) <= ROOM and all("!" <= c <= "~" for c in key)
    if is_key and (with_new_key[case.operation.label] < 5 or random.random() < 0.8):
        with_new_key[case.operation.label] += 1
        case.headers[KEY] = f"{key}/{secrets.token_hex(16)}"


def spare_the_example(case):
    operation = case.operation.definition.raw.get("operationId")
    if operation == "releaseHold" and (case.path_parameters or {}).get("id") == EXAMPLE_HOLD:
        case.path_parameters["id"] = SPARE_HOLD
    instead = INSTEAD.get(operation)
    if instead is not None and (case.path_parameters or {}).get("prefix") == EXAMPLE:
        case.path_parameters["prefix"] = instead
