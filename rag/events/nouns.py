"""Nouns that say what a name is the name of: a person, a place, an organisation."""

from __future__ import annotations

PERSON_NOUNS = frozenset(
    "minister president leader official secretary spokesman spokeswoman spokesperson person man woman politician "
    "author writer actor actress singer player athlete coach ceo chief head director general commander king queen "
    "prince princess pope chancellor governor senator mayor judge lawyer candidate winner envoy ambassador diplomat "
    "adviser advisor people celebrity artist rapper host star founder billionaire".split()
)
"""People by what is also written before a name."""
MORE_PERSONS = frozenset(
    "member marshal manager captain chairman chairwoman chair boss owner driver rider striker goalkeeper "
    "midfielder defender champion finalist scientist researcher professor doctor surgeon engineer journalist reporter "
    "editor musician composer painter sculptor filmmaker comedian model astronaut pilot officer soldier prosecutor "
    "defendant suspect victim witness teacher student economist analyst banker businessman businesswoman executive "
    "heir brother sister mother father son daughter wife husband uncle aunt cousin cyclist swimmer runner boxer golfer "
    "activist campaigner solicitor barrister historian architect chef novelist poet superstar".split()
)
"""People who may be asked for, and who are no title of a name."""
PLACE_NOUNS = frozenset(
    "country city town village island state region province county capital continent nation place location sea river "
    "lake mountain border airport port venue stadium museum area district territory valley coast street square park "
    "suburb neighbourhood neighborhood harbour harbor bridge station hotel hospital cathedral church volcano desert "
    "forest prefecture municipality republic hometown birthplace".split()
)
ORGANISATION_NOUNS = frozenset(
    "company firm organisation organization agency team club party university college school bank airline carrier "
    "automaker carmaker manufacturer retailer store chain newspaper outlet broadcaster network ministry department "
    "government army court union league brand platform group body institution institute regulator watchdog charity "
    "studio publisher supplier importer exporter producer operator maker developer startup fund insurer "
    "brewery consortium federation association committee council parliament band orchestra side militia".split()
)
