"""All mail that is owed, of every kind, sent in one go; imports nothing heavy, so that any command can do it."""

from pipeline.ledgers.events import damaged_events
from pipeline.letters.edition_letter import deliver_reports
from pipeline.letters.notices import deliver_notices
from pipeline.letters.outbox import Delivered
from pipeline.letters.quick_letter import deliver_quick
from pipeline.province.province import Province


def deliver(province: Province) -> tuple[Delivered, ...]:
    """Send what is owed: notices, quick reports, then editions in the order of issue.

    Raises NotCleared and LedgerDamaged after everything else; see `deliver_reports`.
    """
    for one in damaged_events(province.landing):
        province.console.warn_once(one.line())
    urgent = (*deliver_notices(province), *deliver_quick(province))
    return (*urgent, *deliver_reports(province))
