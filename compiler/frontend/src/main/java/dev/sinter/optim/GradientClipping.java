package dev.sinter.optim;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import java.util.ArrayList;
import java.util.List;

/** Bounds gradients before a step, in place. */
public final class GradientClipping {
    private static final double GUARD = 1e-6;

    private GradientClipping() {}

    /**
     * Scales all gradients together so that their Euclidean norm is at most {@code greatest}, as in Pascanu et al., ICML 2013.
     *
     * @return the norm before, without axes
     */
    public static Tensor clipGradNorm_(List<? extends Tensor> parameters, double greatest) {
        return Sinter.noGrad(() -> {
            List<Tensor> gradients = gradients(parameters);
            if (gradients.isEmpty()) {
                return Sinter.zeros();
            }
            Tensor squares = gradients.get(0).square().sum();
            for (Tensor gradient : gradients.subList(1, gradients.size())) {
                squares = squares.add(gradient.square().sum());
            }
            Tensor norm = squares.sqrt();
            Tensor factor = norm.add(GUARD).reciprocal().mul(greatest).clamp(Double.NEGATIVE_INFINITY, 1);
            gradients.forEach(gradient -> gradient.mul_(factor));
            return norm;
        });
    }

    /** Brings every element of all gradients between {@code -greatest} and {@code greatest}. */
    public static void clipGradValue_(List<? extends Tensor> parameters, double greatest) {
        if (!(greatest >= 0)) {
            throw new Diagnostic("clipGradValue_: the greatest value is 0 or more, not " + greatest);
        }
        Sinter.noGrad(() -> gradients(parameters)
                .forEach(gradient -> gradient.copy_(gradient.clamp(-greatest, greatest))));
    }

    private static List<Tensor> gradients(List<? extends Tensor> parameters) {
        List<Tensor> gradients = new ArrayList<>();
        for (Tensor parameter : parameters) {
            Tensor gradient = parameter.grad();
            if (gradient != null) {
                gradients.add(gradient);
            }
        }
        return gradients;
    }
}
