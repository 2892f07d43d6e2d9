package dev.sinter.data;

import dev.sinter.ir.Diagnostic;
import dev.sinter.random.Generator;

/**
 * Examples in random order, drawn as PyTorch draws them.
 *
 * @param examples    how many examples there are
 * @param replacement whether each draw is among all examples; otherwise each is seen once before any is seen again
 * @param size        how many are drawn
 */
public record RandomSampler(int examples, boolean replacement, int size) implements Sampler {
    public RandomSampler {
        if (examples < 0 || size < 0 || examples == 0 && size > 0) {
            throw new Diagnostic("RandomSampler: " + size + " examples cannot be drawn from " + examples);
        }
    }

    /** All examples, each once. */
    public RandomSampler(int examples) {
        this(examples, false, examples);
    }

    @Override
    public int[] order(Generator random) {
        int[] order = new int[size];
        if (replacement) {
            for (int i = 0; i < size; i++) {
                order[i] = (int) random.below(examples);
            }
            return order;
        }
        // A permutation more than is used where the numbers divide: it belongs to PyTorch's stream of a whole round.
        for (int start = 0; start <= size && examples > 0; start += examples) {
            long[] drawn = random.permutation(examples);
            for (int i = 0; i < Math.min(examples, size - start); i++) {
                order[start + i] = (int) drawn[i];
            }
        }
        return order;
    }
}
