"""llama.cpp's Python binding, loaded the way this program needs it: the only file that imports it.

Its worker threads wait for each other at a barrier after every operation, spinning. On two cores
of which something else uses one, that wait eats the core the other thread needs: 0.8 to 15
tokens/s, against 26 to 43 when they sleep instead (docs/decisions.md, "waiting asleep"). GNU
OpenMP reads the policy once, while it is being loaded, so it is set here and nowhere later; a
policy that the user has set stays.
"""

import os

os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import llama_cpp

__all__ = ["llama_cpp"]
