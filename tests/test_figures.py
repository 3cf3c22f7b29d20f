"""Figures: amounts by value, who says so, which are of the same thing, and how they stand side by side."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag import Answer, Library, Question, Settings, ask, ingest
from rag.events import Figure, find_amounts, find_figures, find_measure, follow_figures
from rag.nlp import parse_sentences
from tests.conftest import make_library, write


def figures_of(text: str) -> list[Figure]:
    return find_figures(text, next(parse_sentences([text])))


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("fourteen", 14, 14, ""),
        ("1.4 million euros", 1.4e6, 1.4e6, "euro"),
        ("€1.4m", 1.4e6, 1.4e6, "euro"),
        ("£420,000", 420000, 420000, "pound"),
        ("US$5 billion", 5e9, 5e9, "dollar"),
        ("a dozen", 12, 12, ""),
        ("two hundred and five", 205, 205, ""),
        ("four and a half million crowns", 4.5e6, 4.5e6, "crown"),
        ("between 10,000 and 15,000", 10000, 15000, ""),
        ("2-3 million dollars", 2e6, 3e6, "dollar"),
        ("40 per cent", 40, 40, "percent"),
    ],
)
def test_an_amount_is_read_by_its_value(text: str, low: float, high: float, unit: str) -> None:
    (found,) = find_amounts(f"They put it at {text}.")
    assert (found.low, found.high, found.unit) == (low, high, unit)


@pytest.mark.parametrize(
    "text", ["in 2024", "won 2-1", "a 24-hour strike", "at 10:30", "the 3rd", "nobody", "thousands"]
)
def test_a_year_a_score_and_a_time_are_no_amounts(text: str) -> None:
    assert find_amounts(text) == []


def test_what_hedges_an_amount_belongs_to_it() -> None:
    text = "There were more than 10,000 soldiers and around 6,000 police."
    assert [text[a.start : a.end] for a in find_amounts(text)] == ["more than 10,000", "around 6,000"]


def test_a_rise_from_one_figure_to_another_is_no_range() -> None:
    assert [a.value for a in find_amounts("raised the number from 12 to 18")] == [(12, 12), (18, 18)]


@pytest.mark.parametrize(
    ("text", "phrase", "kind", "speaker"),
    [
        ("Nine people were hurt, police said.", "Nine people", "hurt", "police"),
        ("The union counts fourteen dead.", "fourteen dead", "dead", "the union"),
        ("According to the mayor, 300 homes are worth 2 million crowns.", "2 million crowns", "cost", "the mayor"),
        ("Police put the crowd at 6,000.", "6,000", "marching", "police"),
        ("The harbour board gave the attendance as 1,100.", "1,100", "watching", "the harbour board"),
        ("The wall will cost 12 million crowns, an engineer of the board, Ada Holm, told him.", "12 million crowns",
         "cost", "an engineer of the board, Ada Holm"),
        ("The hospital, to which most were taken, says that it treated eleven.", "eleven", "hurt", "the hospital"),
        ("The flood, which by the county's final count cost twelve lives, is over.", "twelve lives", "dead",
         "the county"),
        ("Seven people are now known to have died, the fire service said.", "Seven people", "dead", "the fire service"),
    ],
)  # fmt: skip
def test_a_figure_knows_what_it_is_of_and_who_says_so(text: str, phrase: str, kind: str, speaker: str) -> None:
    found = next(f for f in figures_of(text) if f.phrase == phrase)
    assert kind in found.kinds and found.speaker == speaker


def test_two_figures_that_share_a_verb_have_each_their_speaker() -> None:
    found = figures_of("Police put the crowd at 6,000, the organisers at 15,000.")
    assert [(f.phrase, f.speaker) for f in found] == [("6,000", "police"), ("15,000", "the organisers")]


def test_dead_and_injured_of_one_sentence_are_told_apart() -> None:
    found = figures_of("The attack left 12 people injured and three dead.")
    assert [(f.phrase, set(f.kinds)) for f in found] == [("12 people injured", {"hurt"}), ("three dead", {"dead"})]


@pytest.mark.parametrize(
    ("text", "phrase", "mark"),
    [
        ("Police, who had first spoken of four, said that nine were hurt.", "four", "earlier"),
        ("The agency raised the toll to eleven, from five on Monday.", "five", "earlier"),
        ("He took 900,000 euros, less than the 1.4 million they had spoken of.", "1.4 million", "compared"),
        ("Six were hurt, including two children.", "two children", "part"),
        ("They could lose 2,000 soldiers.", "2,000 soldiers", "open"),
        ("They have agreed to send 6,000 builders.", "6,000 builders", "ahead"),
    ],
)
def test_a_figure_that_does_not_stand_for_itself_is_marked(text: str, phrase: str, mark: str) -> None:
    assert getattr(next(f for f in figures_of(text) if f.phrase == phrase), mark)


@pytest.mark.parametrize(
    ("text", "kinds", "in_money"),
    [
        ("How many people were hurt, and who says so?", {"hurt"}, False),
        ("How many soldiers were killed or wounded?", {"dead", "hurt", "harmed"}, False),
        ("How high are Norland's losses?", {"dead", "hurt", "harmed"}, False),
        ("What was the death toll of the storm?", {"dead"}, False),
        ("What does the ferry cost, and according to whom?", {"cost"}, True),
        ("How much will it cost to mend the pier?", {"cost"}, True),
        ("How high was the damage to the pier?", {"damage"}, True),
        ("How many workers took part in the strike?", {"joining"}, False),
        ("number of soldiers deployed to the border", {"sent"}, False),
        ("How many people did the flood kill?", {"dead"}, False),
    ],
)
def test_a_question_asks_for_a_figure_of_something(text: str, kinds: set[str], in_money: bool) -> None:
    measure = find_measure(next(parse_sentences([text])))
    assert measure is not None and (set(measure.kinds), measure.in_money) == (kinds, in_money)


@pytest.mark.parametrize(
    "text",
    [
        "How many times did Ada Holm visit Lisk?",
        "How many strikes did the union hold?",
        "How many days did the strike last?",
        "Who was hurt in the crash?",
        "How many ships do you have?",
        "When did the fire break out?",
    ],
)
def test_a_question_for_events_or_times_asks_for_no_figure(text: str) -> None:
    assert find_measure(next(parse_sentences([text]))) is None


PAGES = [
    ("Morning Signal", "2024-03-06", "Bus overturns near Harrow Gap",
     "A bus overturned near Harrow Gap on Tuesday and slid down a bank. Twelve people were hurt, police said. "
     "The clinic treated 15, including three children."),
    ("Morning Signal", "2024-03-08", "Harrow Gap bus crash: more hurt than thought",
     "Police have raised the number of people hurt in Tuesday's bus crash near Harrow Gap from 12 to 18. "
     "The bus carried 41 passengers."),
    ("Valley Herald", "2024-09-20", "Second crash at Harrow Gap",
     "Four people were hurt when a bus hit a car near Harrow Gap on Thursday, police said."),
    ("Valley Herald", "2024-05-02", "Concert hall will be dearer",
     "The new concert hall in Pellworth will cost €48m, the city said on Wednesday. The auditors expect 61 million "
     "euros. The sister hall in Dunmere cost 30 million euros, the city said."),
    ("Morning Signal", "2024-05-03", "Hall costs",
     "Pellworth's concert hall is to cost 48 million euros, according to the city."),
    ("Morning Signal", "2024-06-10", "Castor march",
     "A march against the port fees filled the centre of Castor on Sunday. Organisers spoke of 20,000 demonstrators, "
     "police of about 8,000. Eleven people were arrested."),
    ("Valley Herald", "2024-06-10", "Castor march passes off quietly",
     "More than 8,000 people marched through Castor on Sunday, police said. In all, 11 people were arrested."),
    ("Morning Signal", "2024-10-02", "Few lost, says army",
     "The Veldanian army has lost 300 soldiers in the border war, the defence ministry said. Independent analysts put "
     "Veldania's losses at 1,100 dead. Some 900 Orlanian soldiers were killed, the ministry added."),
    ("Morning Signal", "2024-12-04", "Arrests in Lisk",
     "Police in Lisk arrested the banker Olen Marr on Tuesday. In all 14 people were arrested in Lisk this week, "
     "police said."),
    ("Morning Signal", "2024-09-15", "Flood in the Sorne valley",
     "The flood in the Sorne valley has killed 21 people, the interior minister said on Saturday. Local mayors "
     "put the number of dead at 30. In neighbouring Arland, nine people died. A flood there killed 40 people in 1998."),
    ("Valley Herald", "2024-04-03", "Frigate dearer",
     "The frigate built at Tarrow will cost 410 million euros, the ministry said. The opposition puts the price at "
     "520 million. Each missile costs 30 million euros. The ministry had first given a price of 380 million euros."),
    ("Valley Herald", "2024-08-12", "Kvist opens bridge",
     "Nora Kvist, the transport minister, visited Pellworth on Sunday. She opened a bridge that cost 9 million euros."),
]  # fmt: skip
Made = tuple[Library, Settings]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("papers")
    lines = [
        json.dumps({"id": f"p{n}", "title": title, "outlet": outlet, "published": day, "text": text})
        for n, (outlet, day, title, text) in enumerate(PAGES)
    ]
    return make_library(folder, write(folder, "corpus.jsonl", "\n".join(lines)))


def answer(made: Made, text: str) -> Answer:
    found = ask(Question(text), *made)
    for citation in found.citations:
        assert made[0].article(citation.article_id).text[citation.start : citation.end] == citation.quote
    return found


def lines_of(found: Answer) -> list[str]:
    return [claim.text for claim in found.claims if "side by side" in (claim.derivation or "")]


def test_a_later_figure_of_one_source_is_marked_as_an_update(papers: Made) -> None:
    lines = lines_of(answer(papers, "How many people were hurt in the bus crash near Harrow Gap, and who says so?"))
    assert lines == [
        "Twelve people hurt according to police (Morning Signal, 6 March 2024).",
        "15 hurt according to the clinic (Morning Signal, 6 March 2024).",
        "18 hurt according to police (Morning Signal, 8 March 2024), an update of 12.",
    ]


def test_figures_that_agree_are_one_line_and_another_things_price_stays_out(papers: Made) -> None:
    found = answer(papers, "What will the concert hall in Pellworth cost, and according to whom?")
    assert lines_of(found) == [
        "€48m according to the city (Valley Herald, 2 May 2024; Morning Signal, 3 May 2024).",
        "61 million euros according to the auditors (Valley Herald, 2 May 2024).",
    ]
    assert len({found.citations[n].article_id for n in found.claims[0].citations}) == 2
    assert found.claims[0].derivation == "two figures stand side by side, none is averaged"


def test_two_speakers_in_one_article_stand_side_by_side(papers: Made) -> None:
    lines = lines_of(answer(papers, "How many people marched in Castor?"))
    assert len(lines) == 2
    assert any("8,000" in line and "according to police" in line and "Morning Signal" in line for line in lines)
    assert any(line.startswith("20,000 demonstrators according to organisers") for line in lines)


def test_the_figure_of_another_event_is_kept_out(papers: Made) -> None:
    for text in ("How many people were hurt in the bus crash near Harrow Gap?", "How many were hurt at Harrow Gap?"):
        assert not any("Four people" in line for line in lines_of(answer(papers, text)))
    assert lines_of(answer(papers, "How many people were hurt near Harrow Gap in September 2024?")) == []


def test_the_losses_of_the_other_side_are_kept_out(papers: Made) -> None:
    lines = lines_of(answer(papers, "How high are Veldania's losses?"))
    assert ["300" in line for line in lines] == [True, False] and "1,100 dead" in lines[1]


def test_a_figure_of_another_place_or_another_year_is_kept_out(papers: Made) -> None:
    lines = lines_of(answer(papers, "How many people were killed by the flood in the Sorne valley?"))
    assert [line.split(" according to ")[0] for line in lines] == ["21 people killed", "30 killed"]


def test_an_amount_without_its_currency_is_in_that_of_the_one_before(papers: Made) -> None:
    lines = lines_of(answer(papers, "What does the frigate cost, and according to whom?"))
    assert [line.split(" (")[0] for line in lines] == [
        "410 million euros according to the ministry",
        "520 million according to the opposition",
    ]


def test_where_all_sources_agree_the_answer_is_an_ordinary_one(papers: Made) -> None:
    assert lines_of(answer(papers, "How many people were arrested at the march in Castor?")) == []


def test_a_number_stated_in_a_text_stands_before_the_count_of_events(papers: Made) -> None:
    found = answer(papers, "How many arrests were there in Lisk?")
    assert [claim.derivation for claim in found.claims] == ["stated in a text", "count of 1 event"]
    assert found.claims[0].text.startswith("14 people arrested according to police") and len(found.events) == 1


def test_how_many_times_still_counts_events(papers: Made) -> None:
    found = answer(papers, "How many times did Nora Kvist visit Pellworth?")
    assert found.claims[0].derivation == "count of 1 event"


@pytest.mark.parametrize("text", ["Who opened a bridge in Pellworth?", "And how much did it cost?"])
def test_a_question_that_asks_for_no_figure_of_anything_named_is_untouched(papers: Made, text: str) -> None:
    assert lines_of(answer(papers, text)) == []


@pytest.mark.parametrize("text", ["How many Norlanders did the flood kill?", "What did the Northgate pier cost?"])
def test_a_figure_of_something_else_does_not_stand_in(papers: Made, text: str) -> None:
    assert lines_of(answer(papers, text)) == []


def test_a_library_of_one_article_is_asked_without_a_date(settings: Settings, library: Library, tmp_path: Path) -> None:
    page = write(tmp_path, "a.txt", "Lisk flood\n\nThe flood in Lisk killed nine people, the mayor said. "
                 "The rescue service counts eleven dead.")  # fmt: skip
    ingest([page], library, settings)
    lines = lines_of(ask(Question("How many people were killed in the flood in Lisk?"), library, settings))
    assert [line.split(" according")[0] for line in lines] == ["Nine people killed", "Eleven dead"]


WORDINGS = [
    ("How many people turned out for the harvest parade in Brindle?",
     "The harvest parade in Brindle drew the crowds on Sunday. The council said there had been 7,000; the "
     "fire service thought 5,000.",
     "7,000", "5,000"),
    ("How many passengers were stranded by the snow at Oslund airport?",
     "Snow at Oslund airport stranded 900 passengers on Friday, the operator said. The pilots' union's own "
     "count is 1,400.",
     "900", "1,400"),
    ("How large was the crowd at the funeral of Ilse Marn?",
     "The funeral of Ilse Marn filled Tolver on Monday. The parish estimated the crowd at 3,000. Police "
     "believe the real number was closer to 1,800.",
     "3,000", "1,800"),
    ("How expensive was the new tram line in Kessel?",
     "The new tram line in Kessel opened on Monday. The city gives its cost as 90 million euros. The audit "
     "court puts the sum at 112 million.",
     "90 million", "112 million"),
    ("How much was stolen from the museum in Dravik?",
     "Thieves broke into the museum in Dravik on Saturday. The director said 2 million crowns had been "
     "taken. The insurers put the haul at 3.4 million crowns.",
     "2 million", "3.4 million"),
    ("How many houses were destroyed by the fire in Palma Vale?",
     "The fire in Palma Vale destroyed 60 of the village's 85 houses, the mayor said. The forest service counts 48.",
     "60", "48"),
    ("How many workers walked out at the Hollin mill?",
     "Workers at the Hollin mill walked out on Tuesday. The union spoke of 640; according to the "
     "management, 410 did.",
     "640", "410"),
    ("What estimates are there of the number of people killed in the Arvo landslide?",
     "A landslide in Arvo killed at least 30 people, rescuers said on Monday. The governor believes the "
     "true toll is above 50.",
     "30", "50"),
    ("How many people were made homeless by the Tamsin flood?",
     "The Tamsin flood left 2,000 people homeless, the province said. The Red Lamp charity reckons nearer 3,500.",
     "2,000", "3,500"),
    ("How many people signed the petition against the Corran dam?",
     "A petition against the Corran dam was handed in on Monday. Its authors say 52,000 people signed it. "
     "The clerk of the assembly found 47,000 valid signatures.",
     "52,000", "47,000"),
    ("How much did the mayor of Veld accept in bribes?",
     "The mayor of Veld, Rudd Kantor, accepted 80,000 guilders in bribes, the prosecutor alleged. His "
     "former driver spoke of 120,000.",
     "80,000", "120,000"),
    ("How many soldiers did Tarkia lose at Mount Selb?",
     "The Tarkian army lost 70 soldiers at Mount Selb, its general staff said. Foreign diplomats put the "
     "figure at 200.",
     "70", "200"),
    ("How many fans were arrested after the Norvik derby?",
     "After the Norvik derby fans fought in the streets. Police said that they had arrested 35 fans. The "
     "supporters' club says 22 were detained.",
     "35", "22"),
    ("How many people were evacuated from the Sele valley?",
     "The Sele valley was evacuated on Thursday as the dam leaked. The army says it evacuated 4,000 "
     "people. The prefect gave a figure of 5,500 evacuees.",
     "4,000", "5,500"),
    ("How many people came to the open-air concert in Marsby?",
     "Some 12,000 people came to the open-air concert in Marsby on Friday, the promoter announced. The "
     "police count was 8,500.",
     "12,000", "8,500"),
    ("How high is the loss of the Orrin savings bank?",
     "The Orrin savings bank has lost 40 million euros, its board admitted. The regulator calculates a "
     "loss of 65 million euros.",
     "40 million", "65 million"),
    ("How many people fell ill after the school dinner in Penmar?",
     "Pupils fell ill after a school dinner in Penmar on Tuesday. The headmaster speaks of 45 ill. The "
     "health office says that 61 fell ill.",
     "45", "61"),
    ("How many people took to the streets of Galt?",
     "Tens of thousands took to the streets of Galt on Saturday. Organisers put the number at 90,000, the "
     "interior ministry at 35,000.",
     "90,000", "35,000"),
    ("How many trees were felled in Ashby park?",
     "The city felled 130 trees in Ashby park, the parks office said. Residents counted 210.",
     "130", "210"),
    ("How big was the demonstration in Ruhn?",
     "A demonstration against the toll blocked Ruhn on Sunday. Police counted 4,000, the organisers 12,000.",
     "4,000", "12,000"),
    ("How many journalists were detained in Sarn?",
     "Journalists were detained in Sarn on Monday during the vote. The police say six. Their guild says it "
     "knows of eleven.",
     "six", "eleven"),
]  # fmt: skip


@pytest.fixture(scope="module")
def briefs(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("briefs")
    lines = [
        json.dumps({"id": f"b{n}", "title": "In brief", "outlet": "Signal", "published": "2024-03-06", "text": text})
        for n, (_, text, _, _) in enumerate(WORDINGS)
    ]
    return make_library(folder, write(folder, "corpus.jsonl", "\n".join(lines)))


@pytest.mark.parametrize(("text", "first", "second"), [(q, one, other) for q, _, one, other in WORDINGS])
def test_two_figures_stand_side_by_side_however_they_are_worded(
    briefs: Made, text: str, first: str, second: str
) -> None:
    lines = [line.split(" (")[0].lower() for line in lines_of(answer(briefs, text))]
    assert len(lines) == 2 and first in lines[0] and second in lines[1]
    assert all(" according to " in line for line in lines)


def test_a_number_behind_another_thing_is_not_taken_for_what_is_asked() -> None:
    """A bare number belongs to what was counted last."""
    measure = find_measure(next(parse_sentences(["How many people were hurt in the fire?"])))
    texts = ["Nine people were hurt in the fire, the mayor said.", "The hall seats 900 guests.", "The owner says 850."]
    assert measure is not None
    found = follow_figures([(n, figures_of(t)) for n, t in enumerate(texts)], measure, False)
    assert [figure.phrase for _, _, figure in found] == ["Nine people"]


def test_a_claim_names_an_outlet_as_its_sources_do(seeds: tuple[Library, Settings]) -> None:
    answer = ask(Question("How high are North Korea's losses in the war?"), *seeds)
    assert any("(retold after " in claim.text for claim in answer.claims)
    outlets = {citation.outlet for citation in answer.citations if citation.outlet}
    assert outlets and all(outlet.startswith("retold after ") for outlet in outlets)
