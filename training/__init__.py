"""How the answer selector was trained: read README.md. No part of what is installed."""
