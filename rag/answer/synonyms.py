"""Which predicates say the same and which say the contrary: a table of the language, not of any corpus."""

from __future__ import annotations

from rag.events.phrasal import PHRASAL_VERBS

_TO_ITS_CONTRARY = """
accept approve adopt agree back support endorse embrace welcome favour favor \
    | refuse reject decline oppose dismiss veto block rebuff spurn resist turn_down object disapprove
accept admit confirm acknowledge concede | deny dispute reject
pass | fail reject
win | lose
allow permit let | ban forbid bar prohibit prevent block stop
guilty convict | clear acquit innocent exonerate
alive survive | dead die kill
open | shut close
rise increase grow gain climb | fall drop decrease decline shrink
hire recruit appoint | fire sack dismiss
attend | miss skip boycott
keep retain | lose drop abandon scrap
legal | illegal unlawful
safe harmless | unsafe dangerous harmful
free release | detain jail imprison hold
stay remain | leave quit depart withdraw
include cover | exclude exempt
succeed manage | fail
stop end cease halt | continue go_on persist
prove establish confirm | disprove debunk refute
trust believe | distrust doubt disbelieve
agree | disagree
possible | impossible
able | unable
true | false untrue
same | different
available | unavailable
temporary | permanent
public | secret private confidential
known | unknown
reveal disclose publish release | withhold conceal hide
cheap | expensive costly
alone | together
remember | forget
healthy well | ill sick
intact unharmed unhurt | damaged injured hurt wounded
"""
"""Lines of predicates, and behind the bar those that say the contrary."""
_TO_THE_SAME = """
accept take agree approve; back support endorse favour favor; publish post release issue print; tell inform brief
prove establish demonstrate show confirm; reject refuse decline rebuff spurn; stay remain
cover include affect apply concern; quit resign; leave depart quit withdraw pull_out; end finish stop close conclude
begin start launch open; buy purchase acquire; allow permit let authorise authorize; need require
get receive obtain; win beat defeat; cancel scrap drop; delay postpone; happen occur take_place; help assist aid
injure hurt wound; die perish; arrest detain; fire sack dismiss; build construct; ruin destroy wreck
demolish destroy raze level flatten remove; warn caution; increase raise rise grow climb; cut reduce lower
ban bar forbid prohibit outlaw; attend join; reveal disclose identify name; intend plan mean aim
apologise apologize; criticise criticize condemn; blame accuse; safe harmless; dangerous harmful risky unsafe deadly
sick ill unwell; clear acquit exonerate; believe trust; expect forecast predict project
talk discuss speak comment address; want wish seek; try attempt seek; think believe consider
say state declare claim; show display; hide conceal; pay fund finance; give grant award hand; keep retain
choose pick select; replace succeed; contain include hold; exceed top surpass; protect guard; damage harm hurt
move relocate; change alter modify revise; fix repair mend; check inspect examine; investigate probe examine
find discover; marry wed; divorce separate split; write author pen; found establish create; own hold possess
live reside; use employ; work serve; lead head run; run compete; retire quit; admit concede acknowledge confirm
promise pledge vow; ask request urge; answer respond reply; see witness; know aware; own belong; earn make
borrow owe; cost worth; lie mislead deceive; sue prosecute; match equal tie; free release; suffer sustain
recover heal; join enter; return come_back go_back; travel fly go; visit travel; famous known renowned
rich wealthy; sole only lone; whole entire full complete; big large huge; new fresh; fast quick rapid
hard difficult tough; glad happy pleased; angry furious; sad unhappy; afraid scared; certain sure
"""
"""Predicates that say the same: groups between semicolons and lines."""


def _read_opposites() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in _TO_ITS_CONTRARY.strip().splitlines():
        one, _, other = line.partition("|")
        for words, others in ((one, other), (other, one)):
            for word in words.split():
                found[word] = found.get(word, frozenset()) | frozenset(others.split())
    return found


def _read_synonyms() -> dict[str, frozenset[str]]:
    groups = [group.split() for group in _TO_THE_SAME.replace("\n", ";").split(";")]
    groups += [
        [f"{verb}_{particle}", word] for (verb, particle), words in PHRASAL_VERBS.items() for word in words
    ]  # fmt: skip
    found: dict[str, frozenset[str]] = {}
    for group in groups:
        for word in group:
            found[word] = found.get(word, frozenset()) | frozenset(group)
    return found


OPPOSITES = _read_opposites()
"""A predicate to those that say that it is not so."""
SYNONYMS = _read_synonyms()
"""A predicate to those that say the same."""
