package dev.sinter.runtime;

import org.jspecify.annotations.Nullable;

/** A compiled entry point, on whatever device it runs. */
public interface Executable {
    Signature signature();

    /**
     * Computes the outputs from the inputs.
     *
     * <p>An output that is null or of another type than this call gives is replaced in {@code outputs} by a new buffer, any
     * other is overwritten; so a caller who keeps the array allocates nothing. An output that updates an input is written into
     * that input's array, and its place in {@code outputs} becomes that input's buffer.
     *
     * @param inputs  one per input of the signature
     * @param outputs one place per output of the signature
     * @throws IllegalArgumentException where an input is missing or of the wrong type, or a buffer is used for two purposes:
     *     the message names the input, what came and what is needed; nothing has been computed then
     */
    void run(@Nullable Buffer[] inputs, @Nullable Buffer[] outputs);
}
