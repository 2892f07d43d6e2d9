package dev.sinter.data;

import dev.sinter.random.Generator;
import java.util.Arrays;

/** Some of the examples, each once, in random order. */
public final class SubsetRandomSampler implements Sampler {
    private final int[] indices;

    public SubsetRandomSampler(int... indices) {
        this.indices = indices.clone();
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public int[] order(Generator random) {
        return Arrays.stream(random.permutation(indices.length)).mapToInt(i -> indices[(int) i]).toArray();
    }
}
