"""llama-batched-bench: its table, and the program played by a script."""

import sys
from pathlib import Path

import pytest

from bot.errors import PeerUnusable
from bot.evaluation.ceiling import Ceiling, CeilingTask, parse_table, run_ceiling

_TABLE = """
llama_batched_bench: n_kv_max = 2048, n_batch = 2048, n_ubatch = 512, flash_attn = 0

|    PP |     TG |    B |   N_KV |   T_PP s | S_PP t/s |   T_TG s | S_TG t/s |      T s |    S t/s |
|-------|--------|------|--------|----------|----------|----------|----------|----------|----------|
|    64 |     16 |    1 |     80 |    0.157 |   407.10 |    0.647 |    37.07 |    0.805 |   109.36 |
|    64 |     16 |    4 |    320 |    0.895 |   286.07 |    1.023 |    93.86 |    1.917 |   183.57 |

llama_perf_context_print:        load time =     100.00 ms
"""
_ROWS = (Ceiling(1, 407.10, 37.07, 109.36), Ceiling(4, 286.07, 93.86, 183.57))


def _task(folder: Path) -> CeilingTask:
    return CeilingTask(folder / "m.gguf", 2, 0, prompt_tokens=64, new_tokens=16, readers=(1, 4))


def _program(folder: Path, code: str) -> Path:
    path = folder / "llama-batched-bench"
    path.write_text(f"#!{sys.executable}\nimport sys\n{code}\n")
    path.chmod(0o755)
    return path


def test_the_table_is_found_among_other_lines() -> None:
    """Its head is no row; nor is anything that only looks like a table."""
    assert parse_table(_TABLE) == _ROWS
    assert parse_table("| 1 | 2 |\nno table\n||\n") == ()


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_the_program_is_run_with_our_load(tmp_path: Path, stream: str) -> None:
    """Threads, tokens and readers are ours; its memory holds the most readers."""
    code = f"open({str(tmp_path / 'asked')!r}, 'w').write(' '.join(sys.argv[1:]))\n"
    program = _program(tmp_path, f"{code}sys.{stream}.write({_TABLE!r})")
    assert run_ceiling(program, _task(tmp_path)) == _ROWS
    asked = (tmp_path / "asked").read_text()
    for option in ("-t 2", "-npp 64", "-ntg 16", "-npl 1,4", "-c 1024", "-fa off"):
        assert option in asked


@pytest.mark.parametrize("code", ["sys.exit('no such model')", "print('no such model')"])
def test_a_program_that_measures_nothing_is_an_error(tmp_path: Path, code: str) -> None:
    """Whatever its status says."""
    with pytest.raises(PeerUnusable, match="did not measure"):
        run_ceiling(_program(tmp_path, code), _task(tmp_path))
    with pytest.raises(PeerUnusable, match="No such file"):
        run_ceiling(tmp_path / "missing", _task(tmp_path))
