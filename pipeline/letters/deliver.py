"""All mail that is owed, of every kind, sent in one go; imports nothing heavy, so that any command can do it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime

from connectors.landing.store import Landing
from pipeline.letters.edition_letter import deliver_reports
from pipeline.letters.notices import deliver_notices
from pipeline.letters.outbox import UNSENT, Delivered
from pipeline.letters.quick_letter import deliver_quick
from pipeline.province.settings import Settings


def deliver(settings: Settings, now: datetime) -> tuple[Delivered, ...]:
    """Send what is owed: notices, quick reports, then editions in the order of issue; raises NotCleared."""
    landing = Landing(settings.landing_folder)
    urgent = (*deliver_notices(settings, landing, now), *deliver_quick(settings, landing, now))
    return (*urgent, *deliver_reports(settings, landing, now))


def deliveries(delivered: Iterable[Delivered]) -> list[dict]:
    """What was tried by mail just now, as plain values."""
    return [asdict(one) for one in delivered if one.is_new]


def delivery_warnings(settings: Settings, issued: Iterable[Mapping]) -> list[str]:
    """What to say of editions that stay in their folder because no mail server is configured."""
    is_new = any(one["changed"] and one["files"] for one in issued)
    return [UNSENT] if is_new and settings.mail.host is None else []
