package digital.market.migrator.database;

import org.jboss.logging.Logger;

/** What a run waits for. The log tells it when it begins and when it changes, and not at each try. */
public final class Waiting {

    private static final Logger LOG = Logger.getLogger(Waiting.class);

    private final Cancellation cancellation;
    private String told = "";

    /** A wait of the run that this ends. */
    public Waiting(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    /** For a database that does not answer, or does not let us in yet, for this reason. */
    public void forDatabase(String reason) {
        tell("Waiting for the database: " + reason);
        cancellation.waitsForDatabase(reason);
    }

    /** For whoever else migrates it, or mends what this says. */
    public void forMigrations(String reason) {
        tell("Waiting for the migrations: " + reason);
        cancellation.waitsForMigrations(reason);
    }

    private void tell(String line) {
        if (!line.equals(told)) {
            told = line;
            LOG.info(line);
        }
    }
}
