"""Mail, by Django's mail settings (EMAIL_URL)."""

from __future__ import annotations

import datetime as dt
import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.db.models import Q

from common.text import squeeze
from reminders.channels.base import Answer, Message, Result
from units.models import User


def is_only_printed() -> bool:
    """Whether no mail server is set (EMAIL_URL): mails then end in the log of the background service."""
    return settings.EMAIL_BACKEND == "django.core.mail.backends.console.EmailBackend"


class EmailChannel:
    """At least once: after a lost answer the same Message-ID goes out again, and the receiver may drop it."""

    name = "email"
    label = "电子邮件"
    repeatable = True
    personal = True

    def __init__(self) -> None:
        self._connection = get_connection()
        self._opened = False

    def address(self, user: User) -> str:
        return user.email

    def sharing(self, address: str) -> Q:
        return Q()  # one server for all

    def not_before(self, address: str, now: dt.datetime) -> dt.datetime | None:
        return None

    def send(self, address: str, message: Message) -> Answer:
        try:
            validate_email(address)
        except ValidationError:
            return Answer(Result.PERMANENT, f"邮箱地址无法使用：{squeeze(address)}")
        if failed := self._open():
            return failed
        answer = self._hand_over(address, message)
        if answer.result is not Result.ACCEPTED:
            # After a refusal or a cut line the session's state is unknown: the next message gets a new one.
            self.close()
        return answer

    def close(self) -> None:
        self._opened = False
        try:
            self._connection.close()
        except (OSError, smtplib.SMTPException):
            return  # the line is gone already

    def _open(self) -> Answer | None:
        """None where the line stands; nothing has been handed over yet, so a failure is never in doubt."""
        if self._opened:
            return None
        try:
            self._connection.open()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Answer(Result.TEMPORARY, f"邮件服务器连接不上：{_words(error)}", closed=True)
        self._opened = True
        return None

    def _hand_over(self, address: str, message: Message) -> Answer:
        mail = EmailMultiAlternatives(
            # One line: a line break in a header would start another header.
            subject=squeeze(message.subject),
            body=message.text,
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[address],
            headers={"Message-ID": f"<{message.key}@{_domain()}>", "Auto-Submitted": "auto-generated"},
            connection=self._connection,
        )
        mail.attach_alternative(message.html, "text/html")
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            return _refused(*next(iter(error.recipients.values())))
        except smtplib.SMTPSenderRefused as error:
            # Our own address or log-in is at fault: every message would meet it, and none is to blame.
            return Answer(Result.TEMPORARY, _refused(error.smtp_code, error.smtp_error).words, closed=True)
        except smtplib.SMTPResponseException as error:
            return _refused(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            return Answer(Result.IN_DOUBT, f"连接中断，未获答复：{_words(error)}")
        return Answer(Result.ACCEPTED)


def _refused(code: int, words: bytes | str) -> Answer:
    """421 closes the whole service; other codes from 400 ask to come again, those from 500 are final."""
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    answer = f"{code} {squeeze(said)}"
    if 400 <= code < 500:
        return Answer(Result.TEMPORARY, answer, closed=code == 421)
    return Answer(Result.PERMANENT, answer)


def _words(error: Exception) -> str:
    return squeeze(str(error)) or type(error).__name__


def _domain() -> str:
    """The sender's domain: the right side of a Message-ID."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
