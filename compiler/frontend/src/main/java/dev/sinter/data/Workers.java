package dev.sinter.data;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads that make a loader's batches. They start when there is work and end by themselves when there was none for a moment: a loop that
 * is left early needs to tell nobody.
 */
final class Workers {
    private static final long IDLE_MILLIS = 500;
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final ThreadPoolExecutor threads;

    Workers(int count) {
        threads = new ThreadPoolExecutor(count, count, IDLE_MILLIS, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(),
                work -> {
                    Thread thread = new Thread(work, "sinter-data-" + STARTED.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** A batch that is being made; null where there is none any more. */
    FutureTask<@Nullable Batch> submit(Supplier<@Nullable Batch> batch) {
        FutureTask<@Nullable Batch> task = new FutureTask<>(() -> evaluated(batch.get()));
        threads.execute(task);
        return task;
    }

    /** Whether the task had not begun, and never will. */
    boolean withdraw(FutureTask<@Nullable Batch> task) {
        return threads.remove(task);
    }

    /** Computes all tensors here, so that nothing of this thread's recording reaches another. */
    private static @Nullable Batch evaluated(@Nullable Batch batch) {
        if (batch != null) {
            Sinter.evaluate(batch.tensors().toArray(Tensor[]::new));
        }
        Sinter.evaluate();
        return batch;
    }
}
