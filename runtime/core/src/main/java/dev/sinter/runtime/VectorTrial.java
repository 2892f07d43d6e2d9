package dev.sinter.runtime;

import java.util.ArrayList;
import java.util.List;
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
    private static final int SCALAR_RUNS = 4;
    /** A form that is not faster when it has been tried so long is never: the compiler has given it up, or it gains nothing. */
    private static final long PATIENCE_NANOS = 8_000_000_000L;
    /** The first turn: enough for a form that another program has made fast. */
    private static final long FIRST_TURN_NANOS = 20_000_000;
    /** Further turns: long enough for the compiler; others are not kept waiting by a form that gains nothing. */
    private static final long TURN_NANOS = 1_000_000_000;
    private static final long PAUSE_MILLIS = 2;
    /** As often in a row must the vector form be faster. */
    private static final int WINS = 3;
    /** A twin's arrays may take this part of the heap. */
    private static final int PART_OF_HEAP = 8;

    /**
     * A step and its trial so far.
     *
     * @param nanos  what the step takes per call
     * @param calls  how often its program had been called when the wish was made, or had its last turn
     * @param tried  for how long its vector form has been tried
     * @param scalar what a run of its scalar form takes
     */
    private record Wish(Program program, int step, long nanos, long calls, long tried, long scalar) {
        /** Steps of programs that are still being called come first, then those tried least, then those that take the longest. */
        boolean isBefore(Wish other) {
            boolean idle = program.calls() == calls;
            boolean otherIdle = other.program.calls() == other.calls;
            if (idle != otherIdle) {
                return otherIdle;
            }
            return tried != other.tried ? tried < other.tried : nanos > other.nanos;
        }
    }

    private final List<Wish> wishes = new ArrayList<>();
    private boolean started;

    private VectorTrial() {}

    /** Asks for a trial of the vector form of a step that takes so many nanoseconds per call; returns at once. */
    static void request(Program program, int step, long nanos) {
        TRIAL.add(new Wish(program, step, nanos, program.calls(), 0, Long.MAX_VALUE));
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
        Wish next = null;
        for (Wish wish : wishes) {
            next = next == null || wish.isBefore(next) ? wish : next;
        }
        wishes.remove(next);
        return next;
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
                    twin = null;
                    twin = of.equippedTwin(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
                }
                if (twin != null) {
                    tryOut(wish, twin);
                }
            } catch (RuntimeException | Error e) {
                // Zeros are not the values that the program is for, and a trial is no place to fail: this step's scalar form stays.
                wish.program.useScalars(wish.step);
            }
        }
    }

    /** Tries a step for a turn; where that was not enough it waits for its next one. */
    private void tryOut(Wish wish, Program twin) throws InterruptedException {
        int step = wish.step;
        long units = twin.slice(step, SLICE_PICOSECONDS);
        long scalar = wish.scalar;
        twin.vectors[step] = false;
        for (int i = 0; i < SCALAR_RUNS; i++) {
            scalar = Math.min(scalar, time(twin, step, units));
        }
        twin.useVectors(step);
        long turn = wish.tried == 0 ? FIRST_TURN_NANOS : TURN_NANOS;
        long end = System.nanoTime() + turn;
        int wins = 0;
        while (units > 0 && wins < WINS && System.nanoTime() < end) {
            wins = time(twin, step, units) < scalar ? wins + 1 : 0;
            if (wins == 0) {
                // The compiler's threads, and the program itself, need the processors more.
                Thread.sleep(PAUSE_MILLIS);
            }
        }
        if (wins == WINS) {
            wish.program.useVectors(step);
        } else if (wish.tried + turn < PATIENCE_NANOS) {
            add(new Wish(wish.program, step, wish.nanos, wish.program.calls(), wish.tried + turn, scalar));
        }
    }

    private static long time(Program twin, int step, long units) {
        long start = System.nanoTime();
        if (units > 0) {
            twin.step(step, 0, units);
        }
        return System.nanoTime() - start;
    }
}
