package dev.sinter.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one loop. A loop that is left early may {@link #close} it, so that workers stop at once; otherwise they
 * stop when the few batches are made that were begun ahead.
 */
public final class Round implements Iterator<Batch>, AutoCloseable {
    private final Supply supply;
    private final Making making;
    private final @Nullable Workers workers;
    private final int mostAhead;
    private final IntConsumer given;
    /** Batches that are being made, from {@link #next} on. */
    private final Deque<FutureTask<@Nullable Batch>> ahead = new ArrayDeque<>();
    private int next;
    /** The next batch, where it had to be made to know whether there is one, or why it could not. */
    private @Nullable Batch ready;
    private @Nullable LoadingException failure;
    private boolean isClosed;

    /**
     * @param mostAhead how many batches may be made ahead by all workers together
     * @param first     the batch to begin with
     * @param given     is told how many batches of the round have been given
     */
    Round(Supply supply, Making making, @Nullable Workers workers, int mostAhead, int first, IntConsumer given) {
        this.supply = supply;
        this.making = making;
        this.workers = workers;
        this.mostAhead = mostAhead;
        this.next = first;
        this.given = given;
    }

    @Override
    public boolean hasNext() {
        if (!isClosed && next < supply.count()) {
            if (supply.count() < Integer.MAX_VALUE) {
                return true;
            }
            look();
            if (ready != null || failure != null) {
                return true;
            }
            // There was no telling before that the batch given last was the last one.
            given.accept(Integer.MAX_VALUE);
        }
        close();
        return false;
    }

    /**
     * The next batch, made by this thread or awaited from a worker.
     *
     * @throws LoadingException where it could not be made, or the thread is interrupted while it waits; the round has ended then
     */
    @Override
    public Batch next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the loader has given all its batches");
        }
        look();
        LoadingException failed = failure;
        Batch batch = ready;
        ready = null;
        if (failed != null) {
            close();
            throw failed;
        }
        if (batch == null) {
            throw new NoSuchElementException("the loader has given all its batches");
        }
        given.accept(++next);
        return batch;
    }

    /** Makes or awaits the next batch, if that has not been done. */
    private void look() {
        if (ready != null || failure != null) {
            return;
        }
        Workers threads = workers;
        int number = next;
        try {
            ready = threads == null ? making.run(() -> supply.make(number)) : first(threads).get();
        } catch (ExecutionException e) {
            failure = LoadingException.ofBatch(number, e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = LoadingException.interrupted(number, e);
        } catch (RuntimeException | Error e) {
            failure = LoadingException.ofBatch(number, e);
        }
    }

    /** The next batch, which a worker makes; the others have work then. */
    private FutureTask<@Nullable Batch> first(Workers threads) {
        synchronized (ahead) {
            // Nobody asks for a batch after the last one; where their count is not known, such a task gives none.
            while (ahead.size() < mostAhead && ahead.size() < supply.count() - next) {
                int number = next + ahead.size();
                ahead.add(threads.submit(() -> making.run(() -> supply.make(number))));
            }
            return ahead.remove();
        }
    }

    /** Gives the workers to another round: what they have not begun is asked for again when this round goes on. */
    void makeWay() {
        synchronized (ahead) {
            Workers threads = workers;
            while (threads != null && !ahead.isEmpty() && threads.withdraw(ahead.getLast())) {
                ahead.removeLast();
            }
        }
    }

    /** Ends the round: nothing more is made, and what a worker is making is given up after its present example. */
    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            // Not by an interrupt, which would close for good a file that examples are read from.
            making.stop();
            makeWay();
            synchronized (ahead) {
                ahead.clear();
            }
            supply.close();
        }
    }
}
