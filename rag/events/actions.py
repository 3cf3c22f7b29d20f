"""Which verbs and nouns name the same kind of action.

A table of the language, not of any corpus: each line is one action under its verb, with the verbs and nouns that news
uses for it; a verb and its particle are joined ("walk_out"). A verb that is not listed is an action of its own,
reported by itself and by a noun of the same spelling.
"""

from __future__ import annotations

_TABLE = """
visit: visit arrive travel come go fly jet drive land tour journey return stay be touch_down fly_in call_on pop_up \
       spend \
       | visit trip arrival tour journey stopover stop stay jaunt
meet: meet talk confer negotiate consult sit_down receive welcome host greet shake_hand \
      | meeting talk summit negotiation consultation encounter
inspect: inspect examine survey audit | inspection examination survey audit check
attack: attack strike bomb shell raid hit bombard assault ambush torch storm \
        | attack strike bombing raid shelling bombardment airstrike assault ambush
shoot: shoot gun_down open_fire | shooting gunfire
stab: stab knife | stabbing
abduct: abduct kidnap seize | abduction kidnapping
hijack: hijack | hijacking
rob: rob burgle hold_up break_into | robbery burglary heist break-in
steal: steal | theft
hack: hack breach | hack cyberattack breach
clash: clash | clash
riot: riot | riot
invade: invade | invasion
withdraw: withdraw pull_out | withdrawal pullout
launch: launch fire lift_off blast_off take_off go_up fly send_up put_orbit carry_orbit place_orbit \
        reach_orbit take_the_sky roar_the_sky soar_the_sky leave_the_pad take_the_water slide_the_water \
        | launch firing liftoff lift-off blast-off flight takeoff take-off launching
land: land touch_down | landing touchdown
test: test | test
dock: dock berth moor | docking
sail: sail | sailing voyage
sink: sink capsize | sinking capsizing
sign: sign put_name put_signature | signing signature
ratify: ratify | ratification
win: win beat defeat triumph overcome edge thrash hammer trounce rout outclass sink stun crush see_off knock_out \
     sweep_aside be_winner run_winner | win victory triumph
lose: lose go_down crash_out | loss defeat
draw: draw tie share_point hold_draw | draw tie stalemate
play: play face | match game fixture tie
score: score net
qualify: qualify | qualification
arrest: arrest detain jail imprison apprehend pick_up take_in take_custody place_arrest capture recapture \
        rearrest re-arrest \
        | arrest detention imprisonment capture recapture
charge: charge indict | charge indictment
release: release free set_free walk_free let_out let_go | release
extradite: extradite hand_over | extradition handover
expel: expel deport | expulsion deportation
summon: summon call_in | summoning
pardon: pardon | pardon
fine: fine | fine
kill: kill murder assassinate | killing murder assassination
injure: injure wound hurt | injury
die: die perish | death
resign: resign quit step_down hand_resignation tender_resignation stand_down | resignation
appoint: appoint name nominate reappoint | appointment nomination
dismiss: dismiss sack oust fire | dismissal sacking firing
elect: elect reelect re-elect | election
inaugurate: inaugurate swear_in | inauguration swearing-in
impeach: impeach | impeachment
reshuffle: reshuffle | reshuffle
vote: vote | vote ballot referendum poll
reject: reject vote_down throw_out turn_down | rejection
suspend: suspend | suspension
ban: ban outlaw bar | ban
warn: warn | warning
threaten: threaten | threat
protest: protest demonstrate rally march picket take_the_street | protest demonstration rally march picket sit-in
strike: strike walk_out down_tool stop_work take_industrial_action stay_work | strike walkout stoppage
block: block blockade | blockade
occupy: occupy | occupation
perform: perform sing | concert performance gig recital show
speak: speak address | speech address conversation
call: call phone telephone ring speak_phone talk_phone speak_telephone | call phone-call conversation
announce: announce unveil | announcement
testify: testify give_evidence take_the_stand | testimony
hear: hear appear sit testify plead tell_court | hearing appearance sitting testimony
adjourn: adjourn postpone | adjournment postponement
try: try retry prosecute | trial retrial prosecution
sentence: sentence jail imprison send_prison send_jail | sentence sentencing
convict: convict find_guilty | conviction
acquit: acquit clear | acquittal
appeal: appeal | appeal
rule: rule | ruling verdict judgment judgement
sue: sue | lawsuit
crash: crash collide ram plough_into run_into run_aground \
       | crash collision pile-up accident
derail: derail jump_the_track leave_the_track | derailment
explode: explode detonate blow_up go_off | explosion blast
erupt: erupt | eruption
shake: shake quake | earthquake quake tremor aftershock
slide: | landslide mudslide landslip rockfall slide
avalanche: | avalanche slide
storm: | storm cyclone hurricane typhoon tornado
flood: flood | flood flooding
burn: burn burn_down catch_fire break_out | fire blaze wildfire
leak: leak spill seep | leak spill leakage
collapse: collapse cave_in | collapse cave-in
poison: poison | poisoning
recall: recall call_back | recall
open: open inaugurate reopen | opening inauguration reopening
close: close shut shut_down | closure shutdown
leave: leave depart | departure
send: send dispatch deploy | dispatch deployment
pass: pass approve adopt | passage approval adoption
veto: veto | veto
apologise: apologise apologize | apology
evacuate: evacuate | evacuation
rescue: rescue save | rescue
search: search raid storm swoop_on | search raid swoop
escape: escape break_out flee | escape breakout jailbreak
raise: raise increase lift | increase rise
cut: cut reduce lower | cut reduction
buy: buy purchase acquire take_over | purchase acquisition takeover
sell: sell | sale
merge: merge | merger
ship: ship deliver hand_over | shipment delivery handover
fail: fail | failure
break_down: break_down go_down | breakdown
outage: go_down | outage blackout breakdown failure
ceremony: | ceremony
parade: | parade
premiere: premiere | premiere
exhibit: exhibit | exhibition
"""

