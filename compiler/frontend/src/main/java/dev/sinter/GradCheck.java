package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Central differences against derivatives. */
final class GradCheck {
    private static final double STEP = 1e-6;

    private GradCheck() {}

    static void check(Function<List<Tensor>, Tensor> function, List<Tensor> inputs, double tolerance) {
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).dtype() != DType.F64) {
                throw new Diagnostic("gradCheck: input " + i + " is " + inputs.get(i).type()
                        + "; differences mean something in float64 only: cast it with toDouble()");
            }
        }
        List<Tensor> plain = Sinter.noGrad(() -> inputs.stream().map(input -> input.detach().clone()).toList());
        Tensor first = Sinter.noGrad(() -> function.apply(plain));
        double[] factors = new double[Math.toIntExact(first.numel())];
        for (int i = 0; i < factors.length; i++) {
            // Different for each element, and none of them zero.
            factors[i] = 0.5 + (i * 0.61803398875) % 1;
        }
        Tensor weights = Sinter.tensor(factors).view(first.shape());
        Function<List<Tensor>, Tensor> scalar = in -> function.apply(in).mul(weights).sum();
        List<Tensor> gradients = Func.gradAll(scalar).apply(plain);
        for (int i = 0; i < plain.size(); i++) {
            double[] at = plain.get(i).reshape(-1).toDoubleArray();
            double[] slopes = gradients.get(i).reshape(-1).toDoubleArray();
            for (int k = 0; k < at.length; k++) {
                double above = value(scalar, plain, i, at, k, STEP);
                double below = value(scalar, plain, i, at, k, -STEP);
                double difference = (above - below) / (2 * STEP);
                if (!(Math.abs(difference - slopes[k]) <= tolerance * (1 + Math.abs(difference)))) {
                    throw new AssertionError("gradCheck: by element " + k + " of input " + i + ", at " + at[k]
                            + ", the derivative is " + slopes[k] + ", but differences say " + difference);
                }
            }
        }
    }

    private static double value(Function<List<Tensor>, Tensor> function, List<Tensor> inputs, int input, double[] at,
            int element, double by) {
        double[] moved = at.clone();
        moved[element] += by;
        List<Tensor> changed = new ArrayList<>(inputs);
        changed.set(input, Sinter.tensor(moved).view(inputs.get(input).shape()));
        return Sinter.noGrad(() -> function.apply(changed).itemDouble());
    }
}
