"""Invented articles of about 150 words, all different, for measuring what many articles cost."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

FIRST = "Maria Anna Peter Viktor Elena Omar Lina Hanna Karl Yuki Carlos Fatima Igor Nadia Paul Ruth Olga Ivan".split()
LAST = (
    "Keller Brandt Novak Silva Okafor Haddad Lindqvist Moreau Tanaka Petrov Alvarez Kovacs Rossi Jensen Farouk Weber "
    "Sokolova Mensah Dubois Castillo Nakamura Olsen Bianchi Popescu Varga Murphy Fischer Romero Laurent Ortega"
).split()
PLACES = (
    "Paris Berlin Madrid Lisbon Rome Vienna Prague Warsaw Athens Oslo Cairo Nairobi Tokyo Seoul Delhi Ankara London "
    "Dublin Brussels Geneva Budapest Belgrade Bucharest Helsinki Stockholm Toronto Ottawa Lima Bogota Jakarta Hanoi"
).split()
LANDS = "France Germany Spain Portugal Italy Austria Poland Greece Norway Egypt Kenya Japan India Turkey Peru".split()
FIRMS = ("Norwind Energy", "Atlas Shipping", "Helios Airlines", "Union Bank", "Delta Motors", "Meridian Rail")
OFFICES = ("foreign minister", "president", "mayor", "governor", "ambassador", "chairman")
OUTLETS = ("Morning Post", "Daily Herald", "Coast Times", "Evening Star", "World Wire")
NEWS = (
    "{who} met {other} in {place} {day} to discuss trade and energy.",
    "{who} visited {place} {day} for talks with {other}.",
    "{who} arrived in {place} {day}, the {office}'s office said.",
    "{who} held talks with {other} in {place} {day}.",
    "{firm} signed a contract with {buyer} {day}.",
    "Police arrested {who} in {place} {day} on suspicion of fraud.",
    "{firm} opened a new plant near {place} {day}.",
    "{who} resigned as {office} of {land} {day}.",
    "Workers of {firm} went on strike in {place} {day}.",
    "A court in {place} sentenced {who} to three years in prison {day}.",
    "A train derailed near {place} {day}, injuring twelve people.",
    "{who} will visit {place} next month, {other} said.",
    "{who} did not meet {other}, a spokesman said.",
)
RARE = ("{who} apologised to the people of {land} {day}.", "A volcano erupted near {place} {day}.")
AROUND = (
    "Residents said that the streets around the old market were quiet for most of the day.",
    "Analysts expect that prices will rise slowly over the coming months.",
    "It was not clear how long the repairs would take or what they would cost.",
    '"We have to be careful with the money of our citizens," {who} told reporters.',
    "The government of {land} has promised to publish a full report by the end of the year.",
    "According to {firm}, about {number} people work at the site, many of them from nearby villages.",
    "He said that the two countries had a long history of cooperation.",
    "Critics of {who} say that the plan does too little for small towns in {land}.",
    "The {office} of {land}, {other}, welcomed the decision and called for calm.",
)
QUESTIONS = {
    "a rare action with a name": "How many times did Maria Keller apologise?",
    "a frequent action with a name": "How many times did Maria Keller visit?",
    "a frequent action with a place": "How many visits to Vienna were there?",
    "who did it": "Who visited Paris?",
    "a timeline": "Timeline of visits to Oslo",
}
"""What is asked of the articles, by its kind."""
LOOK_UPS = (
    "Who went on strike in Vienna?",
    "What did Maria Keller tell reporters?",
    "How many people work at the site of Helios Airlines?",
    "Near which city did a train derail?",
    "Why was Elena Novak arrested in Oslo?",
    "Which firm opened a plant near Lisbon?",
)
"""What is looked up in them."""


def invent_articles(number: int, words: int = 150) -> Iterator[dict[str, str]]:
    """Lines of a .jsonl file, the same at every call."""
    chance = random.Random(number)
    for article in range(number):
        printed = date(2023, 1, 1) + timedelta(chance.randrange(900))
        days = _say_days(printed - timedelta(chance.randrange(3)))
        text = _fill_in(chance.choice(NEWS), days, chance)
        while len(text.split()) < words:
            kind = chance.choices((NEWS, RARE, AROUND), (30, 0.2, 70))[0]
            text += " " + _fill_in(chance.choice(kind), days, chance)
        yield {
            "id": str(article),
            "title": f"{text.split(' on ')[0].split('.')[0]} ({article})",
            "outlet": chance.choice(OUTLETS),
            "published": printed.isoformat(),
            "text": text,
        }


def _say_days(day: date) -> tuple[str, ...]:
    return (f"on {day:%B} {day.day}, {day.year}", f"on {day:%A}", f"on {day.day} {day:%B}", "")


def _fill_in(sentence: str, days: tuple[str, ...], chance: random.Random) -> str:
    (who, other), (firm, buyer) = _name_two(chance), chance.sample(FIRMS, 2)
    said = sentence.format(
        who=who, other=other, firm=firm, buyer=buyer, place=chance.choice(PLACES), land=chance.choice(LANDS),
        office=chance.choice(OFFICES), day=chance.choice(days), number=chance.randrange(20, 900),
    )  # fmt: skip
    return said.replace(" .", ".").replace(" ,", ",")


def _name_two(chance: random.Random) -> tuple[str, str]:
    lasts = chance.sample(LAST, 2)
    return f"{chance.choice(FIRST)} {lasts[0]}", f"{chance.choice(FIRST)} {lasts[1]}"
