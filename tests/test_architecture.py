"""The rules of the house, held against the code itself: who may import what, and when."""

import ast
import os
import re
import shutil
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "prompts", "vectorstore")
FILES = (ROOT / "app.py", *(path for name in PACKAGES for path in (ROOT / name).rglob("*.py")))

# Imports go down this list, or stay within one line of it.
LAYERS = (
    ("app", "bot.cli"),
    ("bot.commands", "bot.terminal", "bot.progress_bars", "bot.batch"),
    ("bot.web", "bot.diagnosis", "bot.evaluation"),
    ("bot.wiring",),
    ("bot.assistant",),
    ("bot.answering", "bot.reading"),
    ("bot.models",),
    ("bot.engine",),
    ("bot.settings", "bot.contract", "bot.shapes", "bot.types", "bot.ports", "bot.errors"),
    ("vectorstore", "prompts"),
)
# A library is known in one place, so that it can be exchanged, and its errors told, in that place.
OWNERS = {
    "chromadb": ("vectorstore/chroma_client.py", "vectorstore/vectors.py"),
    "tantivy": ("vectorstore/lexical.py",),
    "pylatexenc": ("vectorstore/tex/signs.py",),
    "sqlite3": (
        "vectorstore/catalogue.py",
        "vectorstore/change_rows.py",
        "vectorstore/database.py",
        "vectorstore/glossary.py",
        "vectorstore/ledger.py",
        "vectorstore/schema.py",
        "vectorstore/snapshot.py",
        "bot/reading/cache.py",
    ),
    "llama_cpp": ("bot/models/llama_library.py",),
    "onnxruntime": ("bot/models/onnx_library.py",),
    "tiktoken": ("bot/models/vocabulary.py",),
    "httpx": (
        "bot/models/hub_source.py",
        "bot/models/remote/server.py",
        "bot/evaluation/peer.py",
        "vectorstore/remote_chroma.py",
        "vectorstore/sources/network/client.py",
    ),
    "defusedxml": ("vectorstore/sources/arxiv_feed.py",),
    "httpx_sse": ("bot/models/remote/server.py", "bot/evaluation/peer.py"),
    "gradio": ("bot/web/",),
    "fastapi": ("bot/web/",),
    "starlette": ("bot/web/",),
    "uvicorn": ("bot/web/server.py",),
    "ir_measures": ("bot/evaluation/evidence/ranking_scores.py",),
    "pypdfium2": ("vectorstore/sources/pdf_pages.py",),
    "yaml": ("vectorstore/sources/front_matter.py",),
    "rouge_score": ("bot/evaluation/evidence/overlap.py",),
    "typer": ("bot/cli.py", "bot/commands/"),
    "rich": ("bot/terminal.py", "bot/progress_bars.py"),
    "lxml": ("vectorstore/sources/web_page.py",),
    "pydantic_settings": ("bot/settings.py",),
    "bibtexparser": ("vectorstore/sources/bibtex.py",),
    "nh3": ("vectorstore/sources/markup.py",),
}
# Imports everything in a process of its own and tells what was done besides: by libraries, what
# none of them may do; by our own modules, imported after them, writing files and starting threads
# too (opentelemetry, which Chroma and FastAPI import, starts some).
IMPORTING = """
import importlib, os, sys, threading
libraries, ours = (names.split() for names in sys.argv[1:])
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
NEVER = ("socket.", "subprocess.", "os.fork", "os.posix_spawn")
FILES = ("sqlite3.", "tempfile.", "os.mkdir", "os.remove", "os.rename")
seen, forbidden = [], NEVER

def watch(event, arguments):
    if event.startswith(forbidden) and event != "socket.gethostname":
        seen.append(f"{event} {arguments}")
    elif event == "open" and forbidden != NEVER and arguments[2] & WRITES:
        seen.append(f"{event} {arguments[0]}")

sys.addaudithook(watch)
for name in libraries:
    importlib.import_module(name)
forbidden = NEVER + FILES
threading.Thread.start = lambda thread: seen.append(str(thread))  # no event before Python 3.12
for name in ours:
    importlib.import_module(name)
print(*seen, sep="\\n", end="")
"""
HUB = "https://huggingface.co"
REGISTRIES = re.compile(r"pypi\.org|pythonhosted\.org|pypi\.python\.org|npmjs\.(?:com|org)")
MACHINES = re.compile(r"(?<![\w.~$])/(?:root|work|opt/wheels|home/\w+)(?:/|\b)")


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


