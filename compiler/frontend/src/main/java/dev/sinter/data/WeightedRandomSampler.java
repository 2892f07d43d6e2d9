package dev.sinter.data;

import dev.sinter.ir.Diagnostic;
import dev.sinter.random.Generator;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Examples drawn with given weights, which need not add up to 1. With replacement the draws are those of PyTorch's stream; without, they
 * are a race of exponential clocks (Efraimidis and Spirakis, Weighted random sampling with a reservoir, 2006).
 */
public final class WeightedRandomSampler implements Sampler {
    private final double[] weights;
    private final int size;
    private final boolean replacement;

    /** {@code size} draws, each among all examples. */
    public WeightedRandomSampler(double[] weights, int size) {
        this(weights, size, true);
    }

    /** @param replacement whether each draw is among all examples; otherwise none is drawn twice */
    public WeightedRandomSampler(double[] weights, int size, boolean replacement) {
        this.weights = weights.clone();
        this.size = size;
        this.replacement = replacement;
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0 && weights[i] < Double.POSITIVE_INFINITY)) {
                throw new Diagnostic("WeightedRandomSampler: the weight of example " + i + " is " + weights[i]
                        + "; weights are finite and not negative");
            }
        }
        long possible = Arrays.stream(weights).filter(weight -> weight > 0).count();
        if (size < 1 || possible < (replacement ? 1 : size)) {
            throw new Diagnostic("WeightedRandomSampler: " + size + " examples cannot be drawn "
                    + (replacement ? "with" : "without") + " replacement from " + possible + " of positive weight");
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int[] order(Generator random) {
        return replacement ? independent(random) : race(random);
    }

    private int[] independent(Generator random) {
        double[] cumulative = weights.clone();
        for (int i = 1; i < cumulative.length; i++) {
            cumulative[i] += cumulative[i - 1];
        }
        double sum = cumulative[cumulative.length - 1];
        int last = cumulative.length - 1;
        while (weights[last] == 0) {
            last--;
        }
        int[] drawn = new int[size];
        for (int i = 0; i < size; i++) {
            double at = random.uniformDouble();
            int low = 0;
            int high = last;
            // The first whose cumulative share is not below the draw; a share of 0 is passed even by a draw of 0.
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (cumulative[middle] / sum < at || cumulative[middle] == 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            drawn[i] = low;
        }
        return drawn;
    }

    private int[] race(Generator random) {
        double[] time = new double[weights.length];
        for (int i = 0; i < time.length; i++) {
            time[i] = -StrictMath.log1p(-random.uniformDouble()) / weights[i];
        }
        return IntStream.range(0, time.length).boxed().filter(i -> weights[i] > 0)
                .sorted(Comparator.comparingDouble(i -> time[i])).limit(size).mapToInt(Integer::intValue).toArray();
    }
}
