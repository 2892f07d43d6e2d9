package dev.sinter.runtime;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts the bytes that the current thread allocates. */
public final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    public static long now() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    /** All live threads of this JVM together, the current one included. */
    static long ofAllThreads() {
        long sum = 0;
        for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            sum += Math.max(bytes, 0);
        }
        return sum;
    }

    /** The fewest bytes that one of many runs allocates: other things than the task may disturb some of them. */
    static long leastOf(Runnable task) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 2_000; i++) {
            long before = now();
            task.run();
            least = Math.min(least, now() - before);
        }
        return least;
    }
}
