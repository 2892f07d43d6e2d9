package dev.sinter.data;

import org.jspecify.annotations.Nullable;

/** What one round gives: its batches by number, asked for in order, by several threads at once. */
interface Supply {
    /** How many batches there are, {@link Integer#MAX_VALUE} where that is not known. */
    int count();

    /** Batch {@code number}; null after the last one, where the count is not known. */
    @Nullable
    Batch make(int number);

    /** Nobody will ask any more. */
    default void close() {}
}