VERBS: dict[str, tuple[str, ...]] = {}
"""Verb lemma to the actions it may name."""
NOUNS: dict[str, tuple[str, ...]] = {}
"""Noun lemma to the actions it may name."""

NOUN_OF: dict[str, str] = {}
"""Each action that has one as a noun: "eruption" for "erupt"."""

IDIOMATIC: set[str] = set()
"""The verbs of "walk_out" and "take_custody": those that mean something else with a certain word."""

for _line in _TABLE.strip().splitlines():
    _action, _, _words = _line.partition(": ")
    _verbs, _, _nouns = _words.partition("| ")
    if _nouns:
        NOUN_OF[_action] = _nouns.split()[0]
    IDIOMATIC |= {_verb.partition("_")[0] for _verb in _verbs.split() if "_" in _verb}
    for _verb in _verbs.split():
        VERBS[_verb] = (*VERBS.get(_verb, ()), _action)
    for _noun in _nouns.split():
        NOUNS[_noun] = (*NOUNS.get(_noun, ()), _action)

MOTION = frozenset(
    "spend pop_up arrive travel come go fly jet drive land journey return stay be touch_down fly_in".split()
)
"""Verbs that are a visit only with the place where they lead."""
LIGHT = frozenset(
    "hold make pay begin start end conclude finish complete wrap take undertake have embark give conduct carry "
    "launch stage go open resume host attend see record claim clinch secure suffer lodge file submit deliver".split()
)
"""Verbs that lend a noun its subject: "held talks", "wrapped up a visit"."""
CARRYING = LIGHT | frozenset("celebrate earn score snatch seal tender hand grant be".split())
"""Verbs of which the subject, or whom they give it, did what the noun names: "handed him a sentence"."""
OCCUR = frozenset(
    "be begin start end finish conclude occur happen take follow come open close last resume go get".split()
)
"""Verbs under which an action is the subject and has their day: "the talks took place on Monday"."""
ERGATIVE = frozenset("launch dock sail sink open close crash derail explode erupt leak burn flood shake sell".split())
"""Actions that a thing does by itself or that are done to it: "the rocket launched", "they launched the rocket"."""
MUTUAL = frozenset("meet play draw crash".split())
"""Actions in which all sides do the same."""
CONTESTS = frozenset("win lose draw play".split())
"""Actions of one side against another."""
SCHEDULED = frozenset("visit meet play launch strike protest hear try speak perform".split())
"""Actions that are announced before they happen, and may not."""
DURATIVE = frozenset("visit strike".split())
"""Actions that last: days in a row are one of them."""
OVERCOMING = frozenset("sink stun crush rout outclass see_off knock_out edge hammer overcome trounce".split())
"""Verbs that are a win only over somebody."""
PERSONAL = frozenset("receive welcome host greet pick_up take_in".split())
"""Verbs that are a meeting or an arrest only where their object is somebody."""
INSTANT = frozenset(
    "explode shake crash erupt attack strike protest flood burn derail sink slide avalanche storm".split()
)
"""Actions of which what they are said to have done was on the same day: "the blast killed six on Monday"."""
AGENTIVE = frozenset("visit strike protest resign speak apologise testify perform leave call announce escape".split())
"""Actions of which a noun's possessor is the one who does it: "X's visit"."""
COLLECTIVE = frozenset("strike protest".split())
"""Actions of many whom a text rarely names: those of whom the article speaks."""
ENTAILED = {"play": ("win", "lose", "draw"), "try": ("hear",), "hear": ("try",)}
"""Actions of which another one is a case."""
REVERSED = {"lose": "win", "win": "lose"}
"""Actions that another one is, seen from the other side."""
UNDONE = frozenset("cancel postpone scrap skip delay plan propose abandon shelve reject refuse call_off scrub".split())
"""Verbs whose object did not happen, or not yet."""
REPORTING = frozenset(
    "say tell report announce confirm write add post publish state claim quote note explain describe declare "
    "cite".split()
)
IDLE = frozenset(
    "be have do say get make take give go know think want need let keep seem become put use show find tell ask help "
    "include follow begin start continue remain like mean set look try work feel turn believe hold bring happen "
    "provide add allow expect lead cause require consider appear suggest involve".split()
) - frozenset("appear try".split())  # fmt: skip
"""Verbs that no question counts; they are read only where the table lists them."""


