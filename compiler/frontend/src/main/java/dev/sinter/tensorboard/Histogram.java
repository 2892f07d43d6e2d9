package dev.sinter.tensorboard;

import dev.sinter.ir.Diagnostic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How many values lie between limits, which grow by a tenth each from 1e-12 to 1e20 on both sides of 0: TensorBoard's own.
 *
 * @param values finite numbers
 */
record Histogram(double[] values) {
    private static final double[] LIMITS = limits();

    Histogram {
        if (values.length == 0) {
            throw new Diagnostic("addHistogram: an empty tensor has no histogram");
        }
        for (double value : values) {
            if (!Double.isFinite(value)) {
                throw new Diagnostic("addHistogram: the tensor holds " + value + ", which lies between no two limits");
            }
        }
    }

    private static double[] limits() {
        List<Double> positive = new ArrayList<>();
        for (double limit = 1e-12; limit < 1e20; limit *= 1.1) {
            positive.add(limit);
        }
        int count = positive.size();
        double[] limits = new double[2 * count + 2];
        for (int i = 0; i < count; i++) {
            limits[count - 1 - i] = -positive.get(i);
            limits[count + 1 + i] = positive.get(i);
        }
        limits[2 * count + 1] = Double.MAX_VALUE;
        return limits;
    }

    /** The protocol buffer, without the empty buckets at both ends. */
    Message toMessage() {
        double[] counts = new double[LIMITS.length];
        for (double value : values) {
            // Bucket i holds what is below its limit and not below the one before.
            int at = Arrays.binarySearch(LIMITS, value);
            counts[Math.min(at < 0 ? -at - 1 : at + 1, LIMITS.length - 1)]++;
        }
        int first = 0;
        while (counts[first] == 0) {
            first++;
        }
        int last = LIMITS.length - 1;
        while (counts[last] == 0) {
            last--;
        }
        first = Math.max(first - 1, 0);
        return new Message().number(1, Arrays.stream(values).min().orElseThrow())
                .number(2, Arrays.stream(values).max().orElseThrow())
                .number(3, (double) values.length)
                .number(4, Arrays.stream(values).sum())
                .number(5, Arrays.stream(values).map(value -> value * value).sum())
                .numbers(6, Arrays.copyOfRange(LIMITS, first, last + 1))
                .numbers(7, Arrays.copyOfRange(counts, first, last + 1));
    }
}
