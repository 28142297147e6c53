"""Which line of docs/runbook.md says what to do about a failure: named by the error itself, or by the system's code."""

import errno

RUNBOOK = "docs/runbook.md"
OTHER = "any other failure"
NO_SPACE, READ_ONLY = "No space left on device", "Read-only file system"
_BY_ERRNO = {
    errno.ENOSPC: NO_SPACE,
    errno.EFBIG: NO_SPACE,
    errno.EDQUOT: NO_SPACE,
    errno.EROFS: READ_ONLY,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
}


def runbook_name(error: BaseException) -> str:
    """The runbook's line for an error: that of the disk, else its own `runbook`, else the general one."""
    return _BY_ERRNO.get(getattr(error, "errno", None) or 0) or getattr(error, "runbook", None) or OTHER


def runbook_line(name: str) -> str:
    """Where to read on, as a letter says it."""
    return f"Cách xử lý: xem {RUNBOOK}, dòng “{name}”."
