"""Whether the mail server answers and would take our mail; nothing is sent."""

import smtplib
import ssl

TIMEOUT = 15.0


def mail_problem(host: str, port: int, *, starttls: bool) -> str | None:
    """Why mail can't be handed to this server, in a few words; None when it can."""
    try:
        with smtplib.SMTP(host, port, timeout=TIMEOUT) as server:
            server.ehlo()
            if starttls:
                server.starttls(context=ssl.create_default_context())
    except smtplib.SMTPException as error:
        return " ".join(str(error).split())
    except OSError as error:
        return error.strerror or str(error)
    return None
