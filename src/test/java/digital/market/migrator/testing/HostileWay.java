package digital.market.migrator.testing;

import static digital.market.migrator.testing.HostileTalk.number;
import static digital.market.migrator.testing.HostileTalk.plain;
import static digital.market.migrator.testing.HostileTalk.shortNumber;
import static digital.market.migrator.testing.HostileTalk.text;

import java.io.IOException;

/** The ways in which a server misbehaves, each with the exit code that a run has to end with. */
public enum HostileWay {

    // Before anybody has authenticated.
    IS_SILENT_AT_ONCE(HostileTalk::fallsSilent),
    HANGS_UP_AT_ONCE(talk -> { }),
    SPEAKS_HTTP(talk -> talk.hears().message('H', plain("TTP/1.1 400 Bad Request\r\n\r\n"))),
    ANSWERS_RUBBISH_FOR_TLS(talk -> talk.hears().bytes('X', 'Y', 'Z')),
    ANSWERS_AN_ERROR_FOR_TLS(12, talk -> talk.hears().error("XX000")),
    STALLS_THE_TLS_HANDSHAKE(talk -> talk.hears().bytes('S').fallsSilent()),
    TRICKLES_THE_TLS_HANDSHAKE(talk -> talk.hears().bytes('S').hearsByte().bytes(22, 3, 3, 0x3f, 0xff).trickles()),
    ANSWERS_RUBBISH_INSTEAD_OF_TLS(12, talk -> talk.hears().bytes('S').hearsByte().bytes('x', 'y', 'z', 'x', 'y', 'z').fallsSilent()),
    HANGS_UP_IN_THE_TLS_HANDSHAKE(talk -> talk.hears().bytes('S', 22)),
    IS_SILENT_AFTER_START_UP(talk -> talk.startUp().fallsSilent()),
    HANGS_UP_AFTER_START_UP(talk -> talk.startUp()),
    ASKS_FOR_2_BILLION_ITERATIONS(12, talk -> scram(talk, "2147483647")),
    ASKS_FOR_MORE_ITERATIONS_THAN_THERE_ARE_NUMBERS(12, talk -> scram(talk, "99999999999999999999")),
    ASKS_FOR_NO_SCRAM_THAT_THERE_IS(12, talk -> talk.startUp().authentication(10, text("SCRAM-MD4"), text("")).fallsSilent()),
    CONTINUES_SASL_THAT_HAS_NOT_BEGUN(talk -> talk.startUp().authentication(11, plain("r=x,s=x,i=1")).fallsSilent()),
    ENDS_SASL_THAT_HAS_NOT_BEGUN(talk -> talk.startUp().authentication(12, plain("v=x")).fallsSilent()),
    CONTINUES_GSS_THAT_HAS_NOT_BEGUN(talk -> talk.startUp().authentication(8, plain("x")).fallsSilent()),
    ASKS_FOR_AN_UNKNOWN_AUTHENTICATION(12, talk -> talk.startUp().authentication(99).fallsSilent()),
    ASKS_FOR_MD5_WITH_HALF_A_SALT(talk -> talk.startUp().authentication(5, new byte[2]).fallsSilent()),
    ASKS_FOR_THE_PASSWORD_OVER_AND_OVER(talk -> talk.startUp().floods(again -> again.authentication(5, new byte[4]).asked())),
    TRICKLES_AN_AUTHENTICATION(talk -> talk.startUp().trickles('E')),
    AUTHENTICATES_WITH_A_NEGATIVE_LENGTH(talk -> talk.startUp().claiming('R', -1, number(0)).fallsSilent()),
    AUTHENTICATES_WITH_NO_LENGTH(talk -> talk.startUp().claiming('R', 0, number(0)).fallsSilent()),
    FAILS_WITH_2_GB(talk -> talk.startUp().claiming('E', Integer.MAX_VALUE).floods(again -> again.bytes('x', 'x', 'x', 'x'))),
    FAILS_WITH_NO_FIELDS(talk -> talk.startUp().message('E', new byte[1]).fallsSilent()),
    FAILS_WITH_NOTHING(talk -> talk.startUp().message('E').fallsSilent()),
    SPEAKS_AN_UNKNOWN_TYPE(talk -> talk.startUp().message('?', new byte[4]).fallsSilent()),
    NEGOTIATES_2_BILLION_OPTIONS(talk -> talk.startUp().message('v', number(0), number(Integer.MAX_VALUE)).floods(again -> again.bytes('x', 0))),
    // Before it is ready.
    IS_SILENT_WHEN_IT_LETS_IN(talk -> talk.letsIn().fallsSilent()),
    HANGS_UP_WHEN_IT_LETS_IN(HostileTalk::letsIn),
    FLOODS_NOTICES_FIRST(talk -> talk.letsIn().floods(HostileWay::notice)),
    FLOODS_PARAMETERS_FIRST(talk -> talk.letsIn().floods(again -> again.message('S', text("p" + System.nanoTime()), text("x".repeat(10_000))))),
    SENDS_HALF_A_CANCEL_KEY(talk -> talk.letsIn().message('K', new byte[2]).ready().fallsSilent()),
    SENDS_A_NEGATIVE_CANCEL_KEY(talk -> talk.letsIn().claiming('K', 5, number(1)).ready().fallsSilent()),
    SENDS_A_CANCEL_KEY_OF_2_GB(talk -> talk.letsIn().claiming('K', Integer.MAX_VALUE, number(1)).fallsSilent()),
    IS_OF_NO_VERSION(talk -> talk.letsIn().message('S', text("server_version"), text("\u0000x")).ready().fallsSilent()),
    HAS_ANOTHER_ENCODING(talk -> talk.letsIn().message('S', text("client_encoding"), text("LATIN1")).ready().fallsSilent()),
    IS_READY_FOR_NOTHING(talk -> talk.letsIn().message('Z', new byte[] {'?'}).fallsSilent()),
    IS_SHUTTING_DOWN(talk -> talk.letsIn().error("57P01")),
    IS_FULL(talk -> talk.letsIn().error("53300")),
    KNOWS_NO_SUCH_DATABASE(12, talk -> talk.letsIn().error("3D000")),
    FAILS_INSIDE(12, talk -> talk.letsIn().error("XX000")),
    // Asked for the history.
    IS_SILENT_WHEN_ASKED(talk -> talk.isReady().asked().fallsSilent()),
    HANGS_UP_WHEN_ASKED(talk -> talk.isReady().asked()),
    TRICKLES_ITS_ANSWER(talk -> talk.isReady().asked().trickles('T')),
    ANSWERS_NOTHING(HostileWay::answersNothing),
    ANSWERS_AN_EMPTY_QUERY(talk -> answers(talk, again -> again.message('I'))),
    ANSWERS_AN_EMPTY_QUERY_TWICE(talk -> answers(talk, again -> again.message('I').message('I'))),
    ANSWERS_NO_ROWS(talk -> answers(talk, again -> again.columns(3).complete("SELECT 0"))),
    ANSWERS_NULLS(talk -> answers(talk, again -> again.columns(30).row(30, null).complete("SELECT 1"))),
    ANSWERS_WORDS(talk -> answers(talk, again -> again.columns(30).row(30, "word").complete("SELECT 1"))),
    ANSWERS_TOO_FEW_COLUMNS(talk -> answers(talk, again -> again.columns(1).row(1, "1").complete("SELECT 1"))),
    ANSWERS_FEWER_COLUMNS_THAN_IT_SAYS(talk -> answers(talk, again -> again.columns(30).row(2, "1").complete("SELECT 1"))),
    ANSWERS_A_ROW_OF_NO_DESCRIPTION(talk -> answers(talk, again -> again.row(1, "1").complete("SELECT 1"))),
    ANSWERS_A_COUNT_THAT_IS_NO_NUMBER(talk -> answers(talk, again -> again.columns(1).complete("INSERT x 99999999999999999999999"))),
    ANSWERS_WITH_NUL_BYTES(talk -> answers(talk, again -> again.columns(30).row(30, "\0\0").complete("SELECT\0 1"))),
    ANSWERS_WITH_OTHER_BYTES_THAN_UTF8(talk -> answers(talk, again -> again.columns(1)
            .message('D', shortNumber(1), number(2), new byte[] {(byte) 0xff, (byte) 0xfe}).complete("SELECT 1"))),
    ANSWERS_65535_COLUMNS(talk -> answers(talk, again -> again.columns(65_535).complete("SELECT 0"))),
    CLAIMS_A_MILLION_COLUMNS(talk -> talk.isReady().asked().claiming('T', 4 + 1_000_000 * 20, shortNumber(-1)).floods(again -> again.bytes(0, 0, 0, 0))),
    ANSWERS_A_COLUMN_OF_2_GB(talk -> talk.isReady().asked().columns(1)
            .claiming('D', 11, shortNumber(1), number(Integer.MAX_VALUE)).floods(again -> again.bytes(1, 2, 3, 4))),
    ANSWERS_A_ROW_OF_2_GB(talk -> talk.isReady().asked().columns(1)
            .claiming('D', Integer.MAX_VALUE, shortNumber(1), number(Integer.MAX_VALUE - 10)).floods(again -> again.bytes(1, 2, 3, 4))),
    ANSWERS_A_NEGATIVE_COLUMN(talk -> talk.isReady().asked().columns(1).message('D', shortNumber(1), number(-7)).fallsSilent()),
    ANSWERS_A_NEGATIVE_ROW(talk -> talk.isReady().asked().columns(1).claiming('D', -7, shortNumber(1)).fallsSilent()),
    FAILS_TO_ANSWER_WITH_NO_FIELDS(talk -> answers(talk, again -> again.message('E', new byte[1]))),
    FLOODS_ROWS(talk -> talk.isReady().asked().columns(1).floods(again -> again.row(1, "x".repeat(1000)))),
    FLOODS_EMPTY_ROWS(talk -> talk.isReady().asked().columns(1).floods(again -> again.row(0, null))),
    FLOODS_NOTICES(talk -> talk.isReady().asked().floods(HostileWay::notice)),
    FLOODS_ERRORS(talk -> talk.isReady().asked().floods(again -> again.error("22012"))),
    FLOODS_PARAMETERS(talk -> talk.isReady().asked().floods(again -> again.message('S', text("p" + System.nanoTime()), text("x".repeat(1000))))),
    FLOODS_NOTIFICATIONS(talk -> talk.isReady().asked().floods(again -> again.message('A', number(1), text("channel"), text("x".repeat(1000))))),
    FLOODS_COPY(talk -> talk.isReady().asked().message('H', new byte[1], shortNumber(0)).floods(again -> again.message('d', new byte[1000]))),
    ASKS_FOR_COPY(talk -> answers(talk, again -> again.message('G', new byte[1], shortNumber(0)))),
    IS_READY_OVER_AND_OVER(talk -> talk.isReady().asked().floods(HostileTalk::ready)),
    ANSWERS_WHAT_NOBODY_ASKED(talk -> answers(talk, again -> again.message('1').message('2').message('n').message('s').message('t', new byte[2])));

