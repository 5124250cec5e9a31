package digital.market.migrator.load;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The bot at work, over 16 connections, from its opening to its close. */
final class BotLoad implements AutoCloseable {

    static final int SESSIONS = 16;

    private final Tally tally = new Tally();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    private BotLoad() {
    }

    /** Begins. */
    static BotLoad in(Shop shop) throws SQLException {
        BotLoad load = new BotLoad();
        for (int i = 1; i <= SESSIONS; i++) {
            BotSession session = new BotSession(shop.connectBot(), i, load.tally);
            load.threads.add(new Thread(() -> session.work(() -> load.over), "bot " + i));
        }
        load.threads.forEach(Thread::start);
        return load;
    }

    /** What has been done by now. */
    Tally tally() {
        return tally;
    }

    /** Waits until each session is through with what it is at. */
    @Override
    public void close() {
        over = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
