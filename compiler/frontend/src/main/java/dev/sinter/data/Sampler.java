package dev.sinter.data;

import dev.sinter.random.Generator;

/** Which examples a round over a dataset sees, and in which order. */
public interface Sampler {
    /** How many examples a round sees. */
    int size();

    /** The numbers of the examples of one round, in their order; a random order is drawn from {@code random} and nothing else. */
    int[] order(Generator random);
}
