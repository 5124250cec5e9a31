package digital.market.migrator.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * One direction of a connection. One thread reads, another writes what was read a fixed time ago, so that what comes while
 * something is held back is held back no longer than that. When one side hangs up, both sockets are closed in the same way.
 */
record DelayedPipe(Socket from, Socket to, Duration delay, Runnable afterReading, Runnable beforeWriting) {

    /** Bytes, or none at the end, and when they are due by {@link System#nanoTime()}. */
    private record Piece(byte[] bytes, long due) {
    }

    void open() {
        BlockingQueue<Piece> underway = new LinkedBlockingQueue<>();
        daemon(() -> read(underway));
        daemon(() -> write(underway));
    }

    private void read(BlockingQueue<Piece> underway) {
        byte[] buffer = new byte[1 << 16];
        try {
            InputStream in = from.getInputStream();
            for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
                long due = System.nanoTime() + delay.toNanos();
                afterReading.run();
                underway.add(new Piece(Arrays.copyOf(buffer, length), due));
            }
        } catch (IOException e) {
            // It hung up, one way or the other.
        }
        underway.add(new Piece(new byte[0], System.nanoTime() + delay.toNanos()));
    }

    private void write(BlockingQueue<Piece> underway) {
        try (from; to; OutputStream out = to.getOutputStream()) {
            for (Piece piece = awaitDue(underway); piece.bytes().length > 0; piece = awaitDue(underway)) {
                beforeWriting.run();
                out.write(piece.bytes());
            }
        } catch (IOException e) {
            // Nobody is there any more to read it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Piece awaitDue(BlockingQueue<Piece> underway) throws InterruptedException {
        Piece piece = underway.take();
        for (long left = piece.due() - System.nanoTime(); left > 0; left = piece.due() - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return piece;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "slow network");
        thread.setDaemon(true);
        thread.start();
    }
}
