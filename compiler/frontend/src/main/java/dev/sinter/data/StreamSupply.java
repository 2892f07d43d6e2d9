package dev.sinter.data;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Batches of examples that come one after the other: taken in turn, changed and put together side by side. */
final class StreamSupply implements Supply {
    private final Iterator<?> examples;
    private final Function<Object, Object> transform;
    private final int batchSize;
    private final boolean dropsLast;
    private final Making making;
    /** Held by who takes examples. */
    private final ReentrantLock taking = new ReentrantLock();
    private final Condition nextTurn = taking.newCondition();
    /** The batch whose turn it is. */
    private int turn;
    private volatile boolean isEnded;
    private boolean isReleased;

    /** @param first the batch to begin with; the examples of those before it are passed over */
    StreamSupply(IterableDataset<?> dataset, int batchSize, boolean dropsLast, int first, Making making) {
        IterableDataset<?> source = dataset;
        Function<Object, Object> all = Function.identity();
        while (source instanceof MappedIterable<?, ?> mapped) {
            all = all.compose(applied(mapped));
            source = mapped.from();
        }
        this.transform = all;
        this.examples = source.iterator();
        this.batchSize = batchSize;
        this.dropsLast = dropsLast;
        this.making = making;
        this.turn = first;
        for (long i = 0; i < (long) first * batchSize && examples.hasNext(); i++) {
            Making.example(i, examples::next);
        }
    }

    @SuppressWarnings("unchecked") // What comes out of a dataset is what its transform takes.
    private static Function<Object, Object> applied(MappedIterable<?, ?> mapped) {
        return (Function<Object, Object>) mapped.transform();
    }

    @Override
    public int count() {
        return Integer.MAX_VALUE;
    }

    @Override
    public @Nullable Batch make(int number) {
        List<Object> taken = take(number);
        if (taken.isEmpty() || dropsLast && taken.size() < batchSize) {
            return null;
        }
        List<Object> made = new ArrayList<>(taken.size());
        for (Object each : taken) {
            made.add(Making.example((long) number * batchSize + made.size(), () -> transform.apply(each)));
        }
        return new Batch(Collation.of(made), made.size());
    }

    private List<Object> take(int number) {
        taking.lock();
        try {
            while (turn != number && !making.isStopped()) {
                nextTurn.awaitUninterruptibly();
            }
            if (making.isStopped()) {
                throw new CancellationException("the loop over the batches has ended");
            }
            turn++;
            List<Object> taken = new ArrayList<>();
            while (!isEnded && taken.size() < batchSize) {
                takeOne((long) number * batchSize + taken.size(), taken);
            }
            return taken;
        } catch (LoadingException e) {
            // What would come after a failure is not known.
            isEnded = true;
            throw e;
        } finally {
            nextTurn.signalAll();
            release();
            taking.unlock();
            // Somebody may have closed this since.
            releaseIfFree();
        }
    }

    private void takeOne(long number, List<Object> taken) {
        Making.example(number, () -> {
            if (examples.hasNext()) {
                taken.add(examples.next());
            } else {
                isEnded = true;
            }
            return taken;
        });
    }

    /** Closes the iterator if nothing is taken from it any more. */
    private void release() {
        if (isEnded && !isReleased) {
            isReleased = true;
            if (examples instanceof AutoCloseable closeable) {
                try {
                    closeable.close();
                } catch (Exception e) {
                    throw LoadingException.ofClosing(e);
                }
            }
        }
    }

    private void releaseIfFree() {
        if (isEnded && taking.tryLock()) {
            try {
                nextTurn.signalAll();
                release();
            } finally {
                taking.unlock();
            }
        }
    }

    /** Does not wait for an example that somebody is taking: he closes the iterator then. */
    @Override
    public void close() {
        isEnded = true;
        releaseIfFree();
    }
}
