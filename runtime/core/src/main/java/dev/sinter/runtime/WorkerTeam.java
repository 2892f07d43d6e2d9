package dev.sinter.runtime;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed team of daemon threads that, together with the caller, runs the units of one step at a time.
 *
 * <p>The units are cut into chunks. Each thread begins with a share of its own, the same one in every step, so that it finds
 * in its cache what it wrote in the step before; then it helps the others. So a task must not depend on which thread runs a
 * unit or on how the units are cut. One {@link #run} at a time is spread over the team: a call from inside a task, or from a second
 * thread while the team is busy, runs wholly on its own thread. After the threads have started no call allocates.
 */
public final class WorkerTeam implements AutoCloseable {
    /** Work on a range of units of a step. */
    public interface Task {
        /** Does the units {@code lo <= unit < hi} of {@code step}. */
        void run(int step, long lo, long hi);
    }

    /** The system property that sets how many threads {@link #shared} has. */
    public static final String THREADS = "sinter.threads";

    private static final int MOST_THREADS = 1024;
    /** How long a worker looks out for the next step before it parks: waking a parked thread costs 5 us or more. */
    private static final long SPIN_NANOS = 40_000;
    /** Enough chunks to even out threads of unequal speed, few enough that the counter costs nothing. */
    private static final int CHUNKS_PER_THREAD = 4;
    /** Set in {@link #gate} while no worker may join; the lower bits count those at work. */
    private static final int CLOSED = 1 << 30;
    /** The distance in longs that keeps two counters off one cache line and off its neighbour, which processors fetch with it. */
    private static final int APART = 16;

    private static volatile @Nullable WorkerTeam shared;

    private final int threads;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicInteger gate = new AtomicInteger(CLOSED);
    /** The next chunk of each thread's share, each on cache lines of its own. */
    private final AtomicLongArray nextChunk;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile int epoch;
    private volatile boolean stopped;
    private volatile Worker[] workers = new Worker[0];
    private boolean started;

    // The step: written by the owner of busy while nobody is inside the gate, read by those who came in through it.
    private @Nullable Task task;
    private int step;
    private long units;
    private long chunk;
    private long chunks;

    /** A team of {@code threads} threads, the caller included; its workers start with the first step worth sharing. */
    public WorkerTeam(int threads) {
        if (threads < 1 || threads > MOST_THREADS) {
            throw new IllegalArgumentException("a worker team has 1 to " + MOST_THREADS + " threads, not " + threads);
        }
        this.threads = threads;
        nextChunk = new AtomicLongArray((threads + 1) * APART);
    }

    /**
     * The team that programs use unless told otherwise: as many threads as the system property {@value #THREADS} says,
     * else one per processor. A malformed property is an {@link IllegalArgumentException}.
     */
    public static WorkerTeam shared() {
        WorkerTeam team = shared;
        if (team == null) {
            synchronized (WorkerTeam.class) {
                team = shared;
                if (team == null) {
                    team = new WorkerTeam(threadsFrom(System.getProperty(THREADS)));
                    shared = team;
                }
            }
        }
        return team;
    }

    static int threadsFrom(@Nullable String property) {
        if (property == null) {
            return Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS);
        }
        try {
            int threads = Integer.parseInt(property.strip());
            if (threads >= 1 && threads <= MOST_THREADS) {
                return threads;
            }
        } catch (NumberFormatException e) {
            // Said below, in the user's words.
        }
        throw new IllegalArgumentException("the system property " + THREADS + " is '" + property
                + "'; it must be a whole number from 1 to " + MOST_THREADS);
    }

    /** How many threads take part in a step, the caller included. */
    public int threads() {
        return threads;
    }

    /**
     * Runs units {@code 0 .. units-1} of {@code step} and returns when all are done.
     *
     * <p>The first exception that a unit throws is thrown here, after every thread has stopped working; units not yet
     * begun are then left out.
     *
     * @param grain the fewest units that are worth a hand-over to another thread, 1 or more
     */
    public void run(Task task, int step, long units, long grain) {
        if (units <= 0) {
            return;
        }
        if (threads == 1 || units <= grain || stopped || !busy.compareAndSet(false, true)) {
            task.run(step, 0, units);
            return;
        }
        try {
            share(task, step, units, chunkOf(units, grain));
        } finally {
            this.task = null;
            busy.set(false);
        }
    }

    private long chunkOf(long units, long grain) {
        long pieces = (long) threads * CHUNKS_PER_THREAD;
        long even = (units - 1) / pieces + 1;
        long size = Math.max(even, Math.max(grain, 1));
        // Long chunks begin at multiples of 64 units, so that only the last one leaves a vector loop a remainder.
        return size < 256 ? size : Math.addExact(size, 63) & -64;
    }

    private void share(Task task, int step, long units, long chunk) {
        this.task = task;
        this.step = step;
        this.units = units;
        this.chunk = chunk;
        chunks = (units - 1) / chunk + 1;
        for (int member = 0; member < threads; member++) {
            nextChunk.setPlain(counter(member), shareStart(member));
        }
        start();
        gate.set(0);
        callWorkers();
        work(0);
        // Workers that have not come by now need not come at all: nothing is left for them, so nobody waits for them.
        gate.getAndAdd(CLOSED);
        awaitWorkers();
        Throwable failed = failure.getAndSet(null);
        if (failed instanceof Error error) {
            throw error;
        }
        if (failed != null) {
            // A task declares no checked exception.
            throw (RuntimeException) failed;
        }
    }

    private void start() {
        if (started) {
            return;
        }
        started = true;
        Worker[] team = new Worker[threads - 1];
        int count = 0;
        try {
            for (; count < team.length; count++) {
                team[count] = new Worker(count + 1, epoch);
                team[count].thread.start();
            }
        } catch (OutOfMemoryError noThread) {
            // The system refuses more threads: go on with those that there are.
            team = Arrays.copyOf(team, count);
        }
        workers = team;
    }

    // Only the owner of busy writes the epoch; it is volatile for its readers.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void callWorkers() {
        epoch = epoch + 1;
        Worker[] team = workers;
        long helpful = Math.min(team.length, chunks - 1);
        for (int i = 0; i < helpful; i++) {
            Worker worker = team[i];
            if (worker.parked) {
                LockSupport.unpark(worker.thread);
            }
        }
    }

    private static int counter(int member) {
        return (member + 1) * APART;
    }

    private long shareStart(int member) {
        return chunks / threads * member + Math.min(chunks % threads, member);
    }

    /** Does chunks as team member {@code self} until there are none: first its own share, then what is left of the others'. */
    private void work(int self) {
        Task current = task;
        if (current == null) {
            return;
        }
        try {
            for (int i = 0; i < threads; i++) {
                int member = self + i < threads ? self + i : self + i - threads;
                workShare(current, counter(member), shareStart(member + 1));
            }
        } catch (Throwable thrown) {
            failure.compareAndSet(null, thrown);
            for (int member = 0; member < threads; member++) {
                nextChunk.set(counter(member), chunks);
            }
        }
    }

    private void workShare(Task current, int counter, long end) {
        // Looking first leaves the cache line of a share that is done where it is.
        while (nextChunk.get(counter) < end) {
            long index = nextChunk.getAndIncrement(counter);
            if (index < end) {
                long lo = index * chunk;
                current.run(step, lo, Math.min(lo + chunk, units));
            }
        }
    }

    private void awaitWorkers() {
        for (int spins = 0; gate.get() != CLOSED; spins++) {
            if (spins < 2_000) {
                Thread.onSpinWait();
            } else {
                // A worker has a long chunk, or has lost its processor; leave it one.
                LockSupport.parkNanos(20_000);
            }
        }
    }

    /** Ends the workers; steps given to this team later run on their caller's thread. */
    @Override
    public void close() {
        stopped = true;
        for (Worker worker : workers) {
            LockSupport.unpark(worker.thread);
        }
    }

    private final class Worker implements Runnable {
        final Thread thread;
        private final int number;
        volatile boolean parked;
        private int seen;

        Worker(int number, int epoch) {
            this.number = number;
            seen = epoch;
            thread = new Thread(null, this, "sinter-worker-" + number, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
        }

        @Override
        public void run() {
            while (awaitStep()) {
                if (enter()) {
                    work(number);
                    gate.getAndDecrement();
                }
            }
        }

        private boolean enter() {
            while (true) {
                int inside = gate.get();
                if (inside >= CLOSED) {
                    return false;
                }
                if (gate.compareAndSet(inside, inside + 1)) {
                    return true;
                }
            }
        }

        /** Waits until there is a new step (true) or the team has been closed (false). */
        private boolean awaitStep() {
            long parkAt = System.nanoTime() + SPIN_NANOS;
            int spins = 0;
            while (!stopped) {
                int now = epoch;
                if (now != seen) {
                    seen = now;
                    return true;
                }
                Thread.onSpinWait();
                if ((++spins & 63) == 0 && System.nanoTime() - parkAt > 0) {
                    park();
                    parkAt = System.nanoTime() + SPIN_NANOS;
                }
            }
            return false;
        }

        private void park() {
            parked = true;
            // The caller writes the epoch and then reads parked: one of the two sees the other.
            if (epoch == seen && !stopped) {
                LockSupport.park(WorkerTeam.this);
            }
            parked = false;
        }
    }
}
