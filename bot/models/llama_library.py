"""llama.cpp's Python binding, loaded the way this program needs it: the only file that imports it.

Its worker threads wait for each other behind every operation. GNU OpenMP lets them spin for some
hundred million rounds by default: fastest alone, but where something else uses one of two cores
that wait eats what the other thread needs. Asleep at once they are slow alone. Decoding, tokens/s,
alone and beside a busy core: default 118 and 17, asleep 30 and 50, 1,000 rounds 108 and 36, 3,000
rounds 116 and 26 (docs/decisions.md, "how long threads spin"). It is read once, while OpenMP is
being loaded, so it is set here and nowhere later; what the user has set stays.
"""

import os

if "OMP_WAIT_POLICY" not in os.environ:
    os.environ.setdefault("GOMP_SPINCOUNT", "3000")

import llama_cpp

__all__ = ["llama_cpp"]
