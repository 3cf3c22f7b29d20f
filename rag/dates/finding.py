"""Where a text speaks of time: a small grammar of English news dates."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
NUMBERS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
    )
} | {"a": 1, "an": 1, "couple of": 2, "a couple of": 2}

_TENS = "twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth"
ORDINAL_DAYS = {
    word: day
    for day, word in enumerate(
        "fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
        f"seventeenth eighteenth nineteenth twentieth {_TENS} twenty-ninth thirtieth thirty-first".split(),
        4,
    )
}
"""Days of the month in words; "the first" to "the third" mean other things more often."""

_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?"
    r"|Sep(?:t(?:ember)?)?\.?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)(?![a-z])"
)
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%])(?![.,:]\d)"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)(?!\d|[.,]\d)"
_WEEKDAY = r"(?P<weekday>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?!s)"
_SHORT_WEEKDAY = r"(?:(?P<named>Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?,?\s+)?"
_RELATIVE = r"(?P<which>last|this|next|the previous|the same|that)"
_COUNT = r"(?P<count>\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + ")"
_UNIT = r"(?P<unit>day|week|month|year)s?"
_HEDGE = r"(?:about|around|almost|nearly|roughly|less than|under|more than|over|the (?:last|past)|as many as)\s+"

_OF_YEAR = rf"(?:,?\s+(?:of\s+)?{_YEAR}|\s+(?:of\s+)?{_RELATIVE}\s+year)"
_PART = r"(?P<part>[Ee]arly|[Mm]id|[Ll]ate|[Bb]eginning of|[Mm]iddle of|[Ee]nd of)[- ]"
_BEFORE_MONTH = ("In", "Between", "Since", "Until", "By", "From", "During", "Of", "Or")
"""A month that stands alone is one only after these: "may" and "march" are verbs too."""
_WHOLE_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December)(?![a-z])"
)
_BARE_MONTH = "|".join(rf"(?<=\b[{w[0]}{w[0].lower()}]{w[1:]} ){_WHOLE_MONTH}" for w in _BEFORE_MONTH)
_NOT_A_YEAR = "".join(rf"(?<!{word} )" for word in "than about some nearly around over almost to".split())
_UNITS = r"people|km|kg|miles|metres|meters|feet|percent|per cent|%"
_SEASON = r"(?P<season>spring|summer|autumn|winter)"
_BESIDE = (
    r"(?:the\s+)?(?:previous|following) (?:day|night|evening|morning)|the day (?:before|after)|the next day"
    r"|a day (?:earlier|before|later|after)|the same day|that day|that occasion"
)
_SUBORDINATE = r"(?=\s+(?!(?:and|but|or|when|while|in|on|at|by|for|with)\b)[\w'’\"“])"
"""What stands behind "two days after" where that says of what it is two days after."""


_GRAMMAR: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "stretch",
        re.compile(
            rf"\b(?:(?:from|between)\s+)?(?:{_MONTH}\s+{_DAY}\s*(?:-|\u2013|to|and)\s*"
            rf"(?P<until>3[01]|[12]\d|0?[1-9])(?![\d%]|[.,:]\d)(?:,?\s+{_YEAR})?)"
        ),
    ),
    (
        "stretch",
        re.compile(
            rf"\b(?:(?:from|between)\s+)?{_DAY}\s*(?:-|\u2013|to|and)\s*(?P<until>3[01]|[12]\d|0?[1-9])\s+{_MONTH}"
            rf"(?:,?\s+{_YEAR})?"
        ),
    ),
    ("day", re.compile(r"\b(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})(?:T[\d:.+Z-]+)?\b")),
    ("day", re.compile(rf"\b{_SHORT_WEEKDAY}{_MONTH}\s+{_DAY}{_OF_YEAR}?")),
    ("day", re.compile(rf"\b{_SHORT_WEEKDAY}{_DAY}\s+(?:of\s+)?{_MONTH}{_OF_YEAR}?")),
    ("month", re.compile(rf"\b{_PART}{_MONTH}{_OF_YEAR}?")),
    ("month", re.compile(rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}")),
    ("month", re.compile(rf"\b{_MONTH}\s+(?:of\s+)?{_RELATIVE}\s+year\b")),
    ("month", re.compile(rf"\b(?P<which>last|this|next)\s+{_MONTH}")),
    ("month", re.compile(_BARE_MONTH.replace("(?P<month>", "(?:"))),
    (
        "span",
        re.compile(
            r"\b(?:from\s+|between\s+)?(?P<year>(?:1[5-9]|20)\d\d)(?:\s*[-\u2013]\s*|\s+(?:to|and)\s+)"
            r"(?P<until>(?:1[5-9]|20)\d\d)\b(?![.,]\d)",
            re.I,
        ),
    ),
    ("year", re.compile(rf"(?<![\w$€£.,-]){_NOT_A_YEAR}{_YEAR}(?!\w|-\w|\s*(?:{_UNITS}))")),
    (
        "weekday",
        re.compile(
            rf"(?<!\bevery )(?<!\beach )\b(?:(?P<which>last|next|this)\s+|(?:early|late)\s+)?{_WEEKDAY}"
            r"(?:\s+(?:morning|afternoon|evening|night))?\b",
            re.I,
        ),
    ),
    ("near", re.compile(r"\b(?P<word>the day before yesterday|today|yesterday|tomorrow|tonight|last night)\b", re.I)),
    (
        "gap",
        re.compile(
            rf"\b(?:exactly\s+|just\s+|only\s+)?(?:{_COUNT}|(?<=, )the|(?<=[a-z] )(?<!and )the)\s+(?P<unit>day|week)s?"
            rf"\s+(?P<way>after|before){_SUBORDINATE}",
            re.I,
        ),
    ),
    ("beside", re.compile(rf"\b(?P<word>{_BESIDE})\b", re.I)),
    (
        "period",
        re.compile(
            r"\b(?:(?P<part>earlier|later|early|late)\s+)?(?P<which>last|this|next|the past|past|the previous)\s+"
            r"(?P<unit>week(?:end)?|month|year)\b(?!-)",
            re.I,
        ),
    ),
    ("ago", re.compile(rf"\b{_COUNT}\s+{_UNIT}\s+(?P<way>ago|earlier|later|from now)\b", re.I)),
    (
        "back",
        re.compile(
            rf"\b(?:in|within|over|during|for)\s+(?:{_HEDGE})*{_COUNT}\s+{_UNIT}\b(?!\s+(?:ago|earlier|later))", re.I
        ),
    ),
    (
        "season",
        re.compile(rf"\b(?:(?:last|this|next)\s+)?(?P<season>spring|summer|autumn|winter)(?:\s+of)?\s+{_YEAR}", re.I),
    ),
    ("season", re.compile(rf"\b(?P<which>last|this|next)\s+{_SEASON}\b", re.I)),
    ("season", re.compile(rf"\b[Ii]n\s+(?:(?:the|early|late)\s+)?{_SEASON}(?=\s*(?:[,.;:)]|$|and\b))")),
    (
        "edge",
        re.compile(
            r"\bthe\s+(?P<side>first|last|final|opening)\s+day\s+of\s+(?:the\s+)?"
            rf"(?:{_YEAR}|(?P<which>last|this)\s+(?P<unit>year|month)"
            rf"|{_MONTH}(?:,?\s+{_YEAR.replace('<year>', '<also>')})?)",
            re.I,
        ),
    ),
    (
        "feast",
        re.compile(
            r"\b(?P<feast>New Year['’]s (?:Eve|Day)|Christmas (?:Eve|Day)|Boxing Day)\b"
            rf"(?:,?\s+(?:of\s+)?{_YEAR})?",
            re.I,
        ),
    ),
    (
        "nth",
        re.compile(
            r"\b(?:on|to|until|till|for|by|of)\s+the\s+"
            r"(?:(?P<day>3[01]|[12]\d|[1-9])(?:st|nd|rd|th)"
            rf"|(?<=\bon the )(?P<said>{'|'.join(ORDINAL_DAYS)})(?! (?:and|in)))"
            r"(?:\s+of\s+(?P<which>that|this|the same|last|next)\s+month\b"
            r"|(?=\s*(?:[,.;:)]|$|and\b|at\b|in\b|when\b|after\b|with\b|to\b|by\b)))"
        ),
    ),
)
"""(kind, pattern) of every date expression; the named groups are what the resolvers read."""

_FUTURE = re.compile(
    r"\b(?:will|won't|shall|would|is to|are to|set to|scheduled|"
    r"put off to|due(?! to\b)|plans? to|"
    r"planned (?:for|to|on)|expected|upcoming|going to|(?-i:may)|might|"
    r"to (?:be|take place|start|begin|open|attend|visit|meet|travel|hold))\b|'ll\b"
    r"|\b(?:until|by)\s+(?:the\s+)?$|\b(?:announced|called|set|fixed|planned)\b[^.;,]{0,40}\bfor\s+$",
    re.I,
)
_RANKED = re.compile(r"\b(?:first|second|third|[a-z]+th|only|last|latest)\s+(?:[\w’'-]+\s+){1,3}to\s+[a-z]+\b", re.I)
"""What speaks of the past for all its "to be": "the third shop to be opened"."""
_IT_CAME = re.compile(r"\b(?:came|comes|was|is|followed|follows)\s+$", re.I)
"""What makes the day that the text spoke of before that of "two days after": "the flight came two days after …"."""
_FORESEEN = re.compile(
    r"\b(?:was|were|had been)\s+(?:\w+ly\s+)?(?:to\b|due\b|(?:set|fixed)\s+(?:for|to)\b|scheduled|planned|expected"
    r"|meant|supposed|pencilled in)",
    re.I,
)
"""What was to be at some time: its day may lie before the article or after it."""
_CALLED_OFF = re.compile(
    r"[^.;!?]*\b(?:was|were|been)\s+(?:\w+ly\s+)?(?:cancell?ed|called off|scrapped|dropped|shelved|abandoned)\b", re.I
)
"""What makes the day of a plan one that may have passed: "a visit planned for 8 April had been called off"."""
_DONE = re.compile(
    r"(?<!\bbe )(?<!\bbeen )(?<!\bbeing )(?<!\band )(?<!\bor )(?<!\bto )(?<!\bis )(?<!\bare )"
    r"\b(?:signed|agreed|held|made|reached|struck|taken|announced|published|opened|adopted|passed|won|ended|closed)"
    r"(?:\s+(?:in|at|near)\s+(?:the\s+)?[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)?)?\s+(?:on|last)?\s*$"
)
"""What is done on the day behind it, whatever else is to come: "will lift its ban under a deal signed on Friday"."""
_PAST = re.compile(
    r"\b(?:(?!need)[a-z]{2,}ed|went|came|left|met|said|told|held|won|lost|took|flew|fell|began|gave|made|struck|hit|quit"
    r"|broke|shot|sent|paid|was|were|had)\b"
)
"""What ends what is to come behind a comma: "after insisting that he would stay, he resigned on Monday"."""
_AHEAD = re.compile(
    r"(?:,?\s+(?:[A-Z][\w.’'-]*\s+){0,4}|,\s+(?:the|a|an|its|his|her|their)\s+(?:[\w-]+\s+){1,2})"
    r"(?:will|would|is to|are to|plans? to|is set to|are set to)\b"
)
"""What makes the day before it one to come: "On Thursday, the minister will …"."""
_REPORTING = re.compile(
    r"\b(?:said|says|told|reported|announced|confirmed|wrote|added|posted|published|according to)\b", re.I
)
_SINCE = re.compile(r"\bsince\s+(?:the\s+)?(?:(?:at least|early|late|mid)[- ])?$", re.I)


@dataclass(frozen=True, slots=True)
class DateExpression:
    """A stretch of text that speaks of time; `parts` holds what the grammar read, in lower case."""

    kind: str
    start: int
    end: int
    text: str
    parts: dict[str, str]
    future: bool = False
    since: bool = False


def find_dates(text: str) -> list[DateExpression]:
    """Every date expression of a text, in order, none overlapping; the longer one wins."""
    found: list[DateExpression] = []
    for kind, pattern in _GRAMMAR:
        for match in pattern.finditer(text):
            parts = {k: v.lower() for k, v in match.groupdict().items() if v}
            if kind == "month" and "month" not in parts:
                parts["month"] = match.group().lower()
            if kind == "day" and month_number(parts) is None:
                continue
            if kind == "weekday" and _is_of_another_day(text, match):
                continue
            if kind == "stretch" and re.search(r"\band\b", match.group()) and not match.group().startswith("between"):
                continue
            future = _looks_ahead(text, match.start()) or _AHEAD.match(text, match.end()) is not None
            if _was_foreseen(text, match.start()):
                future = False
                parts |= {"which": "either"} if kind == "weekday" and "which" not in parts else {}
            if future and _CALLED_OFF.match(text, match.end()):
                future = False
                parts |= {"which": "either"} if kind == "weekday" and "which" not in parts else {}
            if kind == "gap" and _IT_CAME.search(text[: match.start()]):
                parts["came"] = "came"
            if kind == "year" and _is_part_of_name(text, match):
                continue
            since = bool(_SINCE.search(text[max(0, match.start() - 30) : match.start()]))
            found.append(DateExpression(kind, match.start(), match.end(), match.group(), parts, future, since))
    found += _more_days(text, found)
    found.sort(key=lambda e: (e.start, -(e.end - e.start)))
    kept: list[DateExpression] = []
    for expression in found:
        if not kept or expression.start >= kept[-1].end:
            kept.append(expression)
        elif expression.end - expression.start > kept[-1].end - kept[-1].start:
            kept[-1] = expression
    return _share_years(text, kept)


def _is_of_another_day(text: str, match: re.Match[str]) -> bool:
    """ "The Thursday before Election Day": told from a day that is only named, not from the day of print."""
    behind = re.match(r"\s+(?:before|after|following|preceding)\b", text[match.end() : match.end() + 12])
    return behind is not None and re.search(r"\bthe\s+$", text[: match.start()], re.I) is not None


def _is_part_of_name(text: str, match: re.Match[str]) -> bool:
    """ "Agenda 2030", "Flight 1549", "2000 GMT": a number behind a name, or a time of day, is no year."""
    before = re.search(r"([A-Z][\w’'-]*)[ 	]+$", text[max(0, match.start() - 30) : match.start()])
    named = before is not None and before.group(1).lower() not in (
        *MONTHS,
        "in",
        "since",
        "by",
        "of",
        "the",
        "from",
        "early",
    )
    return named or re.match(r"\s+(?:GMT|UTC|hours|local time)\b", text[match.end() : match.end() + 14]) is not None


_MORE = re.compile(
    r"(?P<joint>,\s*(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+)"
    + _DAY
    + r"(?=\s*(?:[,.;:)]|$|(?:and|or|in|to|by|with|at|for)\b))"
)


_SMALL = r"(?:[12]?\d|3[01])"
_LESS = re.compile(
    rf"(?:(?<=\bon )|(?<=\bof )|(?<=, )){_SMALL}(?:(?:,\s*|\s+and\s+|\s+or\s+){_SMALL})*\s+(?:and|or)\s+$"
)


def _more_days(text: str, found: list[DateExpression]) -> list[DateExpression]:
    """The further days of a list: "March 21, 22 and 29" names three days of March, as does "21, 22 and 29 March"."""
    more: list[DateExpression] = []
    for expression in found:
        if expression.kind != "day" or "month" not in expression.parts:
            continue
        if before := _LESS.search(text, max(0, expression.start - 30), expression.start):
            for number in re.finditer(r"\d+", before.group()):
                day = number.group()
                parts = {k: v for k, v in expression.parts.items() if k != "named"} | {"day": day}
                start = before.start() + number.start()
                more.append(replace(expression, start=start, end=start + len(day), text=day, parts=parts))
        if expression.text[-1].isalpha():
            continue
        place = expression.end
        while match := _MORE.match(text, place):
            parts = {k: v for k, v in expression.parts.items() if k != "named"} | {"day": match["day"]}
            start = match.start("day")
            more.append(
                DateExpression(
                    "day", start, match.end(), text[start : match.end()], parts, expression.future, expression.since
                )
            )
            place = match.end()
    return more


def _share_years(text: str, kept: list[DateExpression]) -> list[DateExpression]:
    """ "March 21 and June 4, 2024": a year behind the last of joined days or months is the year of all."""
    shared = list(kept)
    for place in range(len(shared) - 2, -1, -1):
        one, two = shared[place], shared[place + 1]
        joined = re.fullmatch(r"\s*(?:and|or|to|,|-|–)\s*(?:on\s+)?", text[one.end : two.start])
        alike = joined and one.kind == two.kind and one.kind in ("day", "month", "season")
        if alike and "year" in two.parts and not {"year", "which"} & set(one.parts):
            shared[place] = replace(one, parts=one.parts | {"year": two.parts["year"]})
    return shared


def _looks_ahead(text: str, start: int) -> bool:
    """Whether the clause before an expression speaks of what is to come; a reporting verb in between ends it."""
    clause = _RANKED.sub("", _clause_before(text, start))
    if not _FUTURE.search(clause) or _DONE.search(clause):
        return False
    last = clause.rpartition(",")[2]
    return last == clause or not _PAST.search(last) or bool(_FUTURE.search(last))


def _was_foreseen(text: str, start: int) -> bool:
    """Whether the clause before an expression speaks of what was to come then."""
    return bool(_FORESEEN.search(_clause_before(text, start)))


def _clause_before(text: str, start: int) -> str:
    """What stands before a place in its clause, from the last reporting verb on."""
    return _REPORTING.split(re.split(r"[.;!?\n]\s", text[max(0, start - 120) : start])[-1])[-1]


def month_number(parts: dict[str, str]) -> int | None:
    """The month of an expression's parts, from 1; None where what they hold is no month."""
    if "number" in parts:
        return int(parts["number"]) if 1 <= int(parts["number"]) <= 12 else None
    name = parts.get("month", "")[:3]
    return next((i for i, month in enumerate(MONTHS, 1) if name and month.startswith(name)), None)


def weekday_number(name: str) -> int:
    """The day of the week of a name or its first three letters; Monday is 0."""
    return next(i for i, day in enumerate(WEEKDAYS) if day.startswith(name[:3]))


def read_number(word: str) -> int:
    """The value of a count: "3" and "three"."""
    return int(word) if word.isdigit() else NUMBERS[word]
