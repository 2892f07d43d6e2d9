package dev.sinter.data;

import dev.sinter.ir.Diagnostic;
import dev.sinter.random.Generator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which examples make up each batch of a round: for a loader whose batches are not just so many in a row. */
public interface BatchSampler {
    /** How many batches a round has. */
    int size();

    /** The numbers of the examples of each batch of one round; what is random is drawn from {@code random} and nothing else. */
    List<int[]> batches(Generator random);

    /** So many in a row of the sampler's order; the last batch may be smaller, or is left out. */
    static BatchSampler of(Sampler sampler, int batchSize, boolean dropsLast) {
        if (batchSize < 1) {
            throw new Diagnostic("BatchSampler: a batch has 1 example or more, not " + batchSize);
        }
        return new BatchSampler() {
            @Override
            public int size() {
                return dropsLast ? sampler.size() / batchSize : Math.ceilDiv(sampler.size(), batchSize);
            }

            @Override
            public List<int[]> batches(Generator random) {
                int[] order = sampler.order(random);
                List<int[]> batches = new ArrayList<>();
                for (int from = 0; from < order.length; from += batchSize) {
                    if (!dropsLast || from + batchSize <= order.length) {
                        batches.add(Arrays.copyOfRange(order, from, Math.min(from + batchSize, order.length)));
                    }
                }
                return batches;
            }
        };
    }
}
