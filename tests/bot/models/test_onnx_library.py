"""onnxruntime does not report home."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# It embeds, and waits as long as the first report took to leave under strace (0.3 s), and more.
EMBED = """
import sys, time
from pathlib import Path
from bot.models.minilm import MiniLM
folder = Path(sys.argv[1])
model = MiniLM(folder / "model.safetensors", folder / "tokenizer.json", weights_sha256="")
model.embed_query("walnuts")
time.sleep(1)
import os
print(os.environ["ORT_DISABLE_TELEMETRY"])
"""


@pytest.mark.model
def test_embedding_leaves_no_device_id(minilm_folder: Path, tmp_path: Path) -> None:
    """Neither a database of events nor an id appears in the user's folders, even if asked for."""
    models = tmp_path / "models"
    models.mkdir()
    for name in ("model.safetensors", "tokenizer.json"):
        (models / name).symlink_to(minilm_folder / name)
    user = tmp_path / "user"
    user.mkdir()
    places = dict.fromkeys(
        ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(user)
    )
    done = subprocess.run(  # noqa: S603 (our own)
        [sys.executable, "-c", EMBED, models],
        env={**os.environ, **places, "ORT_DISABLE_TELEMETRY": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("1\n", "")
    assert list(user.iterdir()) == []
