package dev.sinter.runtime.formats.pytorch;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts the bytes that the current thread allocates. */
final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    static long now() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }
}
