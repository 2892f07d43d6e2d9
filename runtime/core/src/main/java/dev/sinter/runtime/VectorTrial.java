package dev.sinter.runtime;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Tries the vector forms of steps that have become hot, in the background, and lets a program use those that have proved faster.
 *
 * <p>Until the JVM's optimising compiler has compiled it, which takes a large part of a second, vector code runs hundreds of times slower
 * than scalar code. So programs begin with the scalar forms, and the warming up happens here, on a twin of the program with
 * arrays of zeros. A form that the JVM never makes fast is never used. Both forms give the same bits.
 */
final class VectorTrial implements Runnable {
    private static final VectorTrial TRIAL = new VectorTrial();
    /** Work per run of a trial: long against the clock's resolution, short enough to be repeated often. */
    private static final double SLICE_PICOSECONDS = 2e8;
    private static final int SCALAR_RUNS = 8;
    /** A form that is not faster when it has been tried so long is never: the compiler has given it up, or it gains nothing. */
    private static final long PATIENCE_NANOS = 8_000_000_000L;
    /** So long at a time: others, which may gain much, are not kept waiting by one that gains nothing. */
    private static final long TURN_NANOS = 1_000_000_000L;
    private static final long PAUSE_MILLIS = 2;
    /** As often in a row must the vector form be faster. */
    private static final int WINS = 3;
    /** A twin's arrays may take this part of the heap. */
    private static final int PART_OF_HEAP = 8;

    /** A step whose vector form has been tried for so many nanoseconds so far. */
    private record Wish(Program program, int step, long tried) {}

    private final ArrayDeque<Wish> wishes = new ArrayDeque<>();
    private boolean started;

    private VectorTrial() {}

    /** Asks for a trial of a step's vector form; returns at once. */
    static void request(Program program, int step) {
        TRIAL.add(new Wish(program, step, 0));
    }

    private synchronized void add(Wish wish) {
        wishes.add(wish);
        if (!started) {
            started = true;
            Thread thread = new Thread(this, "sinter-vectors");
            thread.setDaemon(true);
            thread.start();
        }
        notifyAll();
    }

    private synchronized @Nullable Wish poll() {
        return wishes.poll();
    }

    private synchronized void await() throws InterruptedException {
        while (wishes.isEmpty()) {
            wait();
        }
    }

    @Override
    public void run() {
        try {
            while (true) {
                await();
                grant();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All wishes that are there; steps of one program in a row share a twin, which is then let go. */
    private void grant() throws InterruptedException {
        Program of = null;
        Program twin = null;
        for (Wish wish = poll(); wish != null; wish = poll()) {
            try {
                if (of != wish.program) {
                    of = wish.program;
                    twin = of.equippedTwin(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
                }
                if (twin != null) {
                    tryOut(wish, twin);
                }
            } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
                // Zeros are not the values that the program is for, and a trial is no place to fail: the scalar form stays.
                twin = null;
            }
        }
    }

    /** Tries a step for a turn; where that was not enough it waits for its next one. */
    private void tryOut(Wish wish, Program twin) throws InterruptedException {
        if (isFaster(twin, wish.step)) {
            wish.program.useVectors(wish.step);
        } else if (wish.tried + TURN_NANOS < PATIENCE_NANOS) {
            add(new Wish(wish.program, wish.step, wish.tried + TURN_NANOS));
        }
    }

    private static boolean isFaster(Program twin, int step) throws InterruptedException {
        long units = twin.slice(step, SLICE_PICOSECONDS);
        long scalar = Long.MAX_VALUE;
        twin.vectors[step] = false;
        for (int i = 0; i < SCALAR_RUNS; i++) {
            scalar = Math.min(scalar, time(twin, step, units));
        }
        twin.useVectors(step);
        long end = System.nanoTime() + TURN_NANOS;
        int wins = 0;
        while (units > 0 && wins < WINS && System.nanoTime() < end) {
            wins = time(twin, step, units) < scalar ? wins + 1 : 0;
            if (wins == 0) {
                // The compiler's threads, and the program itself, need the processors more.
                Thread.sleep(PAUSE_MILLIS);
            }
        }
        return wins == WINS;
    }

    private static long time(Program twin, int step, long units) {
        long start = System.nanoTime();
        if (units > 0) {
            twin.step(step, 0, units);
        }
        return System.nanoTime() - start;
    }
}
