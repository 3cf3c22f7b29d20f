"""Which verbs and nouns name the same kind of action.

A table of the language, not of any corpus: each line is one action under its verb, with the verbs and nouns that news
uses for it. A verb that is not listed is an action of its own, reported by itself and by a noun of the same spelling.
"""

from __future__ import annotations

_TABLE = """
visit: visit arrive travel come go fly land tour journey return stay be | visit trip arrival tour journey stopover stay
meet: meet talk confer negotiate consult | meeting talk summit negotiation consultation encounter
attack: attack strike bomb shell raid hit bombard | attack strike bombing raid shelling bombardment airstrike assault
launch: launch fire test | launch test firing liftoff
sign: sign | signing signature
win: win beat defeat triumph | win victory triumph
lose: lose | loss defeat
play: play face | match game
arrest: arrest detain jail imprison | arrest detention imprisonment
kill: kill murder assassinate | killing murder assassination
die: die perish | death
resign: resign quit | resignation
appoint: appoint name nominate | appointment nomination
elect: elect | election
vote: vote | vote ballot
protest: protest demonstrate rally march | protest demonstration rally march
strike: strike | walkout
speak: speak address | speech address
call: call phone telephone | call
announce: announce unveil | announcement
testify: testify | testimony
appear: appear | appearance hearing
try: try prosecute | trial prosecution
sentence: sentence convict | sentence conviction
rule: rule | ruling
sue: sue | lawsuit
crash: crash collide | crash collision
explode: explode erupt | explosion blast eruption
leave: leave depart | departure
send: send dispatch deploy | dispatch deployment
pass: pass approve adopt | passage approval adoption
veto: veto | veto
apologise: apologise apologize | apology
evacuate: evacuate | evacuation
raise: raise increase lift | increase rise
cut: cut reduce lower | cut reduction
"""

VERBS: dict[str, tuple[str, ...]] = {}
"""Verb lemma to the actions it may name."""
NOUNS: dict[str, tuple[str, ...]] = {}
"""Noun lemma to the actions it may name."""

for _line in _TABLE.strip().splitlines():
    _action, _, _words = _line.partition(": ")
    _verbs, _, _nouns = _words.partition(" | ")
    for _verb in _verbs.split():
        VERBS[_verb] = (*VERBS.get(_verb, ()), _action)
    for _noun in _nouns.split():
        NOUNS[_noun] = (*NOUNS.get(_noun, ()), _action)

MOTION = frozenset("arrive travel come go fly land journey return stay be".split())
"""Verbs that are a visit only with the place where they lead."""
LIGHT = frozenset(
    "hold make pay begin start end conclude finish complete wrap take undertake have embark give conduct carry "
    "launch".split()
)
"""Verbs that lend a noun its subject: "held talks", "wrapped up a visit"."""
UNDONE = frozenset("cancel postpone scrap skip delay plan propose abandon shelve reject refuse".split())
"""Verbs whose object did not happen, or not yet."""
REPORTING = frozenset(
    "say tell report announce confirm write add post publish state claim quote note explain describe declare "
    "cite".split()
)


def actions_of(lemma: str, is_noun: bool) -> tuple[str, ...]:
    """The actions a word may name; a verb outside the table names itself, a noun outside it names none."""
    if is_noun:
        return NOUNS.get(lemma, ())
    named = VERBS.get(lemma, (lemma,))
    return (lemma, *(action for action in named if action != lemma)) if lemma in named else named