    private final int exitCode;
    private final Meeting meeting;

    HostileWay(Meeting meeting) {
        this(11, meeting);
    }

    HostileWay(int exitCode, Meeting meeting) {
        this.exitCode = exitCode;
        this.meeting = meeting;
    }

    /** What it does with a connection, to its end. */
    private interface Meeting {
        void with(HostileTalk talk) throws IOException;
    }

    /** What a run has to end with. */
    public int exitCode() {
        return exitCode;
    }

    /** Whether it says more than any memory holds. */
    public boolean floods() {
        return name().startsWith("FLOODS") || name().contains("GB") || name().contains("OVER_AND_OVER");
    }

    void meet(HostileTalk talk) throws IOException {
        meeting.with(talk);
    }

    private static void answersNothing(HostileTalk talk) throws IOException {
        answers(talk, again -> { });
    }

    /** Answers each query like this. */
    private static void answers(HostileTalk talk, HostileTalk.Saying answer) throws IOException {
        talk.isReady().floods(again -> {
            again.asked();
            answer.say(again);
            again.ready();
        });
    }

    private static void notice(HostileTalk talk) throws IOException {
        talk.message('N', text("SNOTICE\0VNOTICE\0C00000\0M" + "x".repeat(1000) + "\0"));
    }

    private static void scram(HostileTalk talk, String iterations) throws IOException {
        talk.startUp().authentication(10, text("SCRAM-SHA-256"), text(""));
        String first = talk.said();
        String nonce = first.substring(first.indexOf("r=") + 2);
        talk.authentication(11, plain("r=" + nonce + "server,s=c2FsdHNhbHRzYWx0c2FsdA==,i=" + iterations)).fallsSilent();
    }
}
