package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.random.Generator;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;

/** Draws from categories by their weights. */
final class Multinomial {
    private Multinomial() {}

    static Tensor draw(Generator generator, Tensor weights, int count, boolean replacement) {
        Sampling.checkDraw("multinomial");
        if (weights.rank() < 1 || weights.rank() > 2 || !weights.dtype().isFloating()) {
            throw new Diagnostic("multinomial of " + weights.type() + ": weights [C] or [N, C] of a floating dtype are"
                    + " needed");
        }
        if (count < 1) {
            throw new Diagnostic("multinomial: " + count + " draws were asked for; at least 1 is needed");
        }
        Buffer given = weights.buffer();
        int classes = Math.toIntExact(weights.size(-1));
        int rows = weights.rank() == 1 ? 1 : Math.toIntExact(weights.size(0));
        Shape shape = weights.rank() == 1 ? Shape.of(count) : Shape.of(rows, count);
        Buffer drawn = Buffer.zeros(new TensorType(DType.I64, shape));
        double[] row = new double[classes];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < classes; c++) {
                row[c] = given.get(r * classes + c);
            }
            int possible = possible(row, r);
            if (!replacement && count > possible) {
                throw new Diagnostic("multinomial: " + count + " different positions were asked for, but row " + r
                        + " has " + possible + " weights above 0; allow replacement, or draw fewer");
            }
            for (int i = 0; i < count; i++) {
                int position = one(row, generator.uniformDouble());
                drawn.setBits(r * count + i, position);
                row[position] = replacement ? row[position] : 0;
            }
        }
        return Tensor.of(drawn);
    }

    /** How many weights are above 0. */
    private static int possible(double[] weights, int row) {
        int possible = 0;
        for (double weight : weights) {
            if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
                throw new Diagnostic("multinomial: row " + row + " has the weight " + weight
                        + "; weights are finite and 0 or more");
            }
            possible += weight > 0 ? 1 : 0;
        }
        if (possible == 0) {
            throw new Diagnostic("multinomial: row " + row + " has no weight above 0");
        }
        return possible;
    }

    /** The position whose share of all weights holds the point {@code u} between 0 and 1. */
    private static int one(double[] weights, double u) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double left = u * sum;
        int last = -1;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                last = i;
                left -= weights[i];
                if (left < 0) {
                    break;
                }
            }
        }
        return last;
    }
}
