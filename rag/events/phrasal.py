"""Phrasal verbs of a question in words that articles use: readers ask what "was pulled in", reports say "raised"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from rag.nlp import Parse

_TABLE = """
back down: withdraw yield; back out: withdraw leave; back up: support; bail out: rescue; blow up: explode destroy
break down: fail collapse; break off: end suspend; break out: start erupt; break up: separate dissolve
bring back: return restore; bring down: reduce topple shoot; bring in: raise earn introduce; bring up: raise mention
burn down: destroy fire; buy out: acquire; buy up: acquire; call for: urge demand; call off: cancel scrap drop
call on: urge; call up: draft; carry on: continue; carry out: conduct perform; check out: inspect; clear up: resolve
close down: shut; come ashore: landfall; come back: return; come down: fall collapse; come off: lift end
come out: release emerge; cover up: conceal; crack down: suppress; cut back: reduce; cut down: reduce
cut off: sever isolate; draw up: draft prepare; drop out: withdraw quit; fall through: fail; fall out: quarrel
fight back: resist; figure out: understand; find out: discover learn; fire back: respond; get away: escape
get back: return recover; get out: leave escape; get through: pass survive; get together: meet; give away: donate
give back: return; give in: yield; give out: distribute; give up: abandon surrender relinquish; go ahead: proceed
go back: return; go down: fall drop decrease; go off: explode; go through: undergo; go under: collapse bankrupt
go up: rise increase; hand in: submit; hand out: distribute award; hand over: deliver transfer surrender
head up: lead; hit back: respond; hit out: criticize; hold back: restrain delay; hold off: delay
hold up: show display delay; keep on: continue; keep up: maintain; kick off: begin start open launch
kick out: expel disqualify eject; knock down: demolish; knock out: eliminate disable; lash out: criticize
lay off: dismiss fire cut; leave out: omit exclude; let go: release dismiss; let in: admit; let out: release
line up: arrange; lock up: jail imprison; look after: care; look into: investigate probe inquiry
look for: seek search; lose out: miss; make out: see; make up: account comprise; move in: enter; move out: leave
open up: open; own up: admit; pass away: die; pass on: transmit; pay back: repay; pay off: repay; pay out: pay
phase out: end abolish; pick out: choose select; pick up: win collect receive arrest; play down: dismiss downplay
point out: note say; pull back: withdraw retreat; pull down: demolish; pull in: raise collect attract
pull off: achieve; pull out: withdraw; push back: delay resist; put back: delay; put forward: propose submit
put off: postpone delay; put out: issue publish release; put up: raise; ramp up: increase; roll back: reverse
roll out: launch introduce; round up: arrest; rule out: exclude; run into: meet; run out: expire exhaust
see off: beat; sell off: sell; send off: dispatch; send out: dispatch; set aside: reserve; set back: delay
set off: leave depart trigger; set out: depart outline; set up: establish found create; settle on: choose
shoot down: down destroy; show up: attend appear; shut down: close; sign up: register join enrol; sit down: meet
sit out: miss; slow down: slow; snap up: buy; sort out: resolve; speak out: criticize; speed up: accelerate
spell out: explain; stand down: resign quit; start off: begin; start out: begin; stay away: avoid; stay on: remain
step down: resign quit; step in: intervene; step up: increase; strike down: overturn
swear in: inaugurate inauguration oath office; take away: remove; take back: retake; take in: admit receive
take off: depart launch; take on: hire face; take out: remove kill; take over: succeed assume acquire seize replace
take up: begin; talk about: discuss; team up: join partner; tear down: demolish; think up: invent; throw away: discard
throw out: dismiss reject; top up: add; track down: find; try out: test; turn away: refuse; turn back: return
turn down: reject refuse decline rebuff deny; turn into: become; turn out: attend prove; turn over: surrender deliver
turn up: arrive attend appear; use up: exhaust; vote down: reject; vote in: elect; wait for: await; walk away: leave
walk out: leave strike; wash away: sweep destroy; watch over: guard; weigh in: comment; win back: regain
wind up: end finish; wipe out: destroy; work out: resolve; wrap up: end finish conclude; write off: cancel
"""


def _read_table() -> Mapping[tuple[str, str], tuple[str, ...]]:
    entries = (entry.split(":") for line in _TABLE.strip().splitlines() for entry in line.split(";"))
    read = ((phrase.split(), tuple(words.split())) for phrase, words in entries)
    return MappingProxyType({(phrase[0], phrase[1]): words for phrase, words in read})


PHRASAL_VERBS = _read_table()
"""(verb, particle) to the lemmas that say the same."""
_BEHIND = ("prt", "advmod", "prep")


def find_paraphrases(parse: Parse) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(lemma of a verb, lemmas that say the same with its particle) of each phrasal verb in a sentence."""
    for place, token in enumerate(parse.tokens):
        if token.pos not in ("VERB", "AUX", "NOUN", "ADJ"):  # a past form is taken for an adjective now and then
            continue
        behind = {parse.tokens[c].lemma for c in parse.children(place) if parse.tokens[c].dep in _BEHIND}
        if place + 1 < len(parse.tokens):
            behind.add(parse.tokens[place + 1].lemma)
        for particle in sorted(behind):
            if words := PHRASAL_VERBS.get((token.lemma, particle)):
                yield token.lemma, words
