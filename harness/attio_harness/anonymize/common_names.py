"""Names that many people and companies have. Each is replaced by another of its list and length, so that fakes read like names.

A name in no list becomes an invented word; see `words`.
"""

from __future__ import annotations

__all__ = ["COMPANIES", "FIRST_NAMES", "LAST_NAMES", "table"]


def table(text: str) -> frozenset[str]:
    """The words of a text, for lists written as text."""
    return frozenset(text.split())


_FIRST_NAMES = """
    al bo ed jo ty
    abe ada amy ana ann ben bob dan eva guy ian ida jay jen jim joe kai kim lea lee leo liz lou max meg mia pat ray roy sam sue
    tim tom una zoe
    adam alan alex amir andy anna anne anya beth carl chen cora dana dave dean dina dora drew elif ella emil emma eric erik evan
    finn fred gary gina greg hans hugo iris ivan jack jane jean jeff jess jill joan joel john jose josh juan judy jude kara karl
    kate kira kurt kyle lana lara lars lena lily lisa luca lucy luis luke lynn mara marc mark mary matt maya mike mina mona nick
    nico nina noah nora olga omar omid owen paul pete phil rita rosa rose ross ruth ryan sara sean seth tara theo tina toby todd
    tony vera will yara yuki zara
    aaron adele agnes aiden alice alina allen amber amina anita annie anton ariel aisha bella betty billy blake bobby brian bruce
    bryan caleb carla carol casey chloe chris cindy clara craig david devon diana diane donna doris eddie edgar elena eliza ellen
    ellie ernst ethan fatma felix fiona frank freya grace grant hanna harry hazel heidi helen henry holly irene isaac ismail jacob
    james jamie janet jason jenny jerry jesse jimmy jonas julia julie karen katie keith kelly kenny kevin laura lewis linda logan
    louis lucas lydia marco maria marie mario maria megan mehmet moira molly monica nadia nancy naomi oscar pablo paula pedro
    peter ralph randy ricky robin roger sally sandy sarah scott simon sofia steve susan terry tracy tyler wanda wayne wendy
    adrian albert alexis amanda andrea andrew angela ashley astrid audrey austin bianca brenda camila carlos carmen claire cheryl
    connor damian daniel debbie deepak dennis donald dorothy edward eileen elaine emilia esther eugene evelyn fatima felipe
    gloria gordon hannah harold helena hector ingrid ismael janice jasmin jeremy jessie jordan joseph joshua judith justin
    kirsten kumiko latoya lauren leslie lillian louise marcus margot marina martha martin marvin melvin miguel miriam monika
    morgan nathan nicole norman oliver olivia pamela philip rachel ramona regina robert ronald samuel sandra sergio sharon
    sheila sophia stella steven stuart sylvia tamara teresa thomas travis ursula vanessa victor violet vivian walter warren
    abigail antonio barbara belinda bernard brandon candice carolyn cecilia charles chelsea clayton crystal cynthia deborah
    derrick dolores edwards eleanor felicia fernando francis gabriel heather jasmine jeffrey jessica johanna kathryn kenneth
    kristin lorenzo leonard lindsay lucinda madison marlene matthew maureen melanie melissa michael michele mildred mohamed natalie
    natasha nicolas patrick pauline phillip ramirez raymond rebecca richard roberta rodrigo roxanne russell shannon shirley
    spencer stephen suzanne theresa tiffany timothy trevors valerie vincent viviana whitney william yolanda zachary
    alastair benjamin bernhard caroline catalina charlene charlton clarence courtney danielle dorothea eduardo emmanuel
    florence franklin frederic geoffrey geraldine giovanni isabella jonathan josephine kathleen katrina kimberly lawrence
    lorraine margaret marianne marshall meredith mitchell mohammed nathanial nicholas patricia penelope prakash priscilla
    reginald robinson rosemary samantha savannah sebastian stephanie tatianna terrence theodore veronica victoria virginia
    alexander alexandra alejandro anastasia annabelle annemarie bernadette charlotte christian christina christine christoph
    constance elisabeth elizabeth esmeralda francesca francisco frederick gabrielle guadalupe guillermo henrietta jacqueline
    katharina katherine kristoffer magdalena maximilian nathaniel rosalinda salvatore valentina wilhelmina christopher
"""

