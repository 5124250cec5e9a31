package digital.market.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is only worded in another way is brought to the target's words; nothing else is. */
class AlignmentTest {

    private static final String UNIQUE = "constraint purchases.uq_payment UNIQUE (payment_id)";

    @Test
    void aConstraintUnderAnotherNameIsRenamed() {
        assertThat(statements(UNIQUE, "constraint purchases.purchases_payment_id_key UNIQUE (payment_id)")).containsExactly(
                "ALTER TABLE \"public\".\"purchases\" RENAME CONSTRAINT \"purchases_payment_id_key\" TO \"uq_payment\"");
    }

    @Test
    void anIndexUnderAnotherNameIsRenamed() {
        assertThat(statements("index users.by_name USING btree (username)", "index users.users_username_idx USING btree (username)"))
                .containsExactly("ALTER INDEX \"public\".\"users_username_idx\" RENAME TO \"by_name\"");
    }

    @Test
    void aUniqueConstraintThatIsThereTwiceIsDroppedOnce() {
        assertThat(statements(UNIQUE, UNIQUE + "\nconstraint purchases.purchases_payment_id_key UNIQUE (payment_id)")).containsExactly(
                "ALTER TABLE \"public\".\"purchases\" DROP CONSTRAINT \"purchases_payment_id_key\"");
    }

    @Test
    void ofTwoUnderOtherNamesOneIsRenamedAndOneDropped() {
        assertThat(statements(UNIQUE, "constraint purchases.a UNIQUE (payment_id)\nconstraint purchases.b UNIQUE (payment_id)")).containsExactly(
                "ALTER TABLE \"public\".\"purchases\" RENAME CONSTRAINT \"a\" TO \"uq_payment\"",
                "ALTER TABLE \"public\".\"purchases\" DROP CONSTRAINT \"b\"");
    }

    @Test
    void aDefaultThatIsWordedInAnotherWayIsSet() {
        assertThat(statements("column users.\"Since\" timestamp without time zone NOT NULL DEFAULT now()",
                "column users.\"Since\" timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP"))
                .containsExactly("ALTER TABLE \"public\".\"users\" ALTER COLUMN \"Since\" SET DEFAULT now()");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        UNIQUE + " | constraint purchases.key UNIQUE (price)",
        UNIQUE + " | constraint purchases.key UNIQUE (payment_id) DEFERRABLE",
        UNIQUE + " | constraint users.uq_payment UNIQUE (payment_id)",
        UNIQUE + " | index purchases.key UNIQUE USING btree (payment_id)",
        UNIQUE + " | constraint purchases.uq_payment UNIQUE (price)",
        "constraint t.a CHECK ((n > 0)) | constraint t.a CHECK ((n > 0)) ; constraint t.b CHECK ((n > 0))",
        "index t.a USING btree (n) | index t.a USING btree (n) ; index t.b USING btree (n)",
        "column users.since timestamp without time zone DEFAULT now() | column users.since timestamp with time zone DEFAULT CURRENT_TIMESTAMP",
        "column users.since timestamp without time zone DEFAULT now() | column users.since timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP",
        "column users.since timestamp without time zone DEFAULT now() | column users.since timestamp without time zone DEFAULT clock_timestamp()",
        "column users.since timestamp without time zone DEFAULT now() | column users.since timestamp without time zone",
        "column users.since timestamp without time zone | column users.since timestamp without time zone DEFAULT CURRENT_TIMESTAMP",
        "column users.since date DEFAULT CURRENT_DATE | column users.since date DEFAULT CURRENT_TIMESTAMP",
        UNIQUE + " | " + UNIQUE,
    })
    void whatMeansSomethingElseOrIsTheSameIsLeftAlone(String targetAndLive) {
        String[] sides = targetAndLive.split(" \\| ");

        assertThat(statements(sides[0], sides[1].replace(" ; ", "\n"))).isEmpty();
    }

    private static List<String> statements(String target, String live) {
        return Alignment.of(TargetSchema.parse(target), TargetSchema.parse(live).objects(), "public").stream().map(Alignment.Step::statement).toList();
    }
}
