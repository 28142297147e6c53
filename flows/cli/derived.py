"""Files derived from contracts and model descriptions: written on demand, compared by the tests, never edited."""

from pipeline.province.settings import SOURCE_ROOT

DICTIONARY = "docs/data-dictionary.md"
MODELS = SOURCE_ROOT / "dbt_project" / "models"


def _texts() -> dict[str, str]:
    """The derived files by path; raises FigureRefused where a contract names what dbt does not know."""
    from expectations.figures import REPORTS, load_figures
    from expectations.projections import projections
    from expectations.projections.dictionary import SECTIONS, data_dictionary

    refuse_unknown_figures()
    described = {name: (MODELS / name / f"_{name}.yml").read_text(encoding="utf-8") for name in SECTIONS}
    figures = {report: load_figures(report).values() for report in REPORTS}
    return {path: make() for path, make in projections.items()} | {DICTIONARY: data_dictionary(described, figures)}


def refuse_unknown_figures() -> None:
    """Raises FigureRefused, one line, where a figure contract names a model, column or choice that is unknown."""
    from expectations.choices import all_choices, load_published
    from expectations.contract import load_contracts
    from expectations.figures import REPORTS, load_figures
    from expectations.figures.known_names import known_names, refuse_unknown_names

    described = [path.read_text(encoding="utf-8") for path in sorted(MODELS.glob("*/_*.yml"))]
    lineage = {path.stem: path.read_text(encoding="utf-8") for path in MODELS.glob("intermediate/int_lineage_*.sql")}
    known = known_names(described, lineage, all_choices(load_contracts(), load_published()))
    refuse_unknown_names([figure for report in REPORTS for figure in load_figures(report).values()], known)


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