_LAST_NAMES = """
    chu das fox gao han hay koh lam lim liu may ong pak ray roy rao sun tan wei woo yang
    abel ball bach bauer beck bell berg bird bond boyd bush byrd cain camp case cobb cook cruz dale diaz dunn ford frye funk gill
    gray hall hart hess high hill holt hong horn hunt jung kaur kane kerr khan kidd king klein koch kraus lamb lang levy lind long
    love lowe lutz lynn mann marx moon moss nash neal noel odom page park parr peck penn pham pike pope pratt reed reid rice rios
    rich roth rowe ruiz rush sato shah shaw sims soto todd vang vega voss wade wang ward ware watt webb weiss west wise wolf wong
    wood york zhao
    adams allen baker banks barry basak becker black blair booth brady braun brock brown bruce bryan burke burns byrne chang chase
    clark cohen cooke costa craig crane cross curry davis dixon doyle drake duran dutta duffy ellis evans ferry field finch fisch
    flynn fritz fuchs gates glass gomez goode green gross gupta hahn hardy hayes heinz henry hicks hines hobbs hogan house huber
    hurst james jones joyce keith keller kelly kirby klein knapp knox kumar lange leach leone lewis lopez lucas lynch lyons maier
    marsh mason mayer mccoy meier meyer mills moody moore moran moser mueller myers nolan novak ochoa olsen ortiz owens parks patel
    payne perez perry petty pitts poole potts price quinn ramos reese reyes riley rivas robin rossi ryder salas santos sauer scott
    sharp short silva simon singh sloan small smith snyder solis stein stone stout swann sweet terry tran vance vaughn velez viola
    walls walsh watts weber wells white wilde wolfe woods wyatt yates young zhang
    aguirre abbott arnold ashley austin avilar barker barnes barron barton bishop blanco bowman brandt brewer briggs bryant burton
    butler carter castro chapman cooper cortez cruise curtis dalton daniel dawson dennis draper dudley duncan dupont durand farmer
    fields fisher fleming foster fowler franco fuller garcia garner gibson glover gordon graham grimes guerra hansen harmon harper
    harris hassan hebert hester hodges holmes hoover hopper hoffman horton howard howell hubert hudson hughes hunter hurley ingram
    jacobs jansen jensen jordan joseph juarez kaiser kramer kruger kurtis larson lawson lehman leonard levine little lowery
    macias malone marino marks martin mathis mccall mclean medina mendez mercer merritt miller molina monroe morgan morris morrow
    morton moreau mullen munoz murphy murray nelson newton nguyen nielsen norris norton obrien oliver osborn palmer parker
    parsons pearson peters petrov phelps porter powell prince ramsey rivera robles rogers romero russell sawyer schmid schulz
    sexton shelby singer skinner sparks spence stokes suarez sutton tanner tanaka taylor thomas torres travis trevino tucker
    turner valdez vargas vinson vogler wagner walker wallace walter warner warren watkins watson weaver weeks welch wilcox
    wilson winter wright yoder
    alvarez andrews atkinson ballard barrera barrett bautista beltran bennett bernard blanchard bradley brennan burgess cabrera
    calderon caldwell cameron camacho campbell cardenas carlson carroll castillo cervantes chambers charles chavez christensen
    clayton coleman collins conrad contreras cordova crawford cummings cunningham daniels delgado dickson dominguez donaldson
    douglas duarte edwards elliott erickson espinoza estrada faulkner ferguson fernandez figueroa fischer fitzgerald fletcher
    fleischer francis franklin frazier freeman gallagher gallegos galvan garrett gardner gilbert gonzales gonzalez goodman goodwin
    graves griffin griffith guerrero gutierrez hamilton hammond hancock hanson harrington harrison hartman harvey hawkins
    henderson hendricks hernandez herrera hinton hopkins houston huffman humphrey jackson jefferson jenkins jennings jimenez
    johansson johnson johnston kennedy lambert lindberg livingston lawrence marshall martinez matthews maldonado mcbride mccarthy
    mccormick mcdonald mcgee mckenzie mckinney mclaughlin melendez mendoza meyers mitchell montgomery morales morrison
    neumann nicholson nichols obrien olson ortega osborne pacheco patterson peterson petersen phillips preston ramirez randall
    reynolds richards richardson robbins roberts robertson robinson rodriguez rosales salazar sanchez sanders sandoval saunders
    schaefer schmidt schneider schroeder schultz schwartz shelton shepherd sherman simmons simpson skinner solomon spencer
    stanley stephens stevens stevenson stewart strickland sullivan thompson underwood valencia vasquez velasquez villarreal
    wheeler wilkerson wilkins wilkinson williams williamson zimmerman
"""

_COMPANIES = """
    arc elm fox hub ink ivy jet oak pen sky sun ace
    acme apex atom base beam bolt byte cane core cove dawn delta dune echo edge fern flow flux foam fuse gale gate glow gold grid
    halo hawk helm hive iron jade jump kite labs leaf link lion loop luna lynx mesa mint moss nest node nova onyx opal path peak
    pine port push quay raft rail reef ring rise root rock ruby sage sail seed silo star stem surf tide tree vale vine wave wind
    wolf yard zest
    alpha amber arbor aspen atlas basin birch blaze bloom bridge brook cedar chart cliff cloud coast comet coral crest delta drift
    eagle earth ember falco fleet flint forge forum frost glade globe grain grove hatch haven heart helix honey ivory karma
    lemon light lotus lunar maple march marsh media micro motor noble north ocean olive omega orbit otter pearl pilot pixel plain
    plant plaza point polar prism pulse quick quill radar rally ranch raven ridge river robin sable scout shore solar sonic south
    spark spire sport stack steel stone storm swift terra thorn tiger tower trail trend unity urban vault verve vista vital volta
    works world yield zebra
    anchor arctic aurora beacon breeze bright bronze canyon castle cinder circle cobalt compass copper cosmos desert direct domain
    dragon empire energy fabric falcon fathom fiddle forest galaxy garden gentle global golden gravel harbor hazel impact island
    jasper jungle kernel ladder lagoon legend linden magnet marble market meadow mellow metric mirror modern motion nectar nimbus
    orchid osprey pebble pepper planet poplar portal quartz radius rapids record rocket saddle safari salmon school shield signal
    silver sierra simple spiral spring sprout square stable stream studio summer summit sunset system temple timber trader tunnel
    valley velvet vertex vessel vision walnut willow window winter wonder zenith zephyr
    freight systems network digital capital company factory foundry gateway harvest horizon journey kingdom lantern lighthouse
    logistics machine monarch mountain northwind partners phoenix pioneer platform premier project quantum rainbow redwood
    science sequoia service solutions spectrum stellar sterling sunrise technology thunder tracker transit trident triumph
    universe venture vertical victory village voyager whisper wildflower windmill consulting industries international
"""

FIRST_NAMES = tuple(_FIRST_NAMES.split())
LAST_NAMES = tuple(_LAST_NAMES.split())
COMPANIES = tuple(_COMPANIES.split())
