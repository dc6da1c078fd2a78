"""Hostile ``join_request`` parameters: mutated at every depth, the same ones for the same count.

The only ways out may be a ``JoinRequest`` or a ``JoinRequestError``; anything else is a finding.
``python -m tests.fuzz.join_request [INPUTS]``; a test runs a few thousand at every ``make test``.
"""

import base64
import gzip
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from livekit.protocol import rtc

from rapat.engine.embedded.signalling.join_request import JoinRequestError, decode_join_request

CORPUS = Path(__file__).parent / "corpus" / "join_request"
SEED = 20261123
INTERESTING = (0, 1, 0x7F, 0x80, 0xFF, 0x1F, 0x8B)
"""Bytes at the edges of varints and of the gzip header."""

Mutation = Callable[[random.Random, bytearray], None]


def _flip(chance: random.Random, data: bytearray) -> None:
    at = chance.randrange(len(data))
    data[at] ^= 1 << chance.randrange(8)


def _replace(chance: random.Random, data: bytearray) -> None:
    data[chance.randrange(len(data))] = chance.choice(INTERESTING)


def _cut(chance: random.Random, data: bytearray) -> None:
    del data[chance.randrange(len(data)) :]


def _repeat(chance: random.Random, data: bytearray) -> None:
    at = chance.randrange(len(data))
    data[at:at] = data[at : at + chance.randrange(1, 64)] * chance.randrange(1, 8)


def _insert(chance: random.Random, data: bytearray) -> None:
    at = chance.randrange(len(data))
    data[at:at] = chance.randbytes(chance.randrange(1, 16))


MUTATIONS: tuple[Mutation, ...] = (_flip, _replace, _cut, _repeat, _insert)


def mutate(chance: random.Random, data: bytes) -> bytes:
    """One to four mutations of a copy."""
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 5)):
        if changed:
            chance.choice(MUTATIONS)(chance, changed)
    return bytes(changed)


def hostile(chance: random.Random, seed: bytes) -> str:
    """One parameter: the seed's message mutated inside, in its wrapper, in its gzip, or in its base64."""
    depth = chance.randrange(4)
    inner = mutate(chance, seed) if depth == 0 else seed
    packed = gzip.compress(inner, 1) if chance.random() < 0.5 else inner
    wrapper = rtc.WrappedJoinRequest(
        compression=rtc.WrappedJoinRequest.GZIP if packed is not inner else rtc.WrappedJoinRequest.NONE,
        join_request=mutate(chance, packed) if depth == 1 else packed,
    ).SerializeToString()
    encoded = base64.urlsafe_b64encode(mutate(chance, wrapper) if depth == 2 else wrapper)
    return (mutate(chance, encoded) if depth == 3 else encoded).decode("latin-1")


def run(inputs: int) -> tuple[int, int]:
    """Try ``inputs`` parameters.

    Returns:
        How many were read as a request and how many refused; a finding is raised as it is.
    """
    seeds = [base64.urlsafe_b64decode(file.read_bytes()) for file in sorted(CORPUS.iterdir())]
    chance, accepted = random.Random(SEED), 0
    for number in range(inputs):
        parameter = hostile(chance, seeds[number % len(seeds)])
        try:
            decode_join_request(parameter)
            accepted += 1
        except JoinRequestError:
            continue
    return accepted, inputs - accepted


def main() -> None:
    """Print one line, as the other targets do."""
    inputs = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    started = time.monotonic()
    accepted, refused = run(inputs)
    seconds = time.monotonic() - started
    print(f"join_request: {inputs} inputs, {accepted} read, {refused} refused, 0 findings, {seconds:.1f} s")


if __name__ == "__main__":
    main()
