"""What the commands for the other papers do: the interim results report and the quick report of urgent alerts."""

from pathlib import Path

from flows.cli.commands import Outcome
from pipeline.province.console import CONSOLE
from pipeline.province.environment import clock, load_settings
from pipeline.province.settings import parse_instant


def report_summary(
    config: Path, as_of_text: str | None, given: object | None, now_option: str | None, *, early: bool
) -> Outcome:
    """Issue the interim results report from the built warehouse; exit code 3 when the gate blocks it."""
    from expectations.gate import GateBlocked
    from pipeline.editions.due import blocked_document
    from pipeline.editions.summary import report_summary as issue
    from pipeline.letters.deliver import deliver, deliveries, delivery_warnings
    from pipeline.province.environment import prepare_environment

    settings = load_settings(config)
    prepare_environment(settings)
    as_of = parse_instant(as_of_text, settings.zone, name="--as-of") if as_of_text else None
    now = clock(settings, now_option)
    try:
        document = issue(settings, as_of, given, now, early=early).document()
    except GateBlocked as blocked:
        document = blocked_document(blocked.verdict)
    document = {"kind": "summary", **document}
    if as_of is None:
        document["deliveries"] = deliveries(deliver(settings, now))
        for warning in delivery_warnings(settings, [document]):
            CONSOLE.warn_once(warning)
    return Outcome(document, _summary_lines(document), 3 if document.get("reasons") else 0)


def _summary_lines(document: dict) -> list[str]:
    """The edition and its files, or the reasons why there is none."""
    name = f"interim report up to {document['month']}"
    if document.get("reasons"):
        return [f"{name}: blocked (as of {document['as_of']})", *document["reasons"]]
    edition = f"{'provisional ' if document['provisional'] else ''}r{document['revision']}, no. {document['number']}"
    said = edition if document["changed"] else f"no figure changed enough for another edition; {edition} stands"
    return [
        f"{name}: {said}, as of {document['as_of']}",
        *(f"{name}: {path}" for name, path in document["files"].items()),
    ]
