package dev.sinter.data;

import dev.sinter.random.Generator;
import java.util.stream.IntStream;

/**
 * All examples, from the first to the last.
 *
 * @param size how many examples there are
 */
public record SequentialSampler(int size) implements Sampler {
    @Override
    public int[] order(Generator random) {
        return IntStream.range(0, size).toArray();
    }
}
