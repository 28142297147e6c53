"""Files derived from contracts and model descriptions: written on demand, compared by the tests, never edited."""

from pipeline.province.settings import SOURCE_ROOT

DICTIONARY = "docs/data-dictionary.md"


def _texts() -> dict[str, str]:
    from expectations.projections import projections
    from expectations.projections.dictionary import SECTIONS, data_dictionary

    models = SOURCE_ROOT / "dbt_project" / "models"
    described = {name: (models / name / f"_{name}.yml").read_text(encoding="utf-8") for name in SECTIONS}
    return {path: make() for path, make in projections.items()} | {DICTIONARY: data_dictionary(described)}


def stale_files() -> list[str]:
    """Paths, relative to the sources, whose content differs from what the contracts say."""
    texts = _texts()
    return [path for path, text in texts.items() if _on_disk(path) != text]


def _on_disk(path: str) -> str | None:
    file = SOURCE_ROOT / path
    return file.read_text(encoding="utf-8") if file.is_file() else None


def write_derived() -> list[str]:
    """Write the stale ones; returns their paths."""
    texts, stale = _texts(), stale_files()
    for path in stale:
        file = SOURCE_ROOT / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(texts[path], encoding="utf-8")
    return stale
