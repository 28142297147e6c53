"""What the command about reminders does: settings in, an outcome to print out."""

from pathlib import Path

from connectors.landing.store import Landing
from flows.cli.commands import Outcome, mail_line
from pipeline.province.environment import clock, load_settings


def remind(config: Path, dry_run: bool, now_option: str | None) -> Outcome:
    """Remind the units that are due to be reminded, or say what would be sent to whom."""
    from pipeline.letters.deliver import deliveries
    from pipeline.letters.reminders import remind as write

    settings = load_settings(config)
    found = write(settings, Landing(settings.landing_folder), clock(settings, now_option), dry_run=dry_run)
    reminders = [
        {
            "month": f"{one.moment.month:%Y-%m}",
            "offset": one.moment.offset,
            "unit_code": one.unit_code,
            "recipient": one.letter.recipients[0],
            "subject": one.letter.subject,
            "text": one.letter.text,
        }
        for one in found.reminders
    ]
    sent = deliveries(found.delivered)
    document = {"dry_run": dry_run, "reminders": reminders, "deliveries": sent,
                "without_address": list(found.without_address)}  # fmt: skip
    said = "would be sent" if dry_run else "written"
    lines = [f"{one['unit_code']} ({one['recipient']}), {said}: {one['subject']}" for one in reminders]
    lines += [mail_line(one) for one in sent]
    lines += [f"no e-mail address: {name}" for name in found.without_address]
    return Outcome(document, lines or ["no unit is to be reminded now"])