TREES = {_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
PATHS = {_name(path): path for path in FILES}


def _imported(tree: ast.Module) -> set[str]:
    """Return the modules named in import statements, wherever they stand."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide which layer they reach"
            module = node.module or ""
            inner = {f"{module}.{alias.name}" for alias in node.names} & set(TREES)
            names.update(inner or {module})
    return names


IMPORTS = {name: _imported(tree) for name, tree in TREES.items()}


def _is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def _layer(module: str) -> int:
    """Return the place of a module's line in LAYERS."""
    (place,) = (
        place
        for place, packages in enumerate(LAYERS)
        if any(_is_in(module, package) for package in packages)
    )
    return place


def _tracked() -> list[tuple[str, str]]:
    """Return the name and text of every file under version control that is text."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("no git checkout: which files belong to the project is not known")
    listed = subprocess.run(  # noqa: S603 (our own)
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    texts = []
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            try:
                texts.append((name, (ROOT / name).read_text(encoding="utf-8")))
            except UnicodeDecodeError:  # a picture
                continue
    return texts


@pytest.mark.parametrize("name", [name for name in TREES if name != "bot"])
def test_imports_go_down(name: str) -> None:
    """No module imports one of a layer above its own, and each has a layer."""
    for other in IMPORTS[name] & set(TREES):
        if other != "bot":
            assert _layer(name) <= _layer(other), f"{name} imports {other}, which is above it"


@pytest.mark.parametrize("package", ["vectorstore", "prompts"])
def test_the_store_and_the_prompts_know_nobody(package: str) -> None:
    """They import neither `bot` nor each other."""
    for name, imported in IMPORTS.items():
        if _is_in(name, package):
            ours = {other for other in imported if other.split(".")[0] in {*PACKAGES, "app"}}
            assert all(_is_in(other, package) for other in ours), f"{name}: {ours}"


def test_the_engine_knows_ports_and_errors_alone() -> None:
    """It could be lifted out: neither a model's library nor a setting is known to it."""
    known = {"bot.ports", "bot.errors", "vectorstore.errors"}
    for name, imported in IMPORTS.items():
        if _is_in(name, "bot.engine"):
            others = {other for other in imported & set(TREES) if not _is_in(other, "bot.engine")}
            assert others <= known, f"{name}: {others}"


def test_no_imports_go_in_circles() -> None:
    """Modules can be put in an order in which each needs only earlier ones."""
    graph = {name: imported & set(TREES) - {name} for name, imported in IMPORTS.items()}
    assert len(list(TopologicalSorter(graph).static_order())) == len(TREES)


@pytest.mark.parametrize("library", OWNERS)
def test_a_library_is_imported_where_it_is_known(library: str) -> None:
    """And is imported there still."""
    users = {
        PATHS[name].relative_to(ROOT).as_posix()
        for name, imported in IMPORTS.items()
        if any(_is_in(other, library) for other in imported)
    }
    assert users
    assert all(user.startswith(OWNERS[library]) for user in users), users


@pytest.mark.parametrize("name", TREES)
def test_modules_say_what_they_are_for(name: str) -> None:
    """Each begins with a docstring; a package's `__init__` is nothing else."""
    tree = TREES[name]
    assert ast.get_docstring(tree), f"{PATHS[name]} has no docstring"
    if PATHS[name].name == "__init__.py":
        assert len(tree.body) == 1, f"{PATHS[name]} does more than describe its package"


def test_importing_does_nothing() -> None:
    """No module starts a thread or a process, opens a socket, or writes a file when imported."""
    named = {name for names in IMPORTS.values() for name in names} - set(TREES)
    libraries = sorted(named | {name.partition(".")[0] for name in named})  # packages first
    # -B: compiled modules would be files written
    command = [sys.executable, "-B", "-c", IMPORTING, " ".join(libraries), " ".join(TREES)]
    done = subprocess.run(  # noqa: S603 (our own)
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "ORT_DISABLE_TELEMETRY": "1"},  # as bot/models/onnx_library.py has it
    )
    assert (done.stdout, done.stderr) == ("", "")


def test_the_hub_is_named_once_for_weights_and_once_for_papers() -> None:
    """Only what fetches weights, and what reads the hub's papers, can know where it is."""
    naming = {
        PATHS[name].relative_to(ROOT).as_posix()
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and HUB in node.value
    }
    assert naming == {"bot/models/fetch.py", "vectorstore/sources/hf_entry.py"}


def test_no_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    """The user's pip decides where packages come from; paths of a developer's machine break."""
    for name, text in _tracked():
        for pattern in (REGISTRIES, MACHINES):
            found = pattern.search(text)
            assert found is None, f"{name} has {found[0]!r}"
