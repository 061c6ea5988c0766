"""What the five tiny studies have in common: hours, words, and a script of three questions."""

from __future__ import annotations

HOURS = """
[hours.calls]
monday = ["09:00", "21:00"]
tuesday = ["09:00", "21:00"]
wednesday = ["09:00", "21:00"]
thursday = ["09:00", "21:00"]
friday = ["09:00", "21:00"]
saturday = ["10:00", "20:00"]
sunday = ["11:00", "20:00"]

[hours.texts]
monday = ["09:00", "20:00"]
tuesday = ["09:00", "20:00"]
wednesday = ["09:00", "20:00"]
thursday = ["09:00", "20:00"]
friday = ["09:00", "20:00"]
saturday = ["10:00", "20:00"]
sunday = ["11:00", "20:00"]
"""

INVITE = """
[[text]]
id = "invite"
template = "invite"
when = "wave_opens"
at = "10:00"
worth_hours = 72
"""

MESSAGES = """
schema = 1

[template.invite]
purpose = "When a window opens: asks for a day and time."
place = ["sender"]
[template.invite.text]
en-GB = "Hello from {sender}. Which day and time suits you for a call? STOP ends these texts."
ur = "{sender}: کس دن فون کریں؟ پیغام بند: STOP"

[template.stopped]
purpose = "Answers STOP, once."
[template.stopped.text]
en-GB = "You will get no more texts from us. Send START to get them again."
"""

SCRIPT = """
| survey |
| | type | name | label::English (en-GB) | required |
| | select_one yes_no | well | Have you been well? | yes |
| | integer | hours | How many hours did you have for yourself this week? | yes |
| | text | words | Is there anything else? | |

| choices |
| | list_name | name | label::English (en-GB) |
| | yes_no | yes | Yes |
| | yes_no | no | No |
"""


def study(toml: str, *, script: str = SCRIPT) -> dict[str, bytes]:
    """A study folder: its own study.toml, with the hours, the words and the script that all five share."""
    return {
        "study.toml": (toml + HOURS).encode(),
        "messages.toml": MESSAGES.encode(),
        "talk.md": script.encode(),
    }


def head(slug: str, number_pattern: str) -> str:
    """The opening of a study.toml, up to its sites."""
    return f"""
schema = 1

[study]
slug = "{slug}"
title = "{slug.replace("_", " ").title()}"
languages = ["en-GB"]
text_languages = ["en-GB", "ur"]
number_pattern = '{number_pattern}'
sender_name = "Willow Team"
sender = "+441632960100"
"""
