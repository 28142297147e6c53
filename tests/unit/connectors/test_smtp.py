"""What each answer at each stage of a transaction comes to: only a yes to the whole letter is a delivery.

sent: the server has it. owed: it has not, another run tries again. refused: it never will. open: it may have it.
"""

import threading

import pytest

from connectors.mail import MailRefused, MailServer, MailUnavailable, ServerUnreachable, SmtpSession, mail_problem
from connectors.retrying import RetryPolicy
from tests.patience import until
from tests.unit.connectors.scripted_smtp import HANG_UP, ScriptedServer

LETTER = b"Subject: x\r\n\r\nKinh gui\r\n.mot dong\r\n"
STUFFED = LETTER.replace(b"\r\n.mot", b"\r\n..mot")
WHO = "bithu@tinhdoan.example"
STAGES = ("MAIL", "RCPT", "DATA", "END")
# what is answered, and what comes of it at MAIL, RCPT, DATA and the letter's end
MATRIX = [
    (b"250 ok", "sent", "sent", "owed", "sent"),
    (b"250", "sent", "sent", "owed", "sent"),
    (b"251 will forward", "sent", "sent", "owed", "sent"),
    (b"252 can't say, will try", "sent", "sent", "owed", "sent"),
    (b"250-first\r\n250-second\r\n250 last", "sent", "sent", "owed", "sent"),
    (b"354 go ahead", "owed", "owed", "sent", "open"),
    (b"354-go\r\n354 ahead", "owed", "owed", "sent", "open"),
    (b"334 dXNlcg==", "owed", "owed", "owed", "open"),
    (b"300 and", "owed", "owed", "owed", "open"),
    (b"421 closing", "owed", "owed", "owed", "owed"),
    (b"451 later", "owed", "owed", "owed", "owed"),
    (b"500 what?", "owed", "refused", "refused", "refused"),
    (b"503 bad sequence of commands", "owed", "owed", "owed", "owed"),
    (b"530 authentication required", "owed", "owed", "owed", "owed"),
    (b"535 credentials invalid", "owed", "owed", "owed", "owed"),
    (b"550 no such user", "owed", "refused", "refused", "refused"),
    (b"150 started", "owed", "owed", "owed", "open"),
    (b"650 beyond", "owed", "owed", "owed", "open"),
    (b"299 what no code looks like", "owed", "owed", "owed", "open"),
    (b"OK", "owed", "owed", "owed", "open"),
    (b"25", "owed", "owed", "owed", "open"),
    (b"2500 ok", "owed", "owed", "owed", "open"),
    (b"25 0", "owed", "owed", "owed", "open"),
    (b"+25 ok", "owed", "owed", "owed", "open"),
    (b"", "owed", "owed", "owed", "open"),
    (b"550-no\r\n250 yes", "owed", "owed", "owed", "open"),
    (b"250-yes\r\n550 no", "owed", "owed", "owed", "open"),
    (b"HTTP/1.1 200 OK", "owed", "owed", "owed", "open"),
    (b"250 " + 9000 * b"o", "owed", "owed", "owed", "open"),
    (500 * b"250-on and on\r\n" + b"250 end", "owed", "owed", "owed", "open"),
]
CUT = [HANG_UP, b"2", b"250 ok", b"250-first\r\n250 la"]


@pytest.fixture(scope="module")
def server():
    one = ScriptedServer()
    yield one
    one.close()


def session(server, tries=1, **given):
    policy = RetryPolicy(tries, sleep=lambda seconds: None)
    return SmtpSession(MailServer("127.0.0.1", server.port, "a@b.example", starttls=False, **given), policy)


def outcome(server, tries=1, **given):
    try:
        with session(server, tries, **given) as one:
            one.hand_over(LETTER, WHO)
    except MailRefused:
        return "refused"
    except MailUnavailable as error:
        return "open" if error.may_have_arrived else "owed"
    return "sent"


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("row", MATRIX, ids=lambda row: repr(row[0][:24]))
def test_only_a_yes_to_the_whole_letter_is_a_delivery(server, row, stage):
    server.script(**{stage: row[0] + b"\r\n"})
    wanted = row[1 + STAGES.index(stage)]
    assert outcome(server) == wanted
    assert server.letters == ([STUFFED] if stage == "END" or wanted == "sent" else [])


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("said", [*CUT, b"250 bare line feed\n"])
def test_an_answer_that_is_cut_off_is_none(server, said, stage):
    server.script(**{stage: said})
    assert outcome(server) == ("open" if stage == "END" else "owed")


@pytest.mark.parametrize(
    "script",
    [
        {"GREETING": b"220 ready\r\n250 ok\r\n"},
        {"RSET": b"250 ok\r\n250 ok\r\n"},
        {"RSET": b"250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n250 queued\r\n"},
        {"RCPT": b"250 ok\r\n354 go\r\n", "DATA": b"250 queued\r\n"},
        {"DATA": b"354 go ahead\r\n250 queued\r\n"},
    ],
    ids=lambda script: next(iter(script)),
)
def test_what_is_said_before_it_is_asked_for_answers_nothing(server, script):
    server.script(**script)
    assert outcome(server, tries=4) == "owed"
    assert (server.letters, server.connections) == ([], 1)


@pytest.mark.parametrize("said", [b"554 not you\r\n", b"250 ok\r\n", b"SSH-2.0-OpenSSH_9\r\n", HANG_UP])
def test_a_server_that_does_not_greet_is_unreachable_and_said_to_be(server, said):
    server.script(GREETING=said)
    with pytest.raises(ServerUnreachable):
        session(server)._connected()
    assert mail_problem(session(server).server)


def test_a_server_that_closes_between_letters_gets_the_next_over_a_new_connection(server):
    server.script(END=b"250 queued\r\n421 idle too long\r\n")
    with session(server, tries=2) as one:
        assert [one.hand_over(LETTER, WHO).answer for _ in range(2)] == ["250 queued"] * 2
    assert (len(server.letters), server.connections) == (2, 2)


def test_a_letter_that_may_have_arrived_is_repeated_once_and_no_more(server):
    server.script(END=HANG_UP)
    assert outcome(server, tries=4) == "open"
    assert server.letters == [STUFFED] * 2
    server.script(END=[HANG_UP, b"250 queued\r\n"])
    with session(server, tries=4) as one:
        assert one.hand_over(LETTER, WHO).may_repeat
    server.script(END=b"250queued\r\n")
    assert outcome(server, tries=4) == "open"
    assert len(server.letters) == 1


def test_a_server_may_take_ten_minutes_over_a_letter(server):
    """RFC 5321, 4.5.3.2.6: the wait for the answer to the whole letter is another than that for a command."""
    server.script()
    with session(server) as one:
        server.think = lambda: until(lambda: one._smtp.sock.gettimeout() > 500, "a longer wait than for a command")
        one.hand_over(LETTER, WHO)
        assert one._smtp.sock.gettimeout() == 30


def test_one_that_says_nothing_of_a_letter_is_not_given_it_again_at_once(server):
    server.script()
    is_over = threading.Event()
    server.think = is_over.wait
    assert outcome(server, tries=4, end_of_data=0.2) == "open"
    assert len(server.letters) == 1
    is_over.set()


def test_a_long_letter_is_whole(server):
    server.script()
    text = b"".join(b".%d dong\r\n" % number for number in range(40_000))
    with session(server) as one:
        one.hand_over(text, WHO)
    assert server.letters == [b"".join(b".%s" % line for line in text.splitlines(keepends=True))]
