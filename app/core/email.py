"""E-mail addresses, each in one spelling."""

from email_validator import EmailNotValidError, validate_email


def normalise_email(text: str) -> str:
    """Return the one spelling an address is kept and looked up in, or raise ValueError if it is none."""
    try:
        # A shop's own network may use names that the public one does not, such as .local.
        address = validate_email(text.strip(), check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        msg = "This is not an e-mail address."
        raise ValueError(msg) from error
    return address.normalized.lower()
