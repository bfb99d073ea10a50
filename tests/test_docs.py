"""What the documents say of the code is what the code says of itself."""

import ast
import re
from pathlib import Path

from bot.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PACKAGES = ("bot", "prompts", "vectorstore")


def _first_line(path: Path) -> str:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n")[0]


def _folder(folder: Path, depth: int) -> list[str]:
    indent = "  " * depth
    head = f"{indent}{folder.name}/"
    lines = [f"{head:<26}{_first_line(folder / '__init__.py')}"]
    for path in sorted(folder.glob("*.py")):
        if path.name != "__init__.py":
            name = f"{indent}  {path.name}"
            lines.append(f"{name:<26}{_first_line(path)}")
    for inner in sorted(path.parent for path in folder.glob("*/__init__.py")):
        lines += _folder(inner, depth + 1)
    return lines


def _tree() -> str:
    app = f"{'app.py':<26}{_first_line(ROOT / 'app.py')}"
    return "\n".join([app, *(line for name in PACKAGES for line in _folder(ROOT / name, 0))])


def test_the_readme_has_the_tree_with_the_first_line_of_every_file() -> None:
    """The tree in the README is the tree of the code; on failure, paste the one shown."""
    assert _tree() in README, f"\n{_tree()}\n"


def test_every_setting_is_documented_in_its_own_words() -> None:
    """Each setting stands in docs/settings.md with its variable and its description."""
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        row = rf"\| `{name}` \| `PAPERBOT_{name.upper()}` \| {re.escape(field.description or '')}"
        assert re.search(row, page), name


def test_the_readmes_links_lead_somewhere() -> None:
    """Every relative link and picture of the README exists."""
    for target in re.findall(r"\]\(([^)]+)\)", README):
        if "://" not in target:
            assert (ROOT / target).exists(), target
