"""Frequent first names and surnames, from public census counts (US, UK, DE, FR, ES, IL).

`FIRST` are names that are rarely anything else; `DOUBTFUL` and `SURNAMES` are also words or brands
and count only beside another sign of a name.
"""

from __future__ import annotations

from typing import Final

FIRST: Final = frozenset(
    """
    james john robert michael william david richard joseph thomas charles christopher daniel matthew
    anthony donald steven paul andrew joshua kenneth kevin brian george timothy ronald edward jason
    jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin
    samuel
    gregory alexander patrick raymond jack dennis jerry tyler aaron jose adam nathan henry douglas
    zachary peter kyle noah ethan jeremy walter keith roger terry sean gerald carl harold dylan
    arthur
    lawrence jordan jesse bryan gabriel bruce logan albert willie alan juan wayne elijah randy roy
    vincent ralph eugene russell bobby mason philip louis johnny harry howard lucas liam oliver theo
    theodore leo felix oscar hugo simon ian neil graham stuart nigel trevor derek craig darren
    gareth
    rhys owen callum connor declan duncan malcolm angus hamish fergus colin barry geoffrey clive
    antonio carlos luis miguel pedro diego javier alejandro fernando ricardo eduardo roberto sergio
    pablo manuel francisco enrique rafael raul jorge andres mateo santiago sebastian ivan hans klaus
    jurgen jürgen wolfgang dieter stefan uwe torsten markus matthias lukas jonas tobias pierre jean
    jacques francois louis michel philippe laurent olivier thierry antoine nicolas mathieu guillaume
    david yosef moshe avi eitan yossi noam itai amit uri ariel shlomo mohammed muhammad mohamed
    ahmed
    ali omar hassan hussein ibrahim youssef yusuf khalid tariq raj rajesh amir arjun rohan sanjay
    vijay anil sunil ravi suresh deepak vikram wei ming hiroshi kenji takashi kazuo minh dmitri
    vladimir sergei igor boris nikolai oleg yuri mikhail alexei giovanni giuseppe marco luca matteo
    francesco alessandro paolo stefano lorenzo
    mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty
    margaret sandra ashley kimberly emily donna michelle carol amanda dorothy melissa deborah
    stephanie rebecca sharon laura cynthia kathleen amy angela shirley anna brenda pamela emma
    nicole
    helen samantha katherine christine debra rachel carolyn janet catherine maria heather diane ruth
    julie olivia joyce virginia victoria kelly lauren christina joan evelyn judith megan andrea
    cheryl hannah jacqueline martha gloria teresa ann sara madison frances kathryn janice jean
    abigail alice julia judy sophia sofia denise amber doris marilyn danielle beverly isabella
    theresa diana natalie brittany charlotte marie kayla alexis lori mia ava amelia chloe ella zoe
    lily lucy daisy poppy isla freya evie phoebe imogen harriet eleanor beatrice florence matilda
    fiona gillian heidi ingrid greta ursula monika sabine petra claudia katja anja birgit ulrike
    nadine brigitte sylvie isabelle nathalie valerie celine aurelie camille juliette margaux lucia
    carmen pilar dolores rosa elena marta cristina beatriz ines raquel silvia patricia lourdes
    gabriela valentina camila daniela mariana esperanza guadalupe miriam yael noa shira tamar rivka
    leah michal orly fatima aisha khadija mariam zainab layla leila yasmin nadia amina priya anjali
    deepa sunita lakshmi kavita neha pooja mei ling yuki sakura keiko akiko olga svetlana natasha
    tatiana irina ekaterina anastasia giulia chiara francesca federica alessandra paola bianca
    vanessa tiffany courtney lindsey lindsay holly tracy tammy dawn erin kristen kristin
    shannon stacy wendy monica veronica vivian yvonne yolanda alicia adriana alejandra ana anne
    annie audrey barb becky beth bonnie bridget caitlin candice carla carrie cassandra cindy colleen
    connie crystal darlene debbie doreen edith eileen elaine ellen elsie erica erika esther ethel
    gail geraldine gertrude gina glenda gwen gwendolyn hilda irene jacqui jamie jane janine jeanette
    jeanne jenna jenny jill joanna joanne jodi josephine juanita kaitlyn kara kate kathy katie
    katrina
    kelsey kerry kim krista kristina kristine lena leslie lillian lorraine louise lucille lydia lynn
    mabel mackenzie marcia marianne marion marjorie marlene maureen maxine meghan mercedes mildred
    molly morgan muriel nina nora norma olive paige paula peggy penny phyllis rachael regina
    renee rhonda roberta robyn rosemary roxanne sabrina sally selena sheila shelby shelly sherry
    sierra sonia sonya stacey stella sue suzanne sylvia tamara tanya tara thelma tina toni tonya
    tricia vera vicki vicky wanda wilma yvette zelda
    alex alfred allen andre andy arnold ben bernard bert bill billy bob brad bradley brent brett
    bryce calvin cameron cecil cedric chad charlie chris clarence claude clayton clifford
    clinton clyde cody cory corey curtis dale damian damon dan danny darrell darryl dave dean
    derrick
    devin don doug drew duane dustin dwayne dwight earl eddie edgar edwin elliot elliott elmer
    ernest
    ernie ethan evan everett floyd francis fred freddie frederick garrett gene geoff gilbert glen
    glenn gordon greg harvey hector herbert herman homer horace hubert hugh ira irving isaac jackson
    jake jared jay jeff jerome jim jimmy joe joel joey jon josh julian julio karl ken kenny kent
    kirk
    kurt lance lee leon leonard leroy leslie lester lewis lionel lloyd lonnie luke luther
    marcus mario marshall martin marvin matt maurice max melvin mike mitch mitchell morris
    myron ned nelson nick noel norm norman oliver orlando otto percy perry pete phil preston quentin
    quinn randall ray reginald rex rick ricky rob robbie rodney roland ron ronnie ross rudy rufus
    rupert sam sammy seth shane shaun sheldon sidney spencer stan stanley steve stewart stuart ted
    terrence tim toby todd tom tommy tony travis trent troy vernon vic wade wallace warren wes
    wesley
    wilbur wilfred will winston xavier zach zack tomas tomás josé maría
    sophie freddy archie alfie theodora clara cora nell nellie tess tessa thea tilly willa winifred
    alma anita antonia arlene astrid audra augusta avery beryl bettina blanche bryony candace carina
    carly carmela cecilia cecile celeste celia chantal cherie clarissa claudette cleo clementine
    consuelo cordelia corinne daphne davina deanna deirdre delia delilah della desiree dina dionne
    dora dorothea dorothée eliza elisa elise elodie eloise elsa emilia emmanuelle ernestine estelle
    eugenia eunice eva evangeline fabienne fay faye felicia felicity fern flora francine frida
    gabrielle gaynor genevieve georgette georgia georgina germaine ginny giselle goldie graciela
    guinevere hanna hannelore hattie hayley helena helene helga henrietta hester hortense ida ilse
    imelda inga irma isabel isabela ivana jacinta janelle janis jasmine jeannie jocelyn jolene
    josefina
    juana juliana justine karin karla karina kasia katarina kathrin katya kaye kendra kerstin
    kirsten
    kirsty kristy lacey lana lara larissa latisha laurie lavinia lea leanne leila lenore leona
    leonora
    leticia letitia liana liesel lieselotte liliana lina lisbeth livia lorena loretta lotte
    louisa lucinda
    luisa luna lydie lyra mabelle madeleine madeline mae magdalena maggie magnolia maisie malia
    malika
    mandy manon mara margarita margo margot mariam marisa marisol marissa marla marlena marta
    matilde
    maude mavis melanie melinda melody mercy meredith merle michaela millicent millie minerva
    mirabel
    mireille miriam moira mona morag myra myrtle nadja nadezhda nancy naomi natalia nell nerys
    nicola
    nicolette noelle noemi noreen octavia odette ofelia olympia ophelia paloma pam patience patrice
    patsy pauline perla petunia philippa phoebe piper portia prudence ramona reba regan reina rhoda
    rita roberta rochelle romy rosa rosalie rosalind rosalinda rosario rosanna roseanne rosella
    rosetta
    roslyn rowena roxana rosie ruthie salma salome sandrine sasha saskia selina serena shania
    shari sharlene shauna sheena shelagh sherri siân sian sigrid silke simone sinead siobhan sonja
    soraya stefanie susana susanna susannah suzette svenja tabitha talia tania tatum teri tess
    thalia
    therese tia trina trisha trudy ulla una uta valeria vanda verena verity veronika vida viola
    violeta violetta virginie vivien viviane wilhelmina winnie xenia ximena xiomara yara yesenia
    yolande yoshiko zara zelda zena zoë zora zsuzsa
    abraham adrian adolfo agustin ahmad alain alastair aldo alec alessio alfonso alfredo alistair
    alonso alvaro alvin amadeus ambrose anders angelo angelos antoni anton armando arne arnaud arno
    arturo asher ashton aubrey august augustus aurelio axel baptiste barnaby barnabas bart
    bartholomew
    basil bastian benedict benito benny bernardo bertram bjorn björn blaine boyd bradford
    brendan bruno byron caleb camilo carlton carson casey caspar cassius cesar chester christoph
    christophe claudio clemens clement cole conan conor conrad cornelius craig cyril cyrus dante
    darius
    darrel darrin darwin daryl davide davis delbert demetrius denis denny desmond detlef didier
    dillon
    dino dirk domenico domingo dominic dominique donovan dorian dougal duke eamon edgardo edmund
    eduard
    efrain elias eli elijah emanuel emil emile emiliano emilio emmanuel enzo erich erik ernesto
    erwin esteban etienne eugenio evan evander ezekiel ezra fabian fabio fabrice federico feliciano
    felipe ferdinand fidel finlay finn florian floriano franco frank franz fredrick freddy
    friedrich fritz
    gareth gaston gaspar gavin georg georges gerard gerardo gerhard german gianluca gianni gideon
    gilberto giles gino giorgio gonzalo graeme gregor grover guido gunther günther gus gustav
    gustavo guy hamza hassan heath heinz heinrich helmut henri henrik heriberto hermann hernan hiram
    horst humberto humphrey ian ignacio ignatius ingo isaiah isidore ismael israel ivo jaden jaime
    jakob jalen jameson jan jarvis jasper javon jed jefferson jens jeremiah jermaine jerome
    jethro joachim joao joaquin jochen johan johannes johann jonah jonas joost jordi josef josiah
    juergen jules julius juri kai kareem karim karsten keanu keegan kelvin kendall kendrick
    kerry kieran killian kirby knut konrad kris kristian lamont lars lasse lazaro leandro leif
    leland leopold lev levi liam linus llewellyn loren lorenz lothar lowell luciano ludwig luigi
    luther lyle lyndon mads magnus malachi manfred manny manoj mansour marcel marcelo marcin
    mariano marius marko marlon matias mattias mauricio mauro maximilian mehmet meinhard micah
    michal mickey miguel mikael mikel milan miles milo milton moises monty morris mortimer mustafa
    nasser nathaniel naveed nestor nicklas niels nikhil niklas nikita nils nigel octavio olaf olav
    olivier omar oren orion orville osama oskar osvaldo ottis owain pascal patricio pavel pawel
    pedro percival petr peyton philipp phineas piers pietro piotr pranav prakash quincy
    radoslav rafael rainer rajiv ralf ramesh ramiro ramon raphael rasheed rashid raymundo reed
    reggie reinhard remy rene rene reuben rigoberto rodolfo rodrick rodrigo rogelio rolando
    rolf roman romain ronaldo roosevelt rory rosco royce ruben rubén rudolf rudolph rupert
    rustam said salvador salvatore samir sandro saul sebastien serge sergej seymour
    shawn sherman sidney siegfried silas silvio soren spiros stavros sven sylvester szymon
    tad tanner tariq tarquin teddy terence thaddeus theodoros thibault thierry thor thorsten tiago
    tibor tillman timo tito tobin tod torben tristan tyrell tyson ulrich umar umberto upton valentin
    valentino vaughn viktor vince virgil vito volker waldo walid warner waylon wendell werner
    wilbert
    wilfredo wilhelm wiley willard william willis wilson winfried wolf wolfram woody wyatt xander
    yahya yann yannick yasin yehuda yitzhak yves zachariah zain zeke zev zoltan
    agnieszka katarzyna malgorzata anneliese annika annette antje bärbel cristiano thabo tendai
    ayodele babajide chinedu chioma folake ifeoma nkechi obinna oluwaseun temitope uche yewande
    ananya aarav aditya akash ankit arnav ashok bhavna devika divya gaurav gopal harish hemant
    indira isha jyoti kamala karthik kiran krishna lalita lata madhuri mahesh manish manisha meena
    meera mohan mukesh nandini naveen nikhil nisha nitin pallavi pradeep preeti radha rahul rajni
    rakesh ramesh rekha ritu rohit sameer sandeep sangeeta sarita satish seema shanti shilpa shreya
    siddharth sneha sonal sudha swati tanvi uma usha varun vidya vinay vinod vivek yash
    akira ayumi chihiro daichi daisuke emiko haruka haruki hideo hiroko jun kaori kazuki kyoko
    makoto mariko masako masato megumi michiko miyuki naoko naoki noboru reiko ryo satoshi
    shigeru shinji shoji takeshi tomoko toshiro yoko yoshi yumi yuriko
    hao hui jia jian jing jun lan lei li lin mei min ning ping qiang qing rong tao ting xia xiao
    yan ying yong yu zhen anh bao chau duc hanh hien hoa hung huong khanh lam linh long mai nam
    nga ngoc nhung phuong quang thanh thao thi thuy tien trang tuan tung van
    eun hyun jae ji jin joon min seo soo sung woo young
    jamal malik deshawn darnell lamar tyrone latoya keisha tamika aaliyah imani nia kwame kofi chidi
    ngozi emeka oluwaseun adebayo thandiwe sipho
    """.split()
)
DOUBTFUL: Final = frozenset(
    """
    mark grace rose may april june august summer autumn faith hope joy charity will bill frank grant
    pat art rich chuck rob jean dean earl drew gene jay ray rex guy miles dale glen lance wade chase
    hunter cliff dawn robin ruby pearl iris violet ivy daisy lily olive poppy holly heather amber
    crystal jade penny sandy sunny misty star sky angel christian jordan chelsea brooklyn paris
    london dallas austin houston madison savannah sydney victoria florence virginia carolina georgia
    dakota cheyenne sierra mercedes alexis lexus chance max victor mike charlie oscar romeo juliet
    delta harry jack john pete herb carol sue peg josh norm ginger rusty stew major duke king prince
    earnest mason carter cooper tyler taylor porter parker mitchell lee marshall nick matt dan tad
    don ken hank buddy junior ali an mo bo ty cy vi di jo mac drake reed blake jackson lincoln
    washington franklin morgan kelly orlando diego santiago ming wei ling noble wren ace mia ray
    mercy constance charlotte nelson stanley sterling roman cash ford hazel sage said long min van
    woo young jun jing lan guy patience prudence magnolia luna page mae mona una uta woody jules
    case
    casey cole denny dillon heath loren lowell magnus monty tad tod upton olympia portia melody
    paloma clement seo hung thi lei sung soo nam ping tao bao chau mai rod sue laurel myrtle fern
    flora israel phoenix antonio augusta aurora helena regina lima denver milan jefferson roosevelt
    german petunia jan jasmine lane love kit val blaine casper franco fritz horst mara nell pascal
    perla qing rosario salvador sol ting trang tung uma usha verity vida viola wolf xia ying yong yu
    tia tess hao hui jia jin joon linh hoa lam duc anh ji hyun eun faye fay piper reed remy rocky
    rory shelby tanner teddy alma asher ashton beryl bruno cedric clay cora dora dante dino ida inga
    isaiah jared joan kai kent lane lola lyle marina maxine mae nova otto page pearl penny petra
    queen reba rita rosie salome savannah serena sonja stella tara theo trudy una vera winter zara
    """.split()
)
WORD_SURNAMES: Final = frozenset(
    """
    brown white black green gray young king long price cook baker fields park banks day little field
    bell rose stone west love best may hill woods wood hall cox rice bush marsh cross rivers snow
    frost summers winters page post steel gold silver fox wolf bird fish lane street church bridges
    mills pool woods walls fuller moody savage sharp swift strong wise noble grant chase power
    powers
    major bishop pope knight duke prince parker carter turner fisher hunter porter butler cooper
    weaver mason miller carpenter gardner barber farmer shepherd taylor smith potter harper archer
    chandler skinner tanner wheeler sawyer thatcher ward dean marshall page case child close
    credit bank home house key light lord low low max more moss new north peace perry
    """.split()
)
"""Surnames that are also words: two capitals with one of these may be a brand ("Green Valley")."""
SURNAMES: Final = frozenset(
    """
    smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez lopez
    gonzalez wilson anderson thomas taylor moore jackson martin lee perez thompson white harris
    sanchez clark ramirez lewis robinson walker young allen king wright scott torres nguyen hill
    flores green adams nelson baker hall rivera campbell mitchell carter roberts gomez phillips
    evans
    turner diaz parker cruz edwards collins reyes stewart morris morales murphy cook rogers
    gutierrez
    ortiz morgan cooper peterson bailey reed kelly howard ramos kim cox ward richardson watson
    brooks
    chavez wood james bennett gray mendoza ruiz hughes price alvarez castillo sanders patel
    myers long
    ross foster jimenez powell jenkins perry russell sullivan bell coleman butler henderson barnes
    gonzales fisher vasquez simmons romero jordan patterson alexander hamilton graham reynolds
    griffin
    wallace moreno west cole hayes bryant herrera gibson ellis tran medina aguilar stevens
    murray ford
    castro marshall owens harrison fernandez mcdonald woods washington kennedy wells vargas
    henry chen
    freeman webb tucker guzman burns crawford olson simpson porter hunter gordon mendez silva shaw
    snyder mason dixon munoz hunt hicks holmes palmer wagner black robertson boyd rose stone salazar
    fox warren mills meyer rice schmidt garza daniels ferguson nichols stephens soto weaver ryan
    gardner payne grant dunn kelley spencer hawkins arnold pierce hansen peters santos hart bradley
    knight elliott cunningham duncan armstrong hudson carroll lane riley andrews alvarado ray
    delgado berry perkins hoffman johnston matthews pena richards contreras willis carpenter
    lawrence
    sandoval guerrero george chapman rios estrada ortega watkins greene nunez wheeler valdez harper
    burke larson santiago maldonado morrison franklin carlson austin dominguez carr lawson jacobs
    obrien lynch singh vega bishop montgomery oliver jensen harvey williamson gilbert dean sims
    espinoza howell li wong reid hanson le mccoy garrett burton fuller wang weber welch rojas lucas
    marquez fields park yang little banks padilla day walsh bowman schultz luna fowler mejia davies
    wilkinson clarke atkinson thomson macdonald mackenzie fraser muller müller schneider fischer
    becker schulz koch bauer richter klein wolf schroder neumann schwarz zimmermann braun kruger
    hofmann hartmann lange schmitt werner krause lehmann dubois bernard durand moreau laurent simon
    lefebvre leroy roux bertrand girard bonnet dupont lambert fontaine rousseau cohen levy levi
    mizrahi peretz biton dahan friedman katz shapiro goldberg rosenberg kumar sharma gupta khan
    ahmed
    hussain ali shah begum chowdhury rossi russo ferrari esposito bianchi romano colombo ricci
    marino
    greco ivanov petrov smirnov kuznetsov popov novak kowalski nowak suzuki tanaka sato watanabe
    yamamoto okafor mensah okonkwo adeyemi murphy oconnor o'connor o'brien o'neill doyle gallagher
    doherty quinn brennan byrne donovan fitzgerald keane whitaker whitfield hargrove ashworth
    weatherby fairbanks lindqvist whitaker delgado schuster castellano nakamura hollis marsh
    farnsworth
    abbott abrams acosta adkins aguirre ahmad akhtar allison alston amin andersen anthony archer
    arroyo ashby ashford atkins austin avery ayala ayers bach bain baird baldwin ballard barber
    barker barlow barnett barr barrera barrett barron barry bartlett barton bass bates bauer
    baxter beard beasley beck beltran benitez benson bentley bernal best bird blackburn
    blackwell blair
    blanchard blankenship bolton bond bonilla booker boone booth bowen bowers boyer boyle bradford
    bradshaw brady branch brandt bray brewer bridges briggs britt brock browning bruce bryan
    buchanan
    buck buckley bullock burch burgess burnett burris bush byrd cabrera cain calderon caldwell
    calhoun callahan camacho cameron cano cantrell cantu cardenas carey carney carpenter carrillo
    carver case casey cash cervantes chambers chan chandler chang chase choi christensen christian
    church cisneros clay clayton clements cline cobb cochran cohen collier combs compton conley
    conner conrad conway cooke copeland cordova corona correa cortes cortez costa craig crane crosby
    cross cuevas cummings curry curtis dalton daugherty davenport davidson davila dawson decker
    deleon dickerson dickson dillon dodson dorsey dougherty doyle drake dudley duffy duke duran
    durham dyer eaton enriquez erickson escobar esparza espinosa esquivel everett ewing farley
    farmer
    farrell faulkner felix figueroa finley fitzpatrick fleming fletcher floyd flynn foley forbes
    frank frazier frederick french frost fry fuentes galindo gallegos galvan galvin gamble gates
    gaines gallagher gentry giles gill gillespie glass glenn glover golden good goodman goodwin
    gould greer gregory grimes gross guerra guevara gunter hahn hail haley hammond hampton hancock
    haney hanna hardin harding hardy harmon harrell harrington hartman haynes heath hebert henson
    hess hester hickman hicks higgins hines hinton ho hobbs hodge hodges hoffman hogan holden holder
    holland holman holt hood hooper hoover hopkins horn horne horton house houston hubbard huber
    huerta huff huffman hull humphrey hurley hurst hutchinson huynh ibarra ingram jacobson jaramillo
    jarvis jefferson johns juarez kane kaur keith keller kemp kent kerr khan kirby kirk klein
    kline knapp knox kramer kowalczyk lam lamb lambert landry lara le leach leal leblanc leon
    leonard
    lester levine li lin lindsey little liu livingston lloyd logan love lowe lowery lozano lu lucero
    lugo lyons macias mack madden magana mahoney malone mann manning marin marks marsh massey mathis
    mathews maxwell mayer maynard mayo mays mcbride mccall mccann mccarthy mcclain mcclure mcconnell
    mccormick mccullough mcdaniel mcdowell mcfarland mcgee mcgrath mcguire mcintosh mcintyre mckay
    mckee mckenzie mckinney mcknight mclaughlin mclean mcmahon mcmillan mcpherson meadows medrano
    mejia melendez melton mercado merritt meza michael middleton miranda mitchell molina monroe
    montes montoya moody moon mora moran morrow morse morton moses moss moyer mueller mullen mullins
    munoz murillo nash nava navarro nielsen nixon noble nolan norman norris norton novak nunez ochoa
    oconnell odom odonnell oneal oneill orozco orr osborn osborne pace pacheco pappas park parks
    parra parrish parsons patrick patton paul peck pennington pham phan pineda pittman pitts ponce
    poole pope portillo potter potts powers prado pratt preston prince proctor pruitt pugh quintana
    quintero ramsey randall randolph rangel rasmussen raymond reeves reilly reyna rhodes richard
    richmond riddle rivas robbins robles rocha rodgers rollins roman rosales rosario rosas roth rowe
    rowland roy rubio rush russo ryan saldana salas salgado salinas samuel sampson sanford santana
    saunders savage sawyer schaefer schmitt schroeder schwartz sellers serrano sexton shaffer
    shannon
    sharp shelton shepard shepherd sheppard sherman shields short sierra sims skinner sloan small
    solis solomon sosa sparks spears stafford stanley stanton stark steele stein stevenson stokes
    stout strickland strong stuart suarez summers sutton swanson sweeney tang tapia tate terrell
    terry todd townsend travis trejo trevino trujillo truong tyler underwood valencia valentine
    valenzuela van vance vaughan velasquez velazquez velez villa villarreal villegas vo vu wade
    walls
    walter walters walton ware warner watts weiss wells whitaker whitehead whitney wiggins wilcox
    wilder wilkerson wilkins winters wise wolfe woodard woodward wu wyatt xiong yates york yoder
    yu zamora zavala zhang zhu zuniga
    holloway vaughn prescott sinclair
    """.split()
)
