package digital.market.migrator.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The real Alembic, run as a process of its own on the environment in {@code src/test/alembic}. The variable
 * {@code ALEMBIC_PYTHON} may name the interpreter that has it; who names one wants these tests to run.
 */
public final class Alembic {

    private static final String VARIABLE = "ALEMBIC_PYTHON";
    /** Debian's own: another one that comes first in the path does not see Debian's packages. */
    private static final String DEBIANS = "/usr/bin/python3";
    private static final String PACKAGES = "alembic python3-asyncpg python3-sqlalchemy";
    private static final Path FOLDER = Path.of("src/test/alembic").toAbsolutePath();

    private final Program python;
    private final Map<String, String> environment;

    private Alembic(String python, TestDatabase database) {
        this.python = new Program(List.of(python));
        this.environment = Map.of("DB_URL", database.url().replaceFirst("^postgresql:", "postgresql+asyncpg:"),
                "PYTHONDONTWRITEBYTECODE", "1");
    }

    /** Alembic for this database. Where the machine has none, the test is skipped. */
    public static Alembic on(TestDatabase database) {
        Optional<String> named = Optional.ofNullable(System.getenv(VARIABLE));
        Alembic alembic = new Alembic(named.orElse(DEBIANS), database);
        boolean installed = named.isPresent() || Path.of(DEBIANS).toFile().canExecute()
                && alembic.python.run(alembic.environment, "-c", "import alembic, asyncpg, sqlalchemy").exitCode() == 0;
        assumeTrue(installed, "There is no Alembic here: run apt-get install --no-install-recommends " + PACKAGES
                + ", or let " + VARIABLE + " name a Python that has it.");
        return alembic;
    }

    /** Runs {@code alembic upgrade}. */
    public ProgramRun upgrade(AlembicScripts variant, String revision) {
        return python.run(environment, command(variant, "upgrade", revision)).exitedWith(0);
    }

    /** Runs {@code alembic stamp}, which writes a revision down and does no more. */
    public ProgramRun stamp(String revision) {
        return python.run(environment, command(AlembicScripts.ORIGINAL, "stamp", revision)).exitedWith(0);
    }

    /** Starts {@code alembic upgrade head}. */
    public RunningProgram startUpgrade() {
        return python.start(environment, command(AlembicScripts.ORIGINAL, "upgrade", "head"));
    }

    /** Runs {@code alembic check}: the database is at head, and has the tables of the bot's models and no others. */
    public ProgramRun check() {
        return script("check.py").exitedWith(0);
    }

    /** Lets SQLAlchemy make the tables of the bot's models. */
    public ProgramRun createAll() {
        return script("create_all.py").exitedWith(0);
    }

    private ProgramRun script(String name) {
        return python.run(environment, FOLDER.resolve(name).toString());
    }

    private static String[] command(AlembicScripts variant, String command, String revision) {
        List<String> line = new ArrayList<>(List.of("-m", "alembic", "-c", FOLDER.resolve("alembic.ini").toString()));
        line.addAll(variant.arguments());
        line.addAll(List.of(command, revision));
        return line.toArray(String[]::new);
    }
}