def actions_of(lemma: str, is_noun: bool) -> tuple[str, ...]:
    """The actions a word may name; a verb outside the table names itself, a noun outside it names none."""
    if is_noun:
        return tuple(sorted(NOUNS.get(lemma, ()), key=lambda action: action != lemma))
    named = VERBS.get(lemma, (lemma,))
    return (lemma, *(action for action in named if action != lemma)) if lemma in named else named


def names_action(word: str) -> bool:
    """Whether a word is one of the verbs and nouns that the table has for actions."""
    return word in VERBS or word in NOUNS


def words_of_action(word: str) -> frozenset[str]:
    """A verb or noun with all that name the same kind of action."""
    actions = {*VERBS.get(word, ()), *NOUNS.get(word, ())}
    alike = (other for table in (VERBS, NOUNS) for other, named in table.items() if actions & set(named))
    return frozenset((word, *alike))


def singular(noun: str) -> str:
    """A noun without the ending of the plural; a word that only looks like a plural loses it too."""
    if len(noun) < 4 or noun in NOUNS or not noun.endswith("s") or noun.endswith(("ss", "us", "is")):
        return noun
    for ending, instead in (("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss")):
        if noun.endswith(ending):
            return noun.removesuffix(ending) + instead
    return noun[:-1]


def actions_like(action: str) -> tuple[str, ...]:
    """An action and all that are cases of it."""
    return (action, *ENTAILED.get(action, ()), *((REVERSED[action],) if action in REVERSED else ()))
