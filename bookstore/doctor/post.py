"""The mail server: does it answer, and take the password? Nothing is sent."""

from __future__ import annotations

from bookstore.doctor.findings import Finding, Problem
from bookstore.domain.errors import MailNotSent
from bookstore.domain.order import Mode
from bookstore.mail import SmtpSender
from bookstore.settings import Settings


async def check_mail(settings: Settings) -> Finding:
    """Say EHLO as the shop would, with its encryption and password, and good-bye."""
    if settings.smtp_url is None:
        outbox = f"{settings.sandbox_elsewhere or '/sandbox'}/outbox"
        waits = f"it goes into {outbox}" if settings.mode is Mode.SANDBOX else "it waits"
        return Finding("mail", f"SMTP_URL is not set: {waits}")
    sender = SmtpSender(
        settings.smtp_url.reveal(), mail_from=settings.mail_from, shop_name="doctor"
    )
    try:
        await sender.greet()
    except MailNotSent as error:
        return Finding(
            "mail",
            f"{error}, so letters to shoppers wait",
            Problem.MAIL_UNREACHABLE,
            "edit SMTP_URL in .env (host, port 587 for smtp, 465 for smtps, user, password)",
        )
    return Finding("mail", "the server answers" + (" and takes the password" * sender.signs_in))
